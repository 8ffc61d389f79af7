"""The limits of one process, opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from strive.platform.ratelimit.limiter import Limiter, Mode
from strive.platform.ratelimit.shared import SharedWindows, open_quick
from strive.platform.valkey import ValkeySettings


@asynccontextmanager
async def open_limiter(
    settings: ValkeySettings, *, site: str, secret: str, processes: int, mode: Mode
) -> AsyncIterator[Limiter]:
    """Open the limits of a process, until the end of the block (`limiter.Limiter`)."""
    windows = SharedWindows(open_quick(settings))
    try:
        yield Limiter(windows, site=site, secret=secret, processes=processes, mode=mode)
    finally:
        await windows.close()
