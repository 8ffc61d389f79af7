"""Times as people type them: clocks that skip an hour, or have it twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from strive.content.drafts import Draft
from strive.content.studio.times import field_of, kept_minute, meant, offset_of
from strive.platform.errors import Invalid

LISBON = ZoneInfo("Europe/Lisbon")


def test_a_time_is_meant_in_the_zone_of_the_site():
    found = meant("2026-07-01T10:00", LISBON)
    assert found is not None
    assert (found.moment, found.note) == (datetime(2026, 7, 1, 9, 0, tzinfo=UTC), "")
    assert offset_of(found.moment, LISBON) == "Europe/Lisbon (UTC+01:00)"
    assert meant("  ", LISBON) is None


def test_a_time_that_clocks_skip_is_refused():
    with pytest.raises(Invalid, match="clocks skip it"):
        meant("2026-03-29T01:30", LISBON)


def test_of_a_time_that_comes_twice_either_can_be_meant():
    first, second = (meant("2026-10-25T01:30", LISBON, second=second) for second in (False, True))
    assert first is not None
    assert second is not None
    assert second.moment - first.moment == timedelta(hours=1)
    assert "comes twice (WEST and WET). The first is meant" in first.note
    assert "The second is meant: 01:30 UTC" in second.note


@given(some.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1), timezones=some.just(UTC)))  # noqa: DTZ001 - the bounds are given a zone
def test_what_a_field_shows_is_read_as_the_same_minute(moment):
    minute = moment.replace(second=0, microsecond=0)
    found = meant(field_of(minute, LISBON), LISBON)
    again = meant(field_of(minute, LISBON), LISBON, second=True)
    assert found is not None
    assert again is not None
    assert minute in {found.moment, again.moment}


def test_a_date_nobody_changed_keeps_its_seconds():
    old = datetime(2026, 7, 1, 9, 0, 17, tzinfo=UTC)
    assert kept_minute(field_of(old, LISBON), old, LISBON) == old
    assert kept_minute("2026-07-01T10:01", old, LISBON) == datetime(2026, 7, 1, 9, 1, tzinfo=UTC)


async def test_the_dialog_explains_a_time_that_comes_twice(editor, strive):
    site = await strive.content.site.get()
    await strive.content.site.change(replace(site, time_zone="Europe/Lisbon"))
    post = await strive.content.publishing.save(Draft(title="At night"), by="test")
    path = f"/studio/posts/{post.id}/publish"
    assert "Europe/Lisbon" in (await editor.get(path)).text
    asked = await editor.post(path, data={"when": "later", "at": "2026-10-25T01:30"})
    assert "comes twice" in asked.text
    skipped = await editor.post(path, data={"when": "later", "at": "2026-03-29T01:30"})
    assert (skipped.status_code, "clocks skip it" in skipped.text) == (400, True)
    past = await editor.post(path, data={"when": "later", "at": "2020-01-01T00:00"})
    assert (past.status_code, "must lie in the future" in past.text) == (400, True)
    second = {"when": "later", "at": "2026-10-25T01:30", "which": "second"}
    assert (await editor.post(path, data=second)).status_code == 303
    scheduled = await strive.content.posts.by_id(post.id)
    assert scheduled.published_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
