"""The `blogPosts` collection as the studio lists it: any status, words of a title, any order."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from typing import Final

from strive.content.listing import Position, Sort
from strive.content.post import Kind, Post, PostSummary, Status
from strive.content.store.documents import from_document, projection_of, storable
from strive.content.store.posts import COLLECTION
from strive.content.store.queries import (
    KINDS,
    STATUSES,
    Resolved,
    beyond,
    index_of,
    order_of,
    query_of,
)
from strive.platform.database import Database, Document

BY_TITLE: Final = [("kind", 1), ("status", 1), ("title", 1), ("_id", 1), ("publishedAt", 1)]
_POSTS_AT_ONCE: Final = 50
_TAGGED_MAX: Final = 300  # posts that are looked at for tags


class DeskStore:
    """Reads what writers are shown, from the primary: they see what they have just done."""

    def __init__(self, database: Database) -> None:
        self._posts = database.collection(COLLECTION, fresh=True)

    async def after(
        self,
        filter_: Resolved,
        words: Sequence[str],
        position: Position | None,
        limit: int,
        sort: Sort,
    ) -> list[PostSummary]:
        """Return part of a list; each of the words stands somewhere in the title."""
        parts = [query_of(filter_), *_in_title(words)]
        if position is not None:
            parts.append(beyond(position, times_missing=True))
        found = self._posts.find(
            {"$and": parts} if len(parts) > 1 else parts[0],
            projection_of(PostSummary),
            sort=order_of(sort),
            limit=limit,
            hint=BY_TITLE if words else index_of(filter_.which, sort),
        )
        return [from_document(document, PostSummary) async for document in found]

    async def by_ids(self, ids: Sequence[str]) -> list[PostSummary]:
        """Return posts in any status, in the order asked."""
        query = {"_id": {"$in": [storable(id_) for id_ in ids]}}
        found = self._posts.find(query, projection_of(PostSummary))
        posts = {str(post["_id"]): from_document(post, PostSummary) async for post in found}
        return [posts[id_] for id_ in ids if id_ in posts]

    async def of_author(self, author_id: str) -> AsyncIterator[Post]:
        """Yield the posts of an author, in any status."""
        query = {"author": storable(author_id), "kind": KINDS, "status": STATUSES}
        async for post in self._posts.find(query, projection_of(Post), batch_size=_POSTS_AT_ONCE):
            yield from_document(post, Post)

    async def counts(self, kind: Kind) -> dict[Status, int]:
        """Count what there is in each status, by an index alone."""
        return {
            status: await self._posts.count_documents({"kind": kind.value, "status": status.value})
            for status in Status
        }

    async def tags(self, beginning: str, limit: int) -> list[str]:
        """Return names of tags whose slug begins like this, those used most first."""
        query: Document = {
            "tags.slug": {"$regex": f"^{re.escape(storable(beginning))}"},
            "kind": KINDS,
            "status": STATUSES,
        }
        uses: dict[str, int] = {}
        names: dict[str, str] = {}
        async for post in self._posts.find(query, {"_id": 0, "tags": 1}, limit=_TAGGED_MAX):
            for tag in post["tags"]:
                if tag["slug"].startswith(beginning):
                    uses[tag["slug"]] = uses.get(tag["slug"], 0) + 1
                    names[tag["slug"]] = tag["name"]
        return [names[slug] for slug in sorted(uses, key=lambda s: (-uses[s], s))[:limit]]


def _in_title(words: Sequence[str]) -> list[Document]:
    return [{"title": {"$regex": re.escape(storable(word)), "$options": "i"}} for word in words]
