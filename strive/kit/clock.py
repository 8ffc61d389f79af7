"""Time as something passed in, so that a test can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where a part of Strive learns the time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC, cut to milliseconds as MongoDB stores it."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC, cut to milliseconds."""
        return to_millisecond(datetime.now(UTC))


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = to_millisecond(start)

    def now(self) -> datetime:
        """Return the time it was set to."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Move the clock, forwards or backwards."""
        self._now = to_millisecond(self._now + by)


def to_millisecond(moment: datetime) -> datetime:
    """Cut a time to milliseconds: MongoDB keeps no more, and equal times must stay equal."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
