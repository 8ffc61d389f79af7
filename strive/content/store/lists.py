"""The `blogPosts` collection: lists, and what is counted over many posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from strive.content.listing import Position, PostFilter, Sort
from strive.content.post import Kind, Post, PostSummary, Status
from strive.content.store.documents import from_document, projection_of
from strive.content.store.posts import COLLECTION
from strive.content.store.queries import Resolved, beyond, index_of, order_of, query_of, visible
from strive.platform.database import Database, Document


class ListStore:
    """Reads lists of posts."""

    def __init__(self, database: Database) -> None:
        self._posts = database.collection(COLLECTION)

    async def count(self, filter_: Resolved) -> int:
        """Count a list, by its index alone."""
        return await self._posts.count_documents(query_of(filter_))

    async def page(self, filter_: Resolved, skip: int, limit: int, sort: Sort) -> list[PostSummary]:
        """Return part of a list by place; what is skipped is skipped in the index."""
        return await self._summaries(query_of(filter_), filter_.which, sort, limit, skip)

    async def after(
        self, filter_: Resolved, position: Position | None, limit: int, sort: Sort
    ) -> list[PostSummary]:
        """Return part of a list by position."""
        query = query_of(filter_)
        if position is not None:
            missing = filter_.which.status is not Status.PUBLISHED
            query = {"$and": [query, beyond(position, times_missing=missing)]}
        return await self._summaries(query, filter_.which, sort, limit)

    async def full(self, filter_: Resolved, limit: int) -> list[Post]:
        """Return the newest of a list, whole."""
        found = self._posts.find(
            query_of(filter_), projection_of(Post), sort=order_of(Sort.NEWEST), limit=limit
        )
        return [from_document(document, Post) async for document in found]

    async def oldest(self, kind: Kind, now: datetime) -> datetime | None:
        """Return when the first visible post was published."""
        document = await self._posts.find_one(
            {"kind": kind.value, **visible(now)},
            {"_id": 0, "publishedAt": 1},
            sort=order_of(Sort.OLDEST),
        )
        return document["publishedAt"] if document else None

    async def count_between(
        self, kind: Kind, now: datetime, starts: Sequence[datetime]
    ) -> dict[datetime, int]:
        """Count visible posts by the span they fall into; a span lasts to the next start."""
        pipeline: list[Document] = [
            {"$match": {"kind": kind.value, **visible(now)}},
            {"$group": {"_id": _span("$publishedAt", starts), "posts": {"$sum": 1}}},
        ]
        found = await self._posts.aggregate(pipeline)
        return {group["_id"]: int(group["posts"]) async for group in found}

    async def count_addresses(self, kind: Kind, now: datetime) -> int:
        """Count what search engines may list."""
        return await self._posts.count_documents(_indexable(kind, now))

    async def addresses(
        self, kind: Kind, now: datetime, skip: int, limit: int
    ) -> list[tuple[str, datetime]]:
        """Return slugs and times of change, oldest post first, by an index alone."""
        found = self._posts.find(
            _indexable(kind, now),
            {"_id": 0, "slug.current": 1, "updatedAt": 1},
            sort=order_of(Sort.OLDEST),
            skip=skip,
            limit=limit,
            batch_size=limit,
        )
        return [(post["slug"]["current"], post["updatedAt"]) async for post in found]

    async def _summaries(
        self, query: Document, which: PostFilter, sort: Sort, limit: int, skip: int = 0
    ) -> list[PostSummary]:
        found = self._posts.find(
            query,
            projection_of(PostSummary),
            sort=order_of(sort),
            skip=skip,
            limit=limit,
            hint=index_of(which, sort),
        )
        return [from_document(document, PostSummary) async for document in found]


def _indexable(kind: Kind, now: datetime) -> Document:
    return {"kind": kind.value, **visible(now), "seo.noIndex": False}


def _span(field: str, starts: Sequence[datetime]) -> Any:
    """Return an expression for the latest of the starts that is not after a field, by bisection.

    Time zones are worked out here and not by MongoDB, whose own table may be older.
    """
    if len(starts) == 1:
        return starts[0]
    middle = len(starts) // 2
    return {
        "$cond": [
            {"$lt": [field, starts[middle]]},
            _span(field, starts[:middle]),
            _span(field, starts[middle:]),
        ]
    }
