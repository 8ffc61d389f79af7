"""How a demo is worked on: by one process at a time, some things at once, telling how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from strive.platform.errors import Conflict
from strive.platform.leases import Leases

T = TypeVar("T")

_LEASE: Final = "demo"
_LASTING: Final = timedelta(seconds=60)
_AT_ONCE: Final = 4


class Progress(Protocol):
    """Is told how far it is: `done` of `total` of a part."""

    def __call__(self, part: str, done: int, total: int) -> None:
        """Show it."""


@asynccontextmanager
async def alone(leases: Leases) -> AsyncIterator[None]:
    """Let no other process at the demo meanwhile; raises `Conflict` when one is."""
    lease = await leases.acquire(_LEASE, _LASTING)
    if lease is None:
        raise Conflict("Another process is at work on the demo; wait for it, or a minute.")
    renewing = asyncio.create_task(_renew(leases))
    try:
        yield
    finally:
        renewing.cancel()
        await leases.release(lease)


async def at_once(works: Iterable[Awaitable[T]]) -> list[T]:
    """Do works a few at a time, each taken from the iterable when there is room for it.

    Returns what they return, in the order they end in. The first failure ends it and is raised;
    what was begun is cancelled.
    """
    running: set[asyncio.Future[T]] = set()
    results: list[T] = []
    try:
        for work in works:
            running.add(asyncio.ensure_future(work))
            await asyncio.sleep(0)  # it begins before the next is made
            if len(running) == _AT_ONCE:
                running = await _after_one(running, results)
        while running:
            running = await _after_one(running, results)
    finally:
        for future in running:
            future.cancel()
    return results


async def _after_one(running: set[asyncio.Future[T]], results: list[T]) -> set[asyncio.Future[T]]:
    done, rest = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    results += [future.result() for future in done]
    return rest


async def _renew(leases: Leases) -> None:
    while True:
        await asyncio.sleep(_LASTING.total_seconds() / 3)
        await leases.acquire(_LEASE, _LASTING)
