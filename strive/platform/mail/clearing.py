"""Letters that lie as files are there to be looked at for a while, not kept."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from strive.platform.privacy.retention import Remove


def clearing(folder: Path) -> Remove:
    """Return what removes old letters, and halves of letters, from the folder of mail."""

    async def remove(before: datetime, limit: int) -> int:
        return await asyncio.to_thread(_remove, folder, before.timestamp(), limit)

    return remove


def _remove(folder: Path, before: float, limit: int) -> int:
    removed = 0
    for path in islice(_older(folder, before), limit):
        path.unlink(missing_ok=True)
        removed += 1
    return removed


def _older(folder: Path, before: float) -> Iterator[Path]:
    """Yield what was written here before a moment: `<time>-<chance>.eml`, `.<time>-<chance>`."""
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:  # mail goes to a server
        return
    with entries:
        for entry in entries:
            is_ours = entry.name.endswith(".eml") or entry.name.startswith(".")
            try:
                if (
                    is_ours
                    and entry.is_file(follow_symlinks=False)
                    and entry.stat(follow_symlinks=False).st_mtime < before
                ):
                    yield Path(entry.path)
            except FileNotFoundError:  # somebody removed it just now
                continue
