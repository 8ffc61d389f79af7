"""The embedded Valkey: a real server on a Unix socket, its data kept in an append-only file."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from strive.local.binaries import find_valkey, missing_library
from strive.local.errors import LocalError
from strive.local.keeper import Keeper
from strive.local.logs import keep_bounded, read_end, rotate_if_large
from strive.local.process import Command

if TYPE_CHECKING:
    from strive.local.folders import Folders
    from strive.local.process import Spawner

SOCKET_BYTES_MAX = 100  # sun_path holds 104 bytes on macOS, 108 on Linux
READY_S = 60.0
RELEASE_S = 10.0
POLL_S = 0.02

_CAUSES = {
    "No space left on device": "The disk is full.",
    "Bad file format reading the append only file": (
        "Its append-only file is damaged; move appendonlydir away: nothing in it is irreplaceable."
    ),
    "Permission denied": "It may not read or write its data.",
}


class ValkeyServer:
    """The embedded Valkey of a data folder.

    Args:
        folders: Where its data, log and socket are.
        memory_mb: Its memory limit, in MB.
        spawner: What starts it.
    """

    def __init__(self, folders: Folders, memory_mb: int, spawner: Spawner) -> None:
        self._folders = folders
        self._memory_mb = memory_mb
        self._spawner = spawner
        self._log = folders.log / "valkey.log"
        self._socket = folders.run / "valkey.sock"
        self._keeper: Keeper | None = None
        self._bounding: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return None if self._keeper is None else self._keeper.pid

    @property
    def url(self) -> str:
        """Where it answers; fixed from `start` to `stop`."""
        return f"unix://{quote(str(self._socket))}"

    async def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            LocalError: There is no Valkey, its data are in use, or it did not start.
        """
        binary = find_valkey()
        self._socket = socket_path(self._folders)
        await _until_released(self._socket)
        rotate_if_large(self._log)
        self._keeper = Keeper(self._command(binary), self._spawner)
        await self._keeper.start()
        # Valkey opens its log anew for every line.
        self._bounding = asyncio.create_task(keep_bounded(self._log, lambda: None))

    async def stop(self) -> None:
        """Stop it, its data written out."""
        if self._bounding is not None:
            self._bounding.cancel()
        if self._keeper is not None:
            await self._keeper.stop()
        if self._socket.parent != self._folders.run:
            with contextlib.suppress(OSError):
                self._socket.unlink(missing_ok=True)
                self._socket.parent.rmdir()

    def _command(self, binary: Path) -> Command:
        options = {
            "--port": "0",
            "--unixsocket": str(self._socket),
            "--unixsocketperm": "700",
            "--dir": ".",
            "--logfile": str(self._log),
            "--save": "",
            "--appendonly": "yes",
            "--appendfsync": "everysec",
            "--aof-load-truncated": "yes",
            "--maxmemory": f"{self._memory_mb}mb",
            # Cached values have an expiry and give way; streams and queues have none and stay.
            "--maxmemory-policy": "volatile-lru",
        }
        return Command(
            name="valkey",
            argv=(str(binary), *(part for option in options.items() for part in option)),
            cwd=self._folders.valkey,
            log=self._log,
            ready=lambda: until_pong(self._socket),
            ready_timeout_s=READY_S,
            explain=self._explain,
            stop_timeout_s=10.0,
        )

    def _explain(self, tail: tuple[str, ...]) -> str | None:
        printed = "\n".join(tail)
        recent = read_end(self._log).rpartition("is starting")[2] + printed
        known = (text for mark, text in _CAUSES.items() if mark in recent)
        return missing_library(printed) or next(known, None)


def socket_path(folders: Folders) -> Path:
    """Choose where the socket goes: in the data folder, or in a private one if that is too long.

    Raises:
        LocalError: Somebody else prepared the private folder.
    """
    preferred = folders.run / "valkey.sock"
    if len(os.fsencode(preferred)) <= SOCKET_BYTES_MAX:
        return preferred
    digest = hashlib.sha256(os.fsencode(folders.data)).hexdigest()[:12]
    private = Path(tempfile.gettempdir()) / f"strive-{os.getuid()}-{digest}"
    private.mkdir(mode=0o700, exist_ok=True)
    status = private.lstat()
    if private.is_symlink() or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise LocalError(f"{private} is not private to you; remove it, or set TMPDIR.")
    return private / "valkey.sock"


async def until_pong(socket: Path) -> None:
    """Wait until a Valkey on a Unix socket answers a ping, its data loaded."""
    while True:
        if (await _ask(socket)).startswith(b"+PONG"):
            return
        await asyncio.sleep(POLL_S)


async def _until_released(socket: Path) -> None:
    """Wait for a Valkey that was killed with its supervisor to be gone.

    Raises:
        LocalError: It still answers after a while.
    """
    deadline = time.monotonic() + RELEASE_S
    while await _ask(socket):
        if time.monotonic() > deadline:
            raise LocalError(f"Another Valkey answers on {socket}; stop it first.")
        await asyncio.sleep(POLL_S)


async def _ask(socket: Path) -> bytes:
    """Ping once; b"" when nobody answers."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket)
    except OSError:
        return b""
    try:
        writer.write(b"PING\r\n")
        async with asyncio.timeout(1.0):
            return await reader.readline()
    except (OSError, TimeoutError):
        return b""
    finally:
        writer.close()
