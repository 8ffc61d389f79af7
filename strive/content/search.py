"""Full-text search over what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from strive.content import cache_tags
from strive.content.highlighting import Highlighter, Segment
from strive.content.listing import check_page
from strive.content.post import PostSummary
from strive.content.query import Query, parse_query
from strive.content.settings import SiteSettings
from strive.content.store.search import SearchStore
from strive.content.store.vocabulary import VocabularyStore
from strive.content.words import text_language
from strive.kit.clock import Clock
from strive.platform.cache import note
from strive.platform.database import Database

TOTAL_MAX: Final = 1_000
CANDIDATES_MAX: Final = 10  # for one word, looked up
CORRECTIONS_MAX: Final = 3  # of one word, looked for
USES_MAX: Final = 100  # beyond this a word is as common as any

__all__ = ["TOTAL_MAX", "Hit", "Search", "SearchPage", "Segment"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A post or page that was found, with its title and a piece of its text, matches marked."""

    post: PostSummary
    title: Sequence[Segment]
    snippet: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results, best first; has the attributes of `Page`.

    `query` is what was asked, tidied; `corrected` is what was looked for besides, "" when every
    word was known. `total` counts to 1,000 at most.
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

    def __init__(self, database: Database, site: SiteSettings, clock: Clock) -> None:
        self._store = SearchStore(database)
        self._vocabulary = VocabularyStore(database)
        self._site = site
        self._clock = clock

    async def find(self, query: str, page: int = 1, limit: int = 10) -> SearchPage:
        """Find what has the words of a query; one letter wrong in a word is forgiven.

        Quotes, hyphens and other operators are read as plain text; of a very long query the
        beginning counts. An empty query finds nothing.

        Raises:
            PageInvalid: The page or limit is out of range.
        """
        check_page(page, limit)
        note(cache_tags.LISTS.values())
        parsed = parse_query(query)
        besides = await self._corrections(parsed)
        terms = parsed.terms(besides)
        if not terms:
            return SearchPage([], 0, page, limit, parsed.text)
        language = text_language((await self._site.get()).language)
        now, skip = self._clock.now(), (page - 1) * limit
        total = await self._count(terms, TOTAL_MAX)
        found = await self._store.find(terms, language, now, skip, limit) if skip < total else []
        corrections = (word for more in besides.values() for word in more)
        highlighter = Highlighter((*parsed.words, *corrections), parsed.runs)
        hits = [
            Hit(
                post,
                highlighter.mark(post.title),
                highlighter.snippet(text, otherwise=post.excerpt),
            )
            for post, text in found
        ]
        return SearchPage(hits, total, page, limit, parsed.text, parsed.corrected(besides))

    async def _corrections(self, query: Query) -> dict[str, list[str]]:
        """Return known words close to those of the query that no published post has."""
        words = query.correctable
        if not words:
            return {}
        known = await self._vocabulary.known(words)
        besides = {word: await self._close_to(word) for word in words if word not in known}
        return {word: corrections for word, corrections in besides.items() if corrections}

    async def _close_to(self, word: str) -> list[str]:
        """Return known words one letter from a word, the one most posts have first."""
        uses: dict[str, int] = {}
        for candidate in (await self._vocabulary.near(word))[:CANDIDATES_MAX]:
            uses[candidate] = await self._count(candidate, USES_MAX)
            if not uses[candidate]:
                await self._vocabulary.forget(candidate)
        used = sorted((word for word in uses if uses[word]), key=lambda word: -uses[word])
        return used[:CORRECTIONS_MAX]

    async def _count(self, terms: str, most: int) -> int:
        language = text_language((await self._site.get()).language)
        return await self._store.count(terms, language, self._clock.now(), most)
