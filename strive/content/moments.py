"""Times as people write them; pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from strive.platform.errors import Invalid

EXAMPLES: Final = (
    "2026-12-24T10:00 (in the site's time zone), 2026-12-24T10:00+02:00 or 2026-12-24T08:00Z"
)


def read_time(text: str) -> datetime:
    """Read a time in ISO 8601; one that names no offset from UTC is returned without a zone.

    Raises:
        Invalid: It is none.
    """
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid(f"{text[:60]!r} is no time such as {EXAMPLES}.") from error


def moment_of(time: datetime, time_zone: str) -> datetime:
    """Return the moment a time means, in UTC; without an offset it is meant in a time zone.

    Of a time that comes twice, when clocks are set back, the first is meant.

    Raises:
        Invalid: Clocks skip this time there, or no calendar has it.
    """
    zone = ZoneInfo(time_zone)
    try:
        moment = (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
        local = moment.astimezone(zone)
    except OverflowError as error:
        raise Invalid(f"{time.isoformat(' ')} is out of range.") from error
    if time.tzinfo is None and local.replace(tzinfo=None, fold=0) != time:
        raise Invalid(f"There is no {time:%H:%M on %Y-%m-%d} in {time_zone}: clocks skip it.")
    return moment


def shown(moment: datetime, time_zone: str) -> str:
    """Return a moment as people of a time zone read it: "2026-12-24 10:00:00 Europe/Lisbon"."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M:%S} {time_zone}"
