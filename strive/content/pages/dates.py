"""Dates as readers see them; pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo


_MONTHS: Final = tuple(calendar.month_name)  # which looks every name up anew, slowly


@dataclass(frozen=True, slots=True)
class Dates:
    """Writes times in the time zone of the publication."""

    zone: ZoneInfo

    def day(self, moment: datetime) -> str:
        """Return "9 November 2026"."""
        local = moment.astimezone(self.zone)
        return f"{local.day} {_MONTHS[local.month]} {local.year}"

    def iso(self, moment: datetime) -> str:
        """Return the moment for the `datetime` attribute: "2026-11-09T08:30:00+01:00"."""
        return moment.astimezone(self.zone).isoformat(timespec="seconds")


def http_date(moment: datetime) -> str:
    """Return a time as HTTP headers and RSS write it: "Mon, 09 Nov 2026 07:30:00 GMT"."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def month_title(year: int, month: int) -> str:
    """Return "November 2026"."""
    return f"{_MONTHS[month]} {year}"
