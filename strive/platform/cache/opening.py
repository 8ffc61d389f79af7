"""The caches of one process, opened together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from strive.platform.cache.bus import SharedPurging
from strive.platform.cache.data import DataCache
from strive.platform.cache.page_cache import PageCache
from strive.platform.cache.release import release_of
from strive.platform.cache.reporting import Report, layer_of
from strive.platform.cache.second_level import TIMEOUT_MS, ValkeyPages
from strive.platform.valkey import ValkeySettings, open_valkey


@dataclass(frozen=True, slots=True)
class Caches:
    """What a process keeps in memory and shares through Valkey, and how both are purged."""

    purging: SharedPurging
    data: DataCache
    pages: ValkeyPages

    def report(self, process: str, page_cache: PageCache) -> Report:
        """Tell what the caches of this process did."""
        told: dict[str, PageCache | DataCache] = {"pages": page_cache, "data": self.data}
        layers = {
            name: layer_of(
                cache.counters,
                entries=len(cache.memory),
                size=cache.memory.size,
                size_max=cache.memory.bytes_max,
                evicted=cache.memory.evicted,
            )
            for name, cache in told.items()
        }
        return Report(process=process, is_connected=self.purging.is_connected, layers=layers)


@asynccontextmanager
async def open_caches(
    settings: ValkeySettings, *, site: str, code: Iterable[Path], data_bytes: int, front: str = ""
) -> AsyncIterator[Caches]:
    """Open the caches of a process; they hear of purges until the end of the block.

    Args:
        settings: Where Valkey is.
        site: Names what shares a Valkey with others.
        code: Folders of what makes pages: whatever changes in them makes another release.
        data_bytes: How much memory values may take.
        front: The kind of CDN in front, for which pages bear fields of its own.
    """
    release = f"{site}:{release_of(code)}{front}"
    patient = open_valkey(settings)
    quick = open_valkey(replace(settings, timeout_ms=TIMEOUT_MS))
    try:
        async with SharedPurging(patient, prefix=site) as purging:
            data = DataCache(quick, release=release, purging=purging, memory_bytes=data_bytes)
            pages = ValkeyPages(quick, release=release)
            yield Caches(purging, data, pages)
            await pages.settle()
    finally:
        await quick.aclose()
        await patient.aclose()
