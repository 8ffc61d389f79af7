from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.content.importing.dates import BadDate, from_epoch_ms, parse_date


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01", utc(2024, 5, 1)),
        ("2024-5-1 9:05", utc(2024, 5, 1, 9, 5)),
        ("2024-05-01T10:00:00.123456Z", utc(2024, 5, 1, 10, 0, 0, 123000)),
        ("2024-05-01 10:00:00 -0500", utc(2024, 5, 1, 15)),
        ("2024-05-01T10:00:00+02:00", utc(2024, 5, 1, 8)),
        ("Wed, 02 Oct 2002 13:00:00 GMT", utc(2002, 10, 2, 13)),
        ("Jul 08 2022", utc(2022, 7, 8)),
        ("8 July 2022", utc(2022, 7, 8)),
        (date(2024, 5, 1), utc(2024, 5, 1)),
    ],
)
def test_dates_are_read_in_the_spellings_of_the_exports(text, moment):
    assert parse_date(text) == moment


def test_a_date_without_a_zone_is_in_the_one_given():
    assert parse_date("2024-07-01 12:00", ZoneInfo("Europe/Berlin")) == datetime(
        2024, 7, 1, 10, tzinfo=UTC
    )


def test_nothing_and_wordpress_zeros_mean_no_date():
    assert parse_date("") is parse_date(None) is parse_date("0000-00-00 00:00:00") is None


@pytest.mark.parametrize("text", ["2024-13-40", "99999-01-01", "0001-01-01", "+99:99", "soon", 5])
def test_what_is_no_date_or_out_of_range_is_told(text):
    with pytest.raises(BadDate):
        parse_date(text)


@given(st.text(max_size=40) | st.integers() | st.dates() | st.datetimes() | st.floats())
def test_reading_a_date_fails_with_bad_date_only(value):
    try:
        moment = parse_date(value)
    except BadDate:
        return
    assert moment is None or moment.tzinfo is UTC


@given(st.floats() | st.integers())
def test_reading_milliseconds_fails_with_bad_date_only(value):
    try:
        from_epoch_ms(value)
    except BadDate:
        return
