"""The embedded MongoDB: a real mongod, replica set of one, on a loopback port."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import signal
import time
from typing import TYPE_CHECKING

from strive.local.binaries import find_mongod, missing_library
from strive.local.errors import LocalError, ProcessFailed
from strive.local.folders import is_full
from strive.local.keeper import Keeper
from strive.local.logs import keep_bounded, read_end, rotate_if_large
from strive.local.ports import free_port, is_free
from strive.local.process import Command
from strive.platform.database.replica_set import ReplicaSetError, ensure_replica_set

if TYPE_CHECKING:
    from pathlib import Path

    from strive.local.folders import Folders
    from strive.local.process import Spawner

REPLICA_SET = "strive"
OPLOG_MB = 256  # change streams and restarts need hours of it, not the default twentieth of a disk
# A cache this small is mostly changes while posts come in by the thousand. Left at its 5 and 20
# per cent, whoever writes would spend five times as long on writing out pages of the text index.
EVICTION = "eviction_dirty_target=60,eviction_dirty_trigger=80"
READY_S = 90.0  # recovering a large journal takes a while
RELEASE_S = 10.0
PORT_ATTEMPTS = 3
PORTS = range(1024, 65536)
RESTARTED = "***** SERVER RESTARTED *****"
ERRORS = ('"s":"E"', '"s":"F"')  # the severities of its log that can be a reason to end

DISK_FULL = "The disk is full."

_CAUSES = {
    "Address already in use": "Its port was taken meanwhile.",
    "No space left on device": DISK_FULL,
    "DBPathInUse": "Another mongod uses its data.",
    "Permission denied": "It may not read or write its data.",
    "Too many open files": "It ran out of file descriptors; raise `ulimit -n`.",
    "featureCompatibilityVersion": "Its data were written by another version of MongoDB.",
    "too far from this node's wall clock": "Its data were written in the future: set the clock.",
    "WT_PANIC": "Its data are damaged; restore a backup.",
}


class Mongod:
    """The embedded mongod of a data folder.

    Args:
        folders: Where its data, log and remembered port are.
        cache_gb: WiredTiger's cache, in GB; at least 0.25.
        spawner: What starts it.
    """

    def __init__(self, folders: Folders, cache_gb: float, spawner: Spawner) -> None:
        self._folders = folders
        self._cache_gb = cache_gb
        self._spawner = spawner
        self._log = folders.log / "mongod.log"
        self._port = 0
        self._keeper: Keeper | None = None
        self._bounding: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return None if self._keeper is None else self._keeper.pid

    @property
    def uri(self) -> str:
        """Where it answers; fixed from `start` to `stop`."""
        options = f"directConnection=true&replicaSet={REPLICA_SET}"
        return f"mongodb://127.0.0.1:{self._port}/?{options}"

    async def start(self) -> None:
        """Start it and wait until it takes writes.

        Raises:
            LocalError: There is no mongod, its data are in use, or it did not start.
        """
        binary = await find_mongod()
        await _until_released(self._folders.mongodb / "mongod.lock")
        rotate_if_large(self._log)
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self._port = self._choose_port()
            self._keeper = Keeper(self._command(binary), self._spawner)
            try:
                await self._keeper.start()
                break
            except ProcessFailed:
                if attempt == PORT_ATTEMPTS or is_free(self._port):
                    raise
        self._remember_port()
        self._bounding = asyncio.create_task(keep_bounded(self._log, self._reopen_log))

    async def stop(self) -> None:
        """Stop it, its data written out."""
        if self._bounding is not None:
            self._bounding.cancel()
        if self._keeper is not None:
            await self._keeper.stop()

    def _command(self, binary: Path) -> Command:
        options = {
            "--replSet": REPLICA_SET,
            "--bind_ip": "127.0.0.1",
            "--port": str(self._port),
            "--dbpath": str(self._folders.mongodb),
            "--logpath": str(self._log),
            "--logRotate": "reopen",
            "--wiredTigerCacheSizeGB": str(self._cache_gb),
            "--oplogSize": str(OPLOG_MB),
            "--wiredTigerEngineConfigString": EVICTION,
        }
        parameters = (
            "diagnosticDataCollectionEnabled=false",
            "shutdownTimeoutMillisForSignaledShutdown=1000",
        )
        return Command(
            name="mongod",
            argv=(
                str(binary),
                *(part for option in options.items() for part in option),
                *(part for parameter in parameters for part in ("--setParameter", parameter)),
                *("--logappend", "--quiet", "--nounixsocket"),
            ),
            log=self._log,
            ready=self._ready,
            ready_timeout_s=READY_S,
            explain=self._explain,
            stop_timeout_s=15.0,
        )

    async def _ready(self) -> None:
        try:
            await ensure_replica_set(self._port, REPLICA_SET)
        except ReplicaSetError as error:
            raise ProcessFailed(
                f"{self._folders.mongodb} cannot be used: {error}. Set STRIVE_DATA_DIR."
            ) from error

    def _explain(self, tail: tuple[str, ...]) -> str | None:
        printed = "\n".join(tail)
        if is_full(self._folders.mongodb):
            return DISK_FULL
        return missing_library(printed) or cause_in(read_end(self._log))

    def _reopen_log(self) -> None:
        if self._keeper is not None:
            self._keeper.send(signal.SIGUSR1)

    def _choose_port(self) -> int:
        """Take the port of the last start if it can be had, so that addresses stay the same."""
        with contextlib.suppress(OSError, ValueError):
            last = int((self._folders.run / "mongodb.port").read_text(encoding="ascii"))
            if last in PORTS and is_free(last):
                return last
        return free_port()

    def _remember_port(self) -> None:
        (self._folders.run / "mongodb.port").write_text(f"{self._port}\n", encoding="ascii")


def cause_in(log: str) -> str | None:
    """Find in mongod's log why it ended: in its errors since it started, not in what it reports."""
    recent = log.rpartition(RESTARTED)[2].splitlines()
    errors = "\n".join(line for line in recent if any(mark in line for mark in ERRORS))
    return next((text for mark, text in _CAUSES.items() if mark in errors), None)


async def _until_released(lock: Path) -> None:
    """Wait for a mongod that was killed with its supervisor to be gone from its data.

    mongod holds a POSIX lock on this file for as long as it lives.

    Raises:
        LocalError: It is still held after a while.
    """
    deadline = time.monotonic() + RELEASE_S
    while _is_locked(lock):
        if time.monotonic() > deadline:
            raise LocalError(f"Another mongod ({lock} names it) uses these data; stop it first.")
        await asyncio.sleep(0.05)


def _is_locked(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
