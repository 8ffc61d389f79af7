"""The link of the first administrator on its way from where it is made to who ran `strive run`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_NAME: Final = "first-administrator"
_OWNER_ONLY: Final = 0o600


def leave(folder: Path, path: str | None) -> None:
    """Leave the path of a link, for one to take who may read this folder; None for no link."""
    file = folder / _NAME
    file.unlink(missing_ok=True)
    if path is not None:
        folder.mkdir(parents=True, exist_ok=True)
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(opened, "w", encoding="ascii") as stream:
            stream.write(path)


def take(folder: Path) -> str | None:
    """Return the path that was left, which is then there no more; None if none was."""
    file = folder / _NAME
    try:
        path = file.read_text("ascii")
    except FileNotFoundError:
        return None
    file.unlink(missing_ok=True)
    return path
