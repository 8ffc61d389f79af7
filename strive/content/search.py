"""Full-text search over what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from strive.content.post import PostSummary


class Segment(NamedTuple):
    """A piece of text; `is_match` when the reader looked for it."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A post or page that was found, with its title and a piece of its text, matches marked."""

    post: PostSummary
    title: Sequence[Segment]
    snippet: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results, best first; has the attributes of `Page`.

    `query` is what was asked, tidied; `corrected` is what was looked for instead or besides, ""
    when nothing had to be corrected. `total` counts to 1,000 at most.
    """

    items: Sequence[Hit]
    total: int
    page: int
    limit: int
    query: str
    corrected: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are; 0 when nothing was found."""
        return -(-self.total // self.limit)

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.page < self.pages

    @property
    def has_prev(self) -> bool:
        """Whether a page with items comes before."""
        return 1 < self.page <= self.pages + 1


class Search:
    """Finds posts and pages by words of any script."""

    async def find(self, query: str, page: int = 1, limit: int = 10) -> SearchPage:
        """Find what has the words of a query; one letter wrong in a word is forgiven.

        Quotes, hyphens and other operators are read as plain text; of a very long query the
        beginning counts. An empty query finds nothing.

        Raises:
            PageInvalid: The page or limit is out of range.
        """
        ...
