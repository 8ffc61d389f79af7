"""Locks on files of the data folder: the kernel drops them with their process, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from typing import TYPE_CHECKING, Self

from strive.local.errors import AlreadyRunning, LocalError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

PROBE_S = 0.5  # somebody who only asks whether the lock is held holds it for microseconds


class FileLock:
    """A held `flock`; leaving the context or ending the process releases it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()

    def release(self) -> None:
        """Let go of the lock. The file stays: removing it would let two hold "the" lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def note(self, text: str) -> None:
        """Write who holds it into the file, for people; nobody decides by it."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)


def try_lock(path: Path, *, shared: bool = False) -> FileLock | None:
    """Take a lock without waiting; None when somebody holds it.

    Raises:
        LocalError: The file system knows no locks.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError as error:
        os.close(descriptor)
        if error.errno in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}:
            raise LocalError(
                f"The file system of {path.parent} knows no locks; "
                "choose a local folder with STRIVE_DATA_DIR."
            ) from error
        raise
    return FileLock(descriptor)


def hold_data_folder(path: Path) -> FileLock:
    """Take the lock that makes this process the one instance of a data folder.

    Raises:
        AlreadyRunning: Another process has it.
    """
    deadline = time.monotonic() + PROBE_S
    while (lock := try_lock(path)) is None:
        if time.monotonic() > deadline:
            raise AlreadyRunning(f"Another process holds {path}.")
        time.sleep(0.02)
    lock.note(f"{os.getpid()}\n")
    return lock


def is_held(path: Path) -> bool:
    """Tell whether a live process holds a lock; a file left behind does not count."""
    if not path.exists():
        return False
    probe = try_lock(path, shared=True)
    if probe is None:
        return True
    probe.release()
    return False
