"""One fetch for many that wait: who leads, who follows, and what is known not to be shareable."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from strive.platform.cache.memory import Memory

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

UNSHAREABLE_BYTES: Final = 8 * 1024 * 1024  # of addresses remembered


class Flights(Generic[K, T]):
    """The fetches under way in one process."""

    def __init__(self, *, unshareable_s: float) -> None:
        self._flights: dict[K, asyncio.Future[T | None]] = {}
        self._unshareable: Memory[K, float] = Memory(UNSHAREABLE_BYTES)
        self._unshareable_s = unshareable_s

    def __contains__(self, key: K) -> bool:
        return key in self._flights

    def lead(self, key: K) -> asyncio.Future[T | None] | None:
        """Become the leader of a key; None when somebody leads already.

        Whoever leads has to `land`, whatever happens.
        """
        if key in self._flights:
            return None
        flight: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self._flights[key] = flight
        return flight

    def land(self, key: K, flight: asyncio.Future[T | None], result: T | None) -> None:
        """Tell those who wait what became of a fetch; None is nothing they can use."""
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.done():
            flight.set_result(result)

    async def follow(self, key: K, wait_s: float) -> T | None:
        """Wait for the fetch of another; None when it gave nothing usable, or took too long."""
        flight = self._flights.get(key)
        if flight is None:
            return None
        done, _ = await asyncio.wait({flight}, timeout=wait_s)
        return flight.result() if done else None

    def remember_unshareable(self, key: K, now: float, size: int) -> None:
        """Remember for a while that what is fetched for one is no use to another.

        `size` is how many bytes of memory the key takes.
        """
        self._unshareable.put(key, now + self._unshareable_s, size)

    def forget_unshareable(self, key: K) -> None:
        """Forget that."""
        self._unshareable.drop(key)

    def is_unshareable(self, key: K, now: float) -> bool:
        """Tell whether waiting for another would be in vain."""
        kept = self._unshareable.find(key)
        return kept is not None and kept.value > now
