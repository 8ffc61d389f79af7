"""The running instance of a data folder: how other commands find its services."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from strive.local.errors import AlreadyRunning
from strive.local.lock import FileLock, hold_data_folder, is_held
from strive.platform.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from strive.local.folders import Folders

LOCK = "lock"
FILE = "instance.json"


@dataclass(frozen=True)
class Instance:
    """A live instance.

    Attributes:
        pid: The process that holds the data folder.
        url: Where the site answers; None while a command other than `run` holds the folder.
        mongodb_uri: Its MongoDB; may hold a password.
        valkey_url: Its Valkey; may hold a password.
        away: Names of its roles that ended and are being started again.
    """

    pid: int
    url: str | None
    mongodb_uri: str
    valkey_url: str
    away: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the instance without the addresses, which may hold passwords."""
        return f"Instance(pid={self.pid}, url={self.url!r})"


def find_instance(data_dir: Path) -> Instance | None:
    """Find the instance that runs on a data folder; None when none does or it is not up yet.

    A file left by a killed process is not believed: only the lock says that somebody lives.
    """
    run = data_dir.expanduser().absolute() / "run"
    return _read(run / FILE) if is_held(run / LOCK) else None


async def require_roles(data_dir: Path) -> None:
    """Raise `Unavailable` while a role of the instance on a data folder is away; for `/readyz`.

    Without an instance, where each role runs by itself, nobody knows of the others.
    """
    instance = find_instance(data_dir)
    if instance is not None and instance.away:
        raise Unavailable(f"started again: {', '.join(instance.away)}")


def write_instance(folders: Folders, instance: Instance) -> None:
    """Publish the instance for other commands: whole or not at all, readable by its owner only."""
    path = folders.run / FILE
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(instance), file)
    draft.replace(path)


def remove_instance(folders: Folders) -> None:
    """Take the instance file away at the end of a run."""
    (folders.run / FILE).unlink(missing_ok=True)


def become_instance(folders: Folders) -> FileLock:
    """Make this process the instance of a data folder, and forget what a killed one left.

    Raises:
        AlreadyRunning: Another process is; the text names it and its URL.
    """
    path = folders.run / LOCK
    try:
        lock = hold_data_folder(path)
    except AlreadyRunning as error:
        raise AlreadyRunning(_who(folders, path)) from error
    remove_instance(folders)
    return lock


def _who(folders: Folders, lock: Path) -> str:
    instance = _read(folders.run / FILE)
    if instance is None:
        pid = lock.read_text(encoding="utf-8").strip() or "unknown"
        return f"Another strive is starting or stopping on {folders.data} (pid {pid})."
    if instance.url is None:
        return f"Another strive command is at work on {folders.data} (pid {instance.pid})."
    return (
        f"Strive already runs on {folders.data}: {instance.url} (pid {instance.pid}). "
        "For a second one set STRIVE_DATA_DIR and STRIVE_PORT."
    )


def _read(path: Path) -> Instance | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        fields = json.loads(path.read_bytes())
        return Instance(**{**fields, "away": tuple(fields.get("away", ()))})
    return None
