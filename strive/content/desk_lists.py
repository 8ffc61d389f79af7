"""Lists of posts and pages in any status, for those who write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from strive.content.listing import PostFilter, Slice, Sort, position_of
from strive.content.post import PostSummary
from strive.content.posts import next_cursor
from strive.content.shelves import Taxonomy
from strive.content.store.desk import DeskStore
from strive.content.store.queries import Resolved
from strive.kit.clock import Clock
from strive.platform.database import Database

WORDS_MAX: Final = 8


class DeskLists:
    """Reads lists by cursor, from the primary: writers see what they have just done."""

    def __init__(self, database: Database, taxonomy: Taxonomy, clock: Clock) -> None:
        self._store = DeskStore(database)
        self._taxonomy = taxonomy
        self._clock = clock

    async def find(
        self, which: PostFilter, words: Sequence[str], cursor: str | None, limit: int, sort: Sort
    ) -> Slice[PostSummary]:
        """Return what follows a cursor (None: the beginning); each word stands in the title.

        Raises `CursorInvalid`.
        """
        position = position_of(cursor, sort) if cursor is not None else None
        tree = await self._taxonomy.categories()
        within = tree.within(which.category) if which.category else ()
        resolved = Resolved(which, self._clock.now(), within)
        found = await self._store.after(resolved, words[:WORDS_MAX], position, limit + 1, sort)
        items = found[:limit]
        more = len(found) > limit
        return Slice(items, limit, next_cursor(items[-1], sort) if more else None)
