from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from strive.platform.web.conditional import is_known, weak_etag

CHANGED = datetime(2026, 3, 14, 12, 0, 0, 900_000, tzinfo=UTC)
AT_CHANGE = "Sat, 14 Mar 2026 12:00:00 GMT"
BEFORE = "Sat, 14 Mar 2026 11:59:59 GMT"
ETAG = weak_etag(b"text")


def asking(**fields: str) -> Request:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize("tags", [ETAG, ETAG.removeprefix("W/"), f'"other", {ETAG}', "*"])
def test_a_tag_is_recognised_strong_or_weak_alone_or_in_a_list(tags):
    assert is_known(asking(if_none_match=tags), ETAG)


def test_parts_of_a_content_are_told_apart():
    assert weak_etag(b"ab", b"c") != weak_etag(b"a", b"bc")


@pytest.mark.parametrize(
    ("since", "known"),
    [(AT_CHANGE, True), (BEFORE, False), ("yesterday", False), (AT_CHANGE[:-4], False)],
)
def test_a_time_counts_by_whole_seconds_and_only_if_it_can_be_read(since, known):
    assert is_known(asking(if_modified_since=since), ETAG, CHANGED) is known


def test_a_time_does_not_count_beside_a_tag_or_for_content_without_one():
    asked = asking(if_modified_since=AT_CHANGE, if_none_match='"other"')
    assert not is_known(asked, ETAG, CHANGED)
    assert not is_known(asking(if_modified_since=AT_CHANGE), ETAG)
