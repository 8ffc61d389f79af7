"""Noticing that somebody works on files: for development, where what is changed should show."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

INTERVAL_S = 0.5


async def watch(folders: Iterable[Path], changed: Callable[[], Awaitable[object]]) -> None:
    """Call `changed` whenever a file in one of the folders is new, different or gone; for ever."""
    every = tuple(folders)
    seen = await asyncio.to_thread(_stamps, every)
    while True:
        await asyncio.sleep(INTERVAL_S)
        now = await asyncio.to_thread(_stamps, every)
        if now != seen:
            seen = now
            await changed()


def _stamps(folders: tuple[Path, ...]) -> dict[Path, int]:
    stamps: dict[Path, int] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                stamps[path] = path.stat().st_mtime_ns
            except OSError:  # gone meanwhile
                continue
    return stamps
