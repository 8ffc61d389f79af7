from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from strive.content.moments import moment_of, read_time, shown
from strive.platform.errors import Invalid

BERLIN = "Europe/Berlin"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-24T10:00:00+02:00", utc(2026, 12, 24, 8)),
        ("2026-12-24T10:00Z", utc(2026, 12, 24, 10)),
        ("2026-12-24 10:00", utc(2026, 12, 24, 9)),
        ("2026-07-24T10:00:30", utc(2026, 7, 24, 8, 0, 30)),
        (" 2026-12-24 ", utc(2026, 12, 23, 23)),
    ],
)
def test_an_offset_counts_and_without_one_the_time_zone_does(text, expected):
    moment = moment_of(read_time(text), BERLIN)
    assert (moment, moment.utcoffset()) == (expected, timedelta(0))


@pytest.mark.parametrize("text", ["", "tomorrow", "10:00", "2026-13-01", "2026-12-24T25:00", "\0"])
def test_what_is_no_time_is_refused_with_examples(text):
    with pytest.raises(Invalid, match="no time such as 2026-12-24T10:00"):
        read_time(text)


def test_a_time_that_clocks_skip_is_refused():
    with pytest.raises(Invalid, match="no 02:30 on 2026-03-29 in Europe/Berlin: clocks skip it"):
        moment_of(read_time("2026-03-29T02:30"), BERLIN)


def test_of_a_time_that_comes_twice_the_first_is_meant():
    assert moment_of(read_time("2026-10-25T02:30"), BERLIN) == utc(2026, 10, 25, 0, 30)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:00-02:00"])
def test_a_time_at_the_ends_of_the_calendar_is_refused(text):
    with pytest.raises(Invalid, match="out of range"):
        moment_of(read_time(text), BERLIN)


def test_a_moment_is_shown_with_the_time_zone_it_is_told_in():
    assert shown(utc(2026, 12, 24, 9), BERLIN) == "2026-12-24 10:00:00 Europe/Berlin"
