"""Notes on disk: tables of keys and values that may outgrow the memory during an import."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any, Self

import msgspec

from strive.content.importing.workspace import temporary_folder

_SCHEMA = """
    CREATE TABLE note (shelf TEXT, key TEXT, place INTEGER, value BLOB,
    PRIMARY KEY (shelf, key, place)) WITHOUT ROWID
"""
_ROWS_AT_ONCE = 100
_ONLY = 0  # the place of a value that has its key to itself


class Scratch:
    """A temporary store of JSON values by shelf and key; a context manager that removes it.

    A thread that reads the export and the event loop may use it at once.
    """

    def __init__(self, workspace: Path) -> None:
        self._held = ExitStack()
        folder = self._held.enter_context(temporary_folder(workspace, "notes"))
        self._notes = sqlite3.connect(
            folder / "notes.sqlite", isolation_level=None, check_same_thread=False
        )
        self._lock = Lock()
        self._held.callback(self._notes.close)
        self._appended = _ONLY
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -16000"):
            self._notes.execute(f"PRAGMA {pragma}")
        self._notes.execute(_SCHEMA)
        self._notes.execute("BEGIN")

    def put(self, shelf: str, key: str, value: Any) -> None:
        """Keep a value, in place of an earlier one."""
        self._write(shelf, key, _ONLY, value)

    def get(self, shelf: str, key: str) -> Any:
        """Return a value, None if there is none."""
        return next(self.entries(shelf, key), None)

    def first(self, shelf: str, key: str) -> bool:
        """Tell whether a key is seen for the first time."""
        if self.get(shelf, key) is not None:
            return False
        self.put(shelf, key, True)
        return True

    def append(self, shelf: str, key: str, entry: Any) -> None:
        """Add an entry to those kept under a key, in a time that does not grow with them."""
        self._appended += 1
        self._write(shelf, key, self._appended, entry)

    def entries(self, shelf: str, key: str) -> Iterator[Any]:
        """Give what was appended under a key, in that order."""
        query = "SELECT value FROM note WHERE shelf = ? AND key = ? ORDER BY place"
        for (value,) in self._rows(query, (shelf, _storable(key))):
            yield msgspec.json.decode(value)

    def items(self, shelf: str) -> Iterator[tuple[str, Any]]:
        """Give the keys and values of a shelf, by key."""
        query = "SELECT key, value FROM note WHERE shelf = ? ORDER BY key, place"
        for key, value in self._rows(query, (shelf,)):
            yield key, msgspec.json.decode(value)

    def close(self) -> None:
        """Remove the notes."""
        self._held.close()

    def _rows(self, query: str, parameters: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        with self._lock:
            found = self._notes.execute(query, parameters)
            rows = found.fetchmany(_ROWS_AT_ONCE)
        while rows:
            yield from rows
            with self._lock:
                rows = found.fetchmany(_ROWS_AT_ONCE)

    def _write(self, shelf: str, key: str, place: int, value: Any) -> None:
        row = (shelf, _storable(key), place, msgspec.json.encode(value))
        with self._lock:
            self._notes.execute("INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?)", row)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the notes."""
        self.close()


def _storable(key: str) -> str:
    """Return a key without halves of surrogate pairs, which hostile files hold."""
    return key.encode(errors="replace").decode()
