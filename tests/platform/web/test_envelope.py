"""Claims of `strive.platform.web.envelope` (API-1)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from starlette.requests import Request

from strive.platform.web import envelope
from strive.platform.web.envelope import Pagination

NOW = datetime(2026, 3, 14, 12, 0, 0, 123_456, tzinfo=UTC)
STAMP = "2026-03-14T12:00:00.123Z"


def request(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": pairs})


def test_success():
    response = envelope.success({"a": 1}, now=NOW, status=201, kind="thing")
    assert response.status_code == 201
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(response.body) == {
        "success": True,
        "data": {"a": 1},
        "meta": {"timestamp": STAMP, "kind": "thing"},
    }


def test_part_of_a_list():
    place = Pagination.numbered(page=2, limit=10, total=25)
    response = envelope.paginated([1, 2], place, now=NOW)
    assert json.loads(response.body) == {
        "success": True,
        "data": [1, 2],
        "pagination": {
            "page": 2,
            "limit": 10,
            "total": 25,
            "pages": 3,
            "hasNext": True,
            "hasPrev": True,
        },
        "meta": {"timestamp": STAMP},
    }


def test_failure():
    response = envelope.failure("It is not there.", "not_found", now=NOW, status=404)
    assert response.status_code == 404
    assert json.loads(response.body) == {
        "success": False,
        "error": {"message": "It is not there.", "code": "not_found"},
        "timestamp": STAMP,
    }


@pytest.mark.parametrize(
    ("page", "total", "pages", "has_next", "has_prev"),
    [
        (1, 0, 0, False, False),
        (1, 10, 1, False, False),
        (1, 11, 2, True, False),
        (2, 11, 2, False, True),
        (3, 11, 2, False, True),  # right behind the last, one with items comes before
        (9, 11, 2, False, False),
    ],
)
def test_a_place_knows_what_is_around_it(page, total, pages, has_next, has_prev):
    place = Pagination.numbered(page=page, limit=10, total=total)
    assert (place.pages, place.has_next, place.has_prev) == (pages, has_next, has_prev)


def test_times_are_in_utc():
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    assert json.loads(envelope.success(1, now=elsewhere).body)["meta"]["timestamp"] == STAMP


@pytest.mark.parametrize("form", ["{}", '"other", {}', "*"])
def test_what_the_client_has_already_is_not_sent_again(form):
    first = envelope.read(request(), [1], cache_control="public", now=NOW)
    known = request(if_none_match=form.format(first.headers["etag"]))
    later = NOW + timedelta(hours=1)
    again = envelope.read(known, [1], cache_control="public", now=later)
    assert (again.status_code, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "public"


def test_other_data_another_place_and_other_meta_are_another_answer():
    place = Pagination.numbered(page=1, limit=10, total=1)
    answers = [
        envelope.read(request(), [1], cache_control="public", now=NOW),
        envelope.read(request(), [2], cache_control="public", now=NOW),
        envelope.read(request(), [1], cache_control="public", now=NOW, pagination=place),
        envelope.read(request(), [1], cache_control="public", now=NOW, corrected="x"),
    ]
    assert len({answer.headers["etag"] for answer in answers}) == len(answers)


def test_what_a_credential_opens_is_kept_by_nobody():
    asked = request(authorization="Bearer x", if_none_match="*")
    answer = envelope.read(asked, [1], cache_control="public", now=NOW)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers
