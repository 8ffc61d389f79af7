"""A value every page needs, read once a second instead of once a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from strive.kit.clock import Clock

T = TypeVar("T")
LASTS: Final = timedelta(seconds=1)


class Momentary(Generic[T]):
    """Remembers what `load` returned for a second, or until told to forget it."""

    def __init__(self, load: Callable[[], Awaitable[T]], clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._kept: tuple[datetime, T] | None = None
        self._changes = 0

    async def get(self) -> T:
        """Return the value, at most a second old."""
        now = self._clock.now()
        if self._kept is not None and self._kept[0] <= now < self._kept[0] + LASTS:
            return self._kept[1]
        changes = self._changes
        value = await self._load()
        if changes == self._changes:  # else it may have been read before the change
            self._kept = (now, value)
        return value

    def forget(self) -> None:
        """Read again next time: the value has been changed here."""
        self._kept = None
        self._changes += 1
