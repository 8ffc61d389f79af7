"""Notes on disk: tables of keys and values that may outgrow the memory during an import."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import msgspec

_SCHEMA = (
    "CREATE TABLE note (shelf TEXT, key TEXT, value BLOB, PRIMARY KEY (shelf, key)) WITHOUT ROWID"
)


class Scratch:
    """A temporary store of JSON values by shelf and key; a context manager that removes it."""

    def __init__(self, workspace: Path) -> None:
        workspace.mkdir(parents=True, exist_ok=True)
        self._folder = TemporaryDirectory(prefix="notes-", dir=workspace)
        self._notes = sqlite3.connect(Path(self._folder.name, "notes.sqlite"), isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -16000"):
            self._notes.execute(f"PRAGMA {pragma}")
        self._notes.execute(_SCHEMA)
        self._notes.execute("BEGIN")

    def put(self, shelf: str, key: str, value: Any) -> None:
        """Keep a value, in place of an earlier one."""
        row = (shelf, key, msgspec.json.encode(value))
        self._notes.execute("INSERT OR REPLACE INTO note VALUES (?, ?, ?)", row)

    def get(self, shelf: str, key: str) -> Any:
        """Return a value, None if there is none."""
        found = self._notes.execute(
            "SELECT value FROM note WHERE shelf = ? AND key = ?", (shelf, key)
        ).fetchone()
        return None if found is None else msgspec.json.decode(found[0])

    def append(self, shelf: str, key: str, entry: Any) -> None:
        """Add an entry to the list kept under a key."""
        self.put(shelf, key, [*(self.get(shelf, key) or ()), entry])

    def items(self, shelf: str) -> Iterator[tuple[str, Any]]:
        """Give the keys and values of a shelf, by key."""
        rows = self._notes.execute(
            "SELECT key, value FROM note WHERE shelf = ? ORDER BY key", (shelf,)
        )
        for key, value in rows:
            yield key, msgspec.json.decode(value)

    def close(self) -> None:
        """Remove the notes."""
        self._notes.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the notes."""
        self.close()
