"""Who is told how far an import is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told how far an import is."""

    def planned(self, posts: int) -> None:
        """So many posts have been found so far."""

    def written(self, posts: int, total: int) -> None:
        """So many of all posts have been worked on."""


class Silent:
    """Tells nobody."""

    def planned(self, posts: int) -> None:
        """Pass over what was found."""

    def written(self, posts: int, total: int) -> None:
        """Pass over what was done."""
