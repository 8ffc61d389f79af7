"""What the engine asks of every format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from strive.content.importing.addresses import OldSite
from strive.content.importing.records import AnyRecord


class Source(Protocol):
    """An export, opened. Both iterators can be asked for again and hold one item at a time.

    Every problem with the export as a whole is a `BadExport`; one with a single item is a
    `Skipped` among the contents.
    """

    system: str
    site: OldSite
    serves_files: bool
    """Whether the paths of its files are addresses of the old site, to be redirected."""

    def outline(self) -> Iterator[AnyRecord]:
        """Give everything once, posts without bodies, nothing that is skipped."""
        ...

    def contents(self) -> Iterator[AnyRecord]:
        """Give the posts with their bodies, and what is skipped and why."""
        ...

    def local_file(self, path: str) -> Path | None:
        """Return the file in the export that the old site showed at a path, if it has it."""
        ...
