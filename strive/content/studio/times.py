"""Times as the fields of the studio have them: local, in the site's time zone; pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from strive.content.moments import moment_of, read_time


class Meant(NamedTuple):
    """A moment somebody means, in UTC; `note` explains it where the clocks make it unclear."""

    moment: datetime
    note: str = ""


def field_of(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return what `<input type="datetime-local">` shows of a moment, "" for none."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def meant(text: str, zone: ZoneInfo, *, second: bool = False) -> Meant | None:
    """Read a field; None for an empty one.

    Of a time that comes twice, when clocks are set back, the first is meant unless `second`.

    Raises:
        Invalid: It is no time, or clocks skip it.
    """
    if not text.strip():
        return None
    time = read_time(text)
    if time.tzinfo is not None:
        return Meant(time.astimezone(UTC))
    first = moment_of(time.replace(fold=0), zone.key)
    later = time.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if later <= first:
        return Meant(first)
    chosen, which = (later, "second") if second else (first, "first")
    names = " and ".join(moment.astimezone(zone).strftime("%Z") for moment in (first, later))
    note = (
        f"Clocks are set back that night, so {time:%H:%M} comes twice ({names})."
        f" The {which} is meant: {chosen:%H:%M} UTC."
    )
    return Meant(chosen, note)


def offset_of(moment: datetime, zone: ZoneInfo) -> str:
    """Return the name of a zone at a moment with its offset: "Europe/Lisbon (UTC+01:00)"."""
    local = moment.astimezone(zone)
    offset = local.strftime("%z")
    return f"{zone.key} (UTC{offset[:3]}:{offset[3:5]})"


def kept_minute(text: str, old: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the moment of a field, and the old one to the second where nobody changed it.

    Raises `Invalid` as `meant`.
    """
    if old is not None and text == field_of(old, zone):
        return old
    found = meant(text, zone)
    return found.moment if found else None
