"""A second level that is not asked while there is too much to do already."""

from __future__ import annotations

from collections.abc import Callable

from strive.platform.cache.asked import Asked, Key
from strive.platform.cache.library import SecondLevel
from strive.platform.cache.stored import Stored


class Hesitating:
    """A second level as long as the application has room for more.

    To ask it costs as much as to refuse a request three times over. When the application refuses,
    it refuses mostly addresses that nobody has stored, so what is asked would be asked in vain.
    """

    def __init__(self, second_level: SecondLevel, *, is_busy: Callable[[], bool]) -> None:
        self._second_level = second_level
        self._is_busy = is_busy

    async def get(self, asked: Asked) -> Stored | None:
        """Return what a request selects, None when it is not the time to ask."""
        return None if self._is_busy() else await self._second_level.get(asked)

    def put(self, key: Key, stored: Stored) -> None:
        """Store a response soon, without being waited for."""
        self._second_level.put(key, stored)
