"""Dates in the spellings of the exports."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

from strive.content.listing import YEARS
from strive.kit.clock import to_millisecond

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN_OUT: Final = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y")
_OFFSET: Final = re.compile(r"([+-]\d{2}):?(\d{2})?$")
_PARTS: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?$",
    re.IGNORECASE,
)


class BadDate(ValueError):
    """A text that is no date, or one outside the years a post may be of."""


def parse_date(value: object, zone: tzinfo = UTC) -> datetime | None:
    """Read a date: ISO 8601 and its relaxed spellings, RFC 2822, a date or time object.

    Args:
        value: What the source holds; empty values and WordPress's all-zero date mean none.
        zone: Assumed where the value names no zone.

    Returns:
        The time in UTC, cut to milliseconds, or None when there is none.

    Raises:
        BadDate: The value is no date, or is out of range.
    """
    if value is None or value == "":
        return None
    try:
        moment = _moment(value, zone)
    except (ValueError, OverflowError, TypeError, IndexError) as error:
        raise BadDate(f"“{_shown(value)}” is not a date") from error
    if moment is None:
        return None
    if moment.year not in YEARS:
        span = f"{YEARS[0]} to {YEARS[-1]}"
        raise BadDate(f"the date “{_shown(value)}” is out of range (years {span})")
    return to_millisecond(moment)


def from_epoch_ms(value: float) -> datetime | None:
    """Read a time given in milliseconds since 1970; raises `BadDate` when out of range."""
    try:
        return parse_date(_EPOCH + timedelta(milliseconds=value))
    except (OverflowError, ValueError) as error:
        raise BadDate(f"“{_shown(value)}” milliseconds is out of range") from error


def _moment(value: object, zone: tzinfo) -> datetime | None:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone).astimezone(UTC)
    text = str(value).strip()
    if text.startswith("0000-00-00"):
        return None
    found = _PARTS.match(text)
    if found is None:
        moment = _written_out(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    microsecond = int((found[7] or "0")[:6].ljust(6, "0"))
    local = datetime(
        year, month, day, hour, minute, second, microsecond, tzinfo=_zone(found[8], zone)
    )
    return local.astimezone(UTC)


def _written_out(text: str) -> datetime:
    """Read “Jul 08 2022” (as Astro's starter writes), “8 July 2022”, or RFC 2822."""
    words = text.replace(",", " ").split()
    for pattern in _WRITTEN_OUT if len(words) == 3 else ():  # noqa: PLR2004 - day, month, year
        with suppress(ValueError):
            return datetime.strptime(" ".join(words), pattern)  # noqa: DTZ007 - zone set by caller
    return parsedate_to_datetime(text)


def _zone(text: str | None, default: tzinfo) -> tzinfo:
    if not text:
        return default
    found = _OFFSET.match(text)
    if found is None:
        return UTC
    minutes = int(found[1][1:]) * 60 + int(found[2] or 0)
    return timezone(timedelta(minutes=-minutes if text.startswith("-") else minutes))


def _shown(value: object) -> str:
    return str(value)[:40]
