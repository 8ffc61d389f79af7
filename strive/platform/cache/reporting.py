"""What the caches of all processes did, told by each every few seconds."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import msgspec

from strive.platform.cache.counters import Counters
from strive.platform.valkey import Valkey, ValkeyUnavailable

EVERY_S: Final = 2.0
KEPT_S: Final = 15  # what a process told that is not there any more


class Layer(msgspec.Struct, frozen=True, rename="camel"):
    """One cache of one process: counts since its start, and what it holds now."""

    hits: int
    second_level_hits: int
    stale_hits: int
    collapsed: int
    validated: int
    misses: int
    passed: int
    errors_covered: int
    hit_rate: float
    entries: int
    bytes: int
    bytes_max: int
    evicted: int


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """The caches of one process."""

    process: str
    is_connected: bool
    layers: dict[str, Layer]


def layer_of(counters: Counters, *, entries: int, size: int, size_max: int, evicted: int) -> Layer:
    """Return what a cache did and holds."""
    counted = {name: getattr(counters, name) for name in Counters.__slots__}
    return Layer(
        **counted,
        hit_rate=round(counters.hit_rate, 4),
        entries=entries,
        bytes=size,
        bytes_max=size_max,
        evicted=evicted,
    )


async def report_for_ever(valkey: Valkey, site: str, look: Callable[[str], Report]) -> None:
    """Tell what the caches of this process did, until cancelled; without Valkey tell nobody."""
    process = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        told = msgspec.json.encode(look(process))
        with suppress(*ValkeyUnavailable):
            await valkey.set(f"{site}:cache-report:{process}", told, ex=KEPT_S)
        await asyncio.sleep(EVERY_S)


async def reports(valkey: Valkey, site: str) -> list[Report]:
    """Return what all processes told of late, by process."""
    names = sorted([name async for name in valkey.scan_iter(f"{site}:cache-report:*")])
    told = await valkey.mget(names) if names else []
    return [msgspec.json.decode(text, type=Report) for text in told if text]
