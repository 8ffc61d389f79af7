"""Log files of the embedded services: bounded in size, read back when something ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOG_BYTES_MAX = 8 * 1024**2
LOOK_EVERY_S = 60.0


def rotate_if_large(log: Path, bytes_max: int = LOG_BYTES_MAX) -> bool:
    """Move a log that grew too large to `<name>.1`, over the one before; tells if it did."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > bytes_max:
            log.replace(log.with_name(f"{log.name}.1"))
            return True
    return False


async def keep_bounded(log: Path, reopen: Callable[[], None]) -> None:
    """Rotate a log whenever it grew too large, for as long as this task lives.

    Args:
        log: The file.
        reopen: Makes its writer start a new file.
    """
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if rotate_if_large(log):
            reopen()


def read_end(log: Path, size_bytes: int = 64 * 1024) -> str:
    """Read the last part of a log; "" when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - size_bytes))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
