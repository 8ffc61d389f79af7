"""The `blogPosts` collection: what stands around a post, read in one round trip."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from strive.content.listing import Position, PostFilter, Sort
from strive.content.post import Post, PostSummary
from strive.content.store.documents import from_document, projection_of
from strive.content.store.posts import COLLECTION
from strive.content.store.queries import Resolved, beyond, order_of, query_of, visible
from strive.platform.database import Database, Document

WEIGHED_MAX: Final = 100  # candidates for related posts

_PREVIOUS: Final = "previous"
_NEXT: Final = "next"
_RELATED: Final = "related"


class Surroundings(NamedTuple):
    """The visible posts right before and right after one in time, and what is related to it."""

    previous: PostSummary | None = None
    next: PostSummary | None = None
    related: Collection[PostSummary] = ()


class SurroundingsStore:
    """Reads what stands around a post."""

    def __init__(self, database: Database) -> None:
        self._posts = database.collection(COLLECTION)

    async def around(self, post: Post, now: datetime, related_max: int) -> Surroundings:
        """Return what stands around a post; related posts by how much they share, then newest."""
        parts = [*_beside(post, now), *_sharing(post, now, related_max)]
        if not parts:
            return Surroundings()
        first, *others = parts
        unions = [{"$unionWith": {"coll": COLLECTION, "pipeline": part}} for part in others]
        found = await self._posts.aggregate([*first, *unions])
        places: dict[str, list[PostSummary]] = {_PREVIOUS: [], _NEXT: [], _RELATED: []}
        async for document in found:
            places[document["place"]].append(from_document(document, PostSummary))
        return Surroundings(
            next(iter(places[_PREVIOUS]), None), next(iter(places[_NEXT]), None), places[_RELATED]
        )


def _beside(post: Post, now: datetime) -> list[list[Document]]:
    """Return what finds the posts right before and after one; nothing for one without a time."""
    if post.published_at is None:
        return []
    visible_posts = query_of(Resolved(PostFilter(kind=post.kind), now))
    return [
        [
            {
                "$match": {
                    "$and": [
                        visible_posts,
                        beyond(Position(sort, post.published_at, post.id), times_missing=False),
                    ]
                }
            },
            {"$sort": dict(order_of(sort))},
            {"$limit": 1},
            {"$project": _fields(place)},
        ]
        for place, sort in ((_PREVIOUS, Sort.NEWEST), (_NEXT, Sort.OLDEST))
    ]


def _sharing(post: Post, now: datetime, limit: int) -> list[list[Document]]:
    """Return what finds posts that share categories or tags with one; only the newest 100 count."""
    categories, tags = list(post.categories), [tag.slug for tag in post.tags]
    shared = [
        {field: {"$in": values}}
        for field, values in (("categories", categories), ("tags.slug", tags))
        if values
    ]
    if not shared or limit <= 0:
        return []
    common = {
        "$add": [
            {"$size": {"$setIntersection": ["$categories", categories]}},
            {"$size": {"$setIntersection": ["$tags.slug", tags]}},
        ]
    }
    match = {"kind": post.kind.value, **visible(now), "_id": {"$ne": post.id}, "$or": shared}
    newest_first = dict(order_of(Sort.NEWEST))
    return [
        [
            {"$match": match},
            {"$sort": newest_first},
            {"$limit": WEIGHED_MAX},
            {"$project": {**_fields(_RELATED), "common": common}},
            {"$sort": {"common": -1, **newest_first}},
            {"$limit": limit},
        ]
    ]


def _fields(place: str) -> Document:
    return {**dict.fromkeys(projection_of(PostSummary), 1), "place": {"$literal": place}}
