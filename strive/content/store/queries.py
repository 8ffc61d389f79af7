"""Filters and positions of lists as queries. Only plain values get in, never documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from strive.content.listing import Position, PostFilter, Sort
from strive.content.post import Kind, Status
from strive.content.store.documents import storable
from strive.platform.database import Document

KINDS: Final = {"$in": [kind.value for kind in Kind]}
STATUSES: Final = {"$in": [status.value for status in Status]}
NARROWING: Final = ("author", "categories", "tags.slug", "featured")  # each has an index of its own


@dataclass(frozen=True, slots=True)
class Resolved:
    """A filter with what had to be looked up: the categories it takes in, and its time span."""

    which: PostFilter
    now: datetime
    categories: Sequence[str] = ()
    span: tuple[datetime, datetime] | None = None


def visible(now: datetime) -> Document:
    """Match what readers may see."""
    return {"status": Status.PUBLISHED.value, "publishedAt": {"$lte": now}}


def query_of(filter_: Resolved) -> Document:
    """Match the posts of a filter. Kind and status are always there, for the indexes' sake."""
    which = filter_.which
    query: Document = {
        "kind": which.kind.value if which.kind else KINDS,
        "status": which.status.value if which.status else STATUSES,
    }
    if (times := _times_of(filter_)) is not None:
        query["publishedAt"] = times
    if which.category:
        query["categories"] = {"$in": [storable(id_) for id_ in filter_.categories]}
    if which.author:
        query["author"] = storable(which.author)
    if which.tag:
        query["tags.slug"] = storable(which.tag)
    if which.featured is not None:
        query["featured"] = which.featured
    return query


def keys_by(field: str) -> list[tuple[str, int]]:
    """Return the keys of the index for lists narrowed by one of `NARROWING`."""
    return [(field, 1), ("kind", 1), ("status", 1), ("publishedAt", -1), ("_id", -1)]


def index_of(which: PostFilter, sort: Sort) -> list[tuple[str, int]] | None:
    """Return the index to read a list from when one thing narrows it, None for MongoDB to choose.

    MongoDB chooses by trying the first hundred posts. Where all of those pass the filter, it may
    read every post that is skipped, to ask it what the index of the filter would have told.
    """
    asked = (which.author, which.category, which.tag, which.featured is not None)
    narrowing = [field for field, given in zip(NARROWING, asked, strict=True) if given]
    if len(narrowing) != 1 or sort.field != "publishedAt":
        return None
    return keys_by(narrowing[0])


def order_of(sort: Sort) -> list[tuple[str, int]]:
    """Return a sort in the driver's terms; the id decides between equals."""
    return [(sort.field, sort.direction), ("_id", sort.direction)]


def beyond(position: Position, *, times_missing: bool) -> Document:
    """Match what comes after a position; `times_missing`: some posts may have no `publishedAt`.

    The bound on the sorted field stands by itself where it can, so that the index is entered at
    the position. A missing time sorts before any other, but no comparison with a time finds it.
    """
    name, descending = position.sort.field, position.sort.direction < 0
    same_but_later = {"_id": {"$lt" if descending else "$gt": storable(position.id)}}
    if position.value is None:
        if descending:
            return {name: None, **same_but_later}
        return {"$or": [{name: None, **same_but_later}, {name: {"$ne": None}}]}
    strict, bound = ("$lt", "$lte") if descending else ("$gt", "$gte")
    later = {
        name: {bound: position.value},
        "$or": [{name: {strict: position.value}}, same_but_later],
    }
    if descending and times_missing and position.sort is Sort.NEWEST:
        return {"$or": [later, {name: None}]}
    return later


def _times_of(filter_: Resolved) -> dict[str, Any] | None:
    is_public = filter_.which.status is Status.PUBLISHED
    if filter_.span is None:
        return {"$lte": filter_.now} if is_public else None
    start, end = filter_.span
    if is_public and filter_.now < end:
        return {"$gte": start, "$lte": filter_.now}
    return {"$gte": start, "$lt": end}
