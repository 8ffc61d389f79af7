"""Claims of `strive.content.listing` about cursors, and what the API makes of forged ones."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.content.drafts import Draft
from strive.content.errors import CursorInvalid
from strive.content.listing import Position, Sort, cursor_of, position_of
from strive.content.post import Body

THEN = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
BY_TIME = [sort for sort in Sort if sort.field != "title"]
BY_TITLE = [sort for sort in Sort if sort.field == "title"]
GOOD = cursor_of(Position(Sort.NEWEST, THEN, "id"))


def forged(*parts: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


FORGED = {
    "random": "Zm9yZ2Vk",
    "no base64": "not-base64!",
    "one character": "a",
    "truncated": GOOD[:-5],
    "too long": GOOD + "AAAA",
    "padded twice": GOOD + "====",
    "with a space": f"{GOOD[:4]}%20{GOOD[4:]}",
    "of another alphabet": "%D1%81%D0%B2%D0%B5%D1%82",
    "of another order": cursor_of(Position(Sort.OLDEST, THEN, "id")),
    "of another type": cursor_of(Position(Sort.TITLE, "Title", "id")),
    "a title for a time": forged("-publishedAt", "Title", "id"),
    "a number for a time": forged("-publishedAt", 1, "id"),
    "a time without a zone": forged("-publishedAt", "2026-03-14T09:00:00", "id"),
    "a time before all times": forged("-publishedAt", "0001-01-01T00:00:00+23:59", "id"),
    "a time after all times": forged("-publishedAt", "9999-12-31T23:59:59-23:59", "id"),
    "an operator for a time": forged("-publishedAt", {"$gt": ""}, "id"),
    "an operator for an id": forged("-publishedAt", THEN, {"$ne": ""}),
    "an unknown order": forged("-rank", THEN, "id"),
    "too little": forged("-publishedAt", THEN),
    "too much": forged("-publishedAt", THEN, "id", "more"),
    "an object": base64.urlsafe_b64encode(b'{"$where":"1"}').decode(),
    "deep": base64.urlsafe_b64encode(b"[" * 1_400).decode().rstrip("="),
    "half a surrogate": base64.urlsafe_b64encode(rb'["-publishedAt",null,"\ud800"]').decode(),
    "huge": "A" * 5_000,
    "nothing": "",
}
ELSEWHERE = {
    "no time": forged("-publishedAt", None, "id"),
    "long ago": forged("-publishedAt", "0001-01-01T00:00:00Z", "id"),
    "in the far future": forged("-publishedAt", "9999-12-31T23:59:59Z", "id"),
    "a null byte in the id": forged("-publishedAt", THEN, "\0"),
    "an operator as text": forged("-publishedAt", THEN, "$ne"),
    "another alphabet in the id": forged("-publishedAt", THEN, "светофор"),
}


@pytest.mark.parametrize("cursor", FORGED.values(), ids=FORGED)
async def test_what_is_no_cursor_of_the_list_is_refused(client, content, cursor):
    answer = await client.get(f"/api/v1/posts?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in {"cursor_invalid", "parameter_invalid"}
    assert "cursor" in answer.json()["error"]["message"]


@pytest.mark.parametrize("cursor", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_forged_cursor_only_starts_somewhere_else(client, publish, cursor):
    await publish("First")
    answer = await client.get(f"/api/v1/posts?cursor={cursor}")
    assert answer.status_code == 200
    assert answer.json()["pagination"]["total"] == 1


async def test_a_cursor_does_not_open_what_is_not_published(client, content, publish, clock):
    await publish("First")
    tomorrow = clock.now() + timedelta(days=1)
    saved = await content.publishing.save(Draft(title="Later", body=Body("x")), by="test")
    await content.publishing.schedule(saved.id, tomorrow, by="test")
    cursor = cursor_of(Position(Sort.NEWEST, tomorrow + timedelta(days=1), "id"))
    answer = (await client.get(f"/api/v1/posts?cursor={cursor}")).json()
    assert [post["slug"] for post in answer["data"]] == ["first"]


async def test_a_page_and_a_cursor_exclude_each_other(client, content):
    answer = await client.get(f"/api/v1/posts?page=1&cursor={GOOD}")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "The parameters page and cursor exclude each other."


@given(st.sampled_from(BY_TIME), st.none() | st.datetimes(timezones=st.just(UTC)), st.text())
def test_a_place_in_time_comes_back_from_its_cursor(sort, value, id_):
    position = Position(sort, value, id_)
    assert position_of(cursor_of(position), sort) == position


@given(st.sampled_from(BY_TITLE), st.text(), st.text())
def test_a_place_among_titles_comes_back_from_its_cursor(sort, title, id_):
    position = Position(sort, title, id_)
    assert position_of(cursor_of(position), sort) == position


@given(st.sampled_from(list(Sort)), st.text(max_size=100))
def test_any_text_is_a_cursor_or_refused(sort, text):
    with suppress(CursorInvalid):
        position_of(text, sort)


@given(st.sampled_from(list(Sort)), st.binary(max_size=100))
def test_any_bytes_are_a_cursor_or_refused(sort, raw):
    with suppress(CursorInvalid):
        position_of(base64.urlsafe_b64encode(raw).decode(), sort)
