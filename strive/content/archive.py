"""Months of the calendar as spans of time; pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from strive.content.listing import Month


def month_starts(first: datetime, last: datetime, time_zone: str) -> dict[datetime, Month]:
    """Return the months from one time to another in a time zone, by their first moment in UTC."""
    zone = ZoneInfo(time_zone)
    start, end = first.astimezone(zone), last.astimezone(zone)
    months = (
        Month(*divmod(index, 12))
        for index in range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    )
    return {
        Month(year, month + 1).bounds(time_zone)[0]: Month(year, month + 1)
        for year, month in months
    }
