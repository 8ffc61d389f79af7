"""Temporary folders of imports: gone with their import, also if that was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

_PREFIX: Final = "tmp-"


@contextmanager
def temporary_folder(workspace: Path, purpose: str) -> Iterator[Path]:
    """Give an empty folder below `workspace`, removed at the end.

    What imports left there that were killed goes at the start. A folder in use is locked, and
    the kernel drops a lock with its process; while a folder is made the workspace is locked, so
    that nobody takes it for a dead one before it has its own.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        with _locked(workspace):
            _sweep(workspace)
            folder = Path(mkdtemp(prefix=f"{_PREFIX}{purpose}-", dir=workspace))
            held.callback(shutil.rmtree, folder, ignore_errors=True)
            held.enter_context(_locked(folder))
        yield folder


def _sweep(workspace: Path) -> None:
    for folder in workspace.glob(f"{_PREFIX}*/"):
        try:
            with _locked(folder, or_fail=True):
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue  # its import is still running


@contextmanager
def _locked(folder: Path, *, or_fail: bool = False) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (fcntl.LOCK_NB if or_fail else 0))
        yield
    finally:
        os.close(descriptor)
