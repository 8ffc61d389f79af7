"""Files inside a folder that was given, and never outside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def file_below(root: Path, path: str) -> Path | None:
    """Return the regular file at a path below a folder; None also if a link leads out of it."""
    try:
        found = (root / path.lstrip("/")).resolve()
        inside = found.is_relative_to(root.resolve())
        return found if inside and found.is_file() else None
    except (OSError, ValueError, RuntimeError):  # too long, a null byte, a circle of links
        return None


def first_file(roots: Iterable[Path], path: str) -> Path | None:
    """Return the file at a path below the first of some folders that has it."""
    return next(filter(None, (file_below(root, path) for root in roots)), None)


def walk(root: Path, skip_folders: frozenset[str], keep_hidden: frozenset[str]) -> Iterator[Path]:
    """Give the regular files below a folder in a stable order, links not followed.

    Args:
        root: Where to look.
        skip_folders: Names of folders not entered.
        keep_hidden: Names entered although they start with a dot or an underscore.
    """
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name in keep_hidden or not (name in skip_folders or name.startswith((".", "_")))
        )
        for name in sorted(files):
            path = Path(folder, name)
            if not path.is_symlink() and path.is_file():
                yield path


def readable_name(root: Path, path: Path) -> str:
    """Return a file's path below a folder as text, also if its bytes are no UTF-8."""
    below = os.fsencode(path.relative_to(root).as_posix())
    try:
        return below.decode()
    except UnicodeDecodeError:
        return below.decode("cp1252", errors="replace")


def only_child(folder: Path) -> Path:
    """Descend through folders that hold nothing but one folder, as archives often have on top."""
    while True:
        children = [
            child for child in folder.iterdir() if child.name not in ("__MACOSX", ".DS_Store")
        ]
        if len(children) != 1 or not children[0].is_dir() or children[0].is_symlink():
            return folder
        folder = children[0]
