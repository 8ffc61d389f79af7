"""Making content codings of large bodies beside the event loop, each once for all who wait."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from strive.platform.cache.http.coding import IDENTITY, encoded
from strive.platform.cache.stored import Stored

LARGE_BYTES: Final = 64 * 1024  # smaller bodies take less than some three milliseconds
THREADS: Final = 2
UNDER_WAY_MAX: Final = 32


class Press:
    """Codings being made in one process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="coding")
        self._under_way: dict[tuple[Stored, bytes], asyncio.Task[None]] = {}

    async def coding_for(self, stored: Stored, coding: bytes) -> bytes:
        """Return the coding to answer in: the wished one, as soon as it is cheap to answer in.

        `IDENTITY` when there is too much to do already.
        """
        if coding in stored.forms or len(stored.body) < LARGE_BYTES or not stored.is_compressible:
            return coding
        if coding == IDENTITY:
            return coding
        task = self._under_way.get((stored, coding))
        if task is None:
            if len(self._under_way) >= UNDER_WAY_MAX:
                return IDENTITY
            task = asyncio.create_task(self._make(stored, coding))
            self._under_way[stored, coding] = task
            task.add_done_callback(lambda _: self._under_way.pop((stored, coding)))
        await asyncio.wait({task})
        return coding

    async def _make(self, stored: Stored, coding: bytes) -> None:
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(self._threads, encoded, stored.body, coding)
        stored.adopt({coding: body})
