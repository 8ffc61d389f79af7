"""The caches of one process, opened together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from strive.platform.cache.bus import SharedPurging
from strive.platform.cache.data import DataCache
from strive.platform.cache.page_cache import PageCache
from strive.platform.cache.release import release_of
from strive.platform.cache.reporting import Report, layer_of
from strive.platform.cache.second_level import TIMEOUT_MS, ValkeyPages
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey

_KEYS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Caches:
    """What a process keeps in memory and shares through Valkey, and how both are purged."""

    purging: SharedPurging
    data: DataCache
    pages: ValkeyPages
    valkey: Valkey
    site: str

    async def delete_shared(self) -> int:
        """Delete all that is shared, of every release; return how many entries.

        A purge only says that something is outdated: it lies there until it expires, which is too
        long for what somebody has a right to see erased.
        """
        deleted = 0
        for kind in ("page", "data"):
            batch: list[bytes] = []
            async for key in self.valkey.scan_iter(f"{kind}:{self.site}:*", count=_KEYS_AT_ONCE):
                batch.append(key)
                if len(batch) >= _KEYS_AT_ONCE:
                    deleted += await self.valkey.unlink(*batch)
                    batch = []
            if batch:
                deleted += await self.valkey.unlink(*batch)
        return deleted

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
            yield Caches(purging, data, pages, patient, site)
            await pages.settle()
    finally:
        await quick.aclose()
        await patient.aclose()
