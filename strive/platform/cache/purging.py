"""Purging within one process; `bus` does it for many."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from strive.platform.cache.purges import Purges, tag_of


class NotHeard(Exception):
    """A purge counts here, but other processes could not be told."""

    def __init__(self) -> None:
        super().__init__("other processes could not be told of a purge")


class Purging(Protocol):
    """Makes purges known."""

    purges: Purges

    async def purge(self, tags: Collection[str], *, soft: bool = False) -> None:
        """Take what has any of the tags as gone; softly, as not to be used unless in need.

        A whole address is a tag too.

        Raises:
            NotHeard: It counts here, but not elsewhere; ask again.
        """
        ...


class LocalPurging:
    """Purges in this process alone."""

    def __init__(self) -> None:
        self.purges = Purges()

    async def purge(self, tags: Collection[str], *, soft: bool = False) -> None:
        """Note a purge."""
        self.purges.note(self.purges.sequence + 1, map(tag_of, tags), soft=soft)
