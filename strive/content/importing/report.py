"""What became of every item: counted for the screen, line by line for the file."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Self

import msgspec
from msgspec import Struct


class Result(StrEnum):
    """What became of one item."""

    IMPORTED = "imported"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    MISSING = "missing"


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the report; `notes` say what was lost or altered on the way."""

    kind: str
    item: str
    result: Result
    title: str = ""
    path: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()


class Report:
    """Counts entries, keeps the first of those a person should read, writes all to a file.

    Args:
        path: Where the lines go (JSON lines); None keeps none.

    A thread that reads the export and the event loop may use it at once.
    """

    SHOWN_MAX = 20

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.counts: Counter[tuple[str, Result]] = Counter()
        self.notes = 0
        self.remarkable: list[Entry] = []
        self.last: Entry | None = None  # the latest about an item itself, not its media
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb") if path is not None else None
        self._lock = Lock()

    def add(self, entry: Entry) -> None:
        """Take note of an item."""
        with self._lock:
            self._add(entry)

    def total(self, result: Result) -> int:
        """Return how many items had a result."""
        return sum(count for (_, found), count in self.counts.items() if found is result)

    @property
    def nothing_changed(self) -> bool:
        """Whether everything was here already, as it is."""
        return not (self.total(Result.IMPORTED) or self.total(Result.CHANGED))

    def summary(self) -> dict[str, dict[str, int]]:
        """Return the counts by kind and result."""
        table: dict[str, dict[str, int]] = {}
        for (kind, result), count in sorted(self.counts.items()):
            table.setdefault(kind, {})[result.value] = count
        return table

    def flush(self) -> None:
        """Have what was noted survive the process."""
        if self._file is not None:
            self._file.flush()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _add(self, entry: Entry) -> None:
        self.counts[entry.kind, entry.result] += 1
        self.notes += len(entry.notes)
        if entry.result is not Result.MISSING:
            self.last = entry
        remarkable = entry.result in (Result.SKIPPED, Result.MISSING) or entry.notes
        if remarkable and len(self.remarkable) < self.SHOWN_MAX:
            self.remarkable.append(entry)
        if self._file is not None:
            self._file.write(msgspec.json.encode(entry) + b"\n")
