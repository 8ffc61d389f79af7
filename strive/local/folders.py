"""The data folder: its parts, and whether it can be written to."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from strive.local.errors import LocalError

if TYPE_CHECKING:
    from pathlib import Path

FIRST_START_BYTES = 512 * 1024**2  # MongoDB lays out 300 MB of journal before the first document
LATER_START_BYTES = 64 * 1024**2
FULL_BYTES = 8 * 1024**2
CLOCK_SLACK = timedelta(minutes=5)

_CAUSES = {
    errno.EACCES: "you may not write there; choose another folder with STRIVE_DATA_DIR",
    errno.EPERM: "you may not write there; choose another folder with STRIVE_DATA_DIR",
    errno.EROFS: "the file system is read-only; choose another folder with STRIVE_DATA_DIR",
    errno.ENOSPC: "the disk is full; free some space or choose another folder",
    errno.EDQUOT: "your disk quota is used up; free some space or choose another folder",
    errno.ENAMETOOLONG: "the path is too long for the file system; choose a shorter one",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "a file of that name is in the way",
    errno.ENOENT: "the file system has no place for it; choose another folder",
}


@dataclass(frozen=True)
class Folders:
    """The parts of a data folder the embedded services use; absolute paths."""

    data: Path

    @property
    def run(self) -> Path:
        """Lock, instance file, remembered port, socket."""
        return self.data / "run"

    @property
    def log(self) -> Path:
        """Logs of the embedded services."""
        return self.data / "log"

    @property
    def mongodb(self) -> Path:
        """Files of the embedded mongod."""
        return self.data / "mongodb"

    @property
    def valkey(self) -> Path:
        """Append-only file of the embedded Valkey."""
        return self.data / "valkey"


def make_folders(data_dir: Path) -> Folders:
    """Make the data folder and its parts, readable by their owner only.

    Raises:
        LocalError: The folder cannot be made or written to.
    """
    folders = Folders(data_dir.expanduser().absolute())
    try:
        folders.data.mkdir(parents=True, exist_ok=True)
        for part in (folders.run, folders.log, folders.mongodb, folders.valkey):
            part.mkdir(mode=0o700, exist_ok=True)
            with tempfile.TemporaryFile(dir=part) as probe:
                probe.write(b"\0" * 4096)
    except OSError as error:
        raise cannot_use(folders.data, error) from error
    return folders


def cannot_use(folder: Path, error: OSError) -> LocalError:
    """Say why a data folder cannot be used, and what to do."""
    cause = _CAUSES.get(error.errno or 0, os.strerror(error.errno or 0))
    return LocalError(f"The data folder {folder} cannot be used: {cause}.")


def require_space(folders: Folders, needed_bytes: int | None = None) -> None:
    """Check that the disk has room for the databases to start.

    Args:
        folders: The data folder.
        needed_bytes: Room to ask for; None asks for what a first or a later start needs.

    Raises:
        LocalError: There is less free space than that.
    """
    if needed_bytes is None:
        started_before = (folders.mongodb / "WiredTiger").exists()
        needed_bytes = LATER_START_BYTES if started_before else FIRST_START_BYTES
    free_bytes = shutil.disk_usage(folders.data).free
    if free_bytes < needed_bytes:
        raise LocalError(
            f"The disk of {folders.data} is nearly full: {free_bytes // 1024**2} MB are free, "
            f"{needed_bytes // 1024**2} MB are needed. Free some space or set STRIVE_DATA_DIR."
        )


def is_full(folder: Path) -> bool:
    """Tell whether a disk is full: then a log on it ends before the reason would stand in it."""
    try:
        return shutil.disk_usage(folder).free < FULL_BYTES
    except OSError:
        return False


def clock_warning(folders: Folders, now: datetime) -> str | None:
    """Tell when the database was written in what this machine's clock calls the future.

    Scheduled posts would wait for that time, and MongoDB refuses to start beyond a year.
    """
    try:
        written = (folders.mongodb / "WiredTiger.turtle").stat().st_mtime
    except OSError:
        return None
    last_write = datetime.fromtimestamp(written, UTC)
    if last_write <= now + CLOCK_SLACK:
        return None
    return (
        f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, but the database was last "
        f"written at {last_write:%Y-%m-%d %H:%M} UTC. Set the clock right."
    )
