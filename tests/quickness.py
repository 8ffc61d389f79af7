"""How long something takes, on a machine that others use too."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable

ROUNDS = 5
_BLOCK = bytes(1024 * 1024)


async def quickest_ms(work: Callable[[], Awaitable[object]]) -> float:
    """Return the shortest time of some rounds in ms, as it would be without the others."""
    crowd, times = crowding(), []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await work()
        times.append((time.perf_counter() - started) * 1000)
    return min(times) / max(crowd, crowding())


def crowding() -> float:
    """Return how many times as long work takes as it would alone, 1 for a quiet machine."""
    started, cpu = time.perf_counter(), time.process_time()
    while time.process_time() - cpu < 0.05:
        hashlib.sha256(_BLOCK).digest()
    return max(1.0, (time.perf_counter() - started) / (time.process_time() - cpu))
