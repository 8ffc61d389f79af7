"""The `categories` and `authors` collections, and what is counted of posts by them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Generic, TypeVar

from strive.content.errors import SlugTaken
from strive.content.post import Kind, Origin, Tag
from strive.content.store.documents import (
    FILES_INDEX,
    from_document,
    storable,
    to_document_with_files,
)
from strive.content.store.posts import COLLECTION as POSTS
from strive.content.store.queries import visible
from strive.content.taxonomy import Author, Category
from strive.platform.database import Database, Document, DuplicateKeyError, Index, Session

_SHELF_INDEXES: Final = [
    Index([("slug.current", 1)], unique=True),
    Index([("slug.previous", 1)]),
    FILES_INDEX,
    Index(
        [("origin.system", 1), ("origin.id", 1)],
        unique=True,
        partial={"origin.id": {"$exists": True}},
    ),
]
INDEXES: Final = {"categories": _SHELF_INDEXES, "authors": _SHELF_INDEXES}

T = TypeVar("T", Category, Author)


class ShelfStore(Generic[T]):
    """Reads and writes one of the two collections; `field` of a post names the entry's id."""

    def __init__(self, database: Database, collection: str, field: str, type_: type[T]) -> None:
        self._name = collection
        self._field = field
        self._type: type[T] = type_
        self._entries = database.collection(collection)
        self._fresh = database.collection(collection, fresh=True)
        self._locks = database.collection("settings", fresh=True)

    async def everything(self, limit: int, session: Session | None = None) -> list[T]:
        """Return all entries by id, to a limit."""
        found = self._fresh.find({}, sort=[("_id", 1)], limit=limit, session=session)
        return [from_document(document, self._type) async for document in found]

    async def by_slug(self, slug: str) -> T | None:
        """Return the entry with a current slug."""
        return self._one(await self._entries.find_one({"slug.current": slug}))

    async def by_previous_slug(self, slug: str) -> T | None:
        """Return the entry that had a slug before."""
        return self._one(await self._entries.find_one({"slug.previous": slug}))

    async def by_ids(self, ids: Iterable[str]) -> list[T]:
        """Return the entries there are."""
        found = self._entries.find({"_id": {"$in": [storable(id_) for id_ in ids]}})
        return [from_document(document, self._type) async for document in found]

    async def missing(self, ids: Iterable[str]) -> set[str]:
        """Return the ids that no entry has."""
        wanted = {storable(id_) for id_ in ids}
        if not wanted:
            return wanted
        found = self._fresh.find({"_id": {"$in": list(wanted)}}, ["_id"])
        return wanted - {str(document["_id"]) async for document in found}

    async def by_slug_after(self, slug: str, limit: int) -> list[T]:
        """Return entries by slug, after one."""
        found = self._entries.find(
            {"slug.current": {"$gt": storable(slug)}}, sort=[("slug.current", 1)], limit=limit
        )
        return [from_document(document, self._type) async for document in found]

    async def by_words(self, words: Sequence[str], limit: int) -> list[T]:
        """Return entries by slug whose slug has each of the words, looking at the index alone."""
        query = {"$and": [{"slug.current": {"$regex": re.escape(word)}} for word in words]}
        found = self._fresh.find(
            query, sort=[("slug.current", 1)], limit=limit, hint=[("slug.current", 1)]
        )
        return [from_document(document, self._type) async for document in found]

    async def count(self) -> int:
        """Count the entries, by an index alone."""
        return await self._entries.count_documents({"slug.current": {"$gt": ""}})

    async def page(self, skip: int, limit: int) -> list[T]:
        """Return part of the entries by slug, by place."""
        found = self._entries.find({}, sort=[("slug.current", 1)], skip=skip, limit=limit)
        return [from_document(document, self._type) async for document in found]

    async def by_id(self, entry_id: str, session: Session | None = None) -> T | None:
        """Return an entry as last saved."""
        return self._one(await self._fresh.find_one({"_id": storable(entry_id)}, session=session))

    async def by_origin(self, origin: Origin, session: Session | None = None) -> T | None:
        """Return the entry that came from there before."""
        query = {"origin.system": origin.system, "origin.id": origin.id}
        return self._one(await self._fresh.find_one(query, session=session))

    async def taken(self, slugs: Sequence[str], session: Session) -> dict[str, str]:
        """Return which of the slugs are taken, with the id of the entry that has each."""
        query = {"slug.current": {"$in": list(slugs)}}
        found = self._fresh.find(query, ["slug.current"], session=session)
        return {str(entry["slug"]["current"]): str(entry["_id"]) async for entry in found}

    async def one_at_a_time(self, session: Session) -> None:
        """Have transactions that change this collection follow one another.

        A rule over several entries (no circles) cannot be kept by looking before writing alone.
        """
        await self._locks.update_one(
            {"_id": self._name}, {"$inc": {"changes": 1}}, upsert=True, session=session
        )

    async def put(self, entry: T, session: Session) -> None:
        """Add or replace an entry; raises `SlugTaken`."""
        try:
            await self._fresh.replace_one(
                {"_id": entry.id}, to_document_with_files(entry), upsert=True, session=session
            )
        except DuplicateKeyError as error:
            message = f"The slug {entry.slug.current!r} is taken in {self._name}."
            raise SlugTaken(message) from error

    async def delete(self, session: Session, entry_id: str) -> bool:
        """Remove an entry; False if there is none."""
        result = await self._fresh.delete_one({"_id": storable(entry_id)}, session=session)
        return result.deleted_count == 1

    async def counts(self, now: datetime) -> dict[str, int]:
        """Count visible posts of each entry, each by the index of posts."""
        posts: Document = {
            "from": POSTS,
            "localField": "_id",
            "foreignField": self._field,
            "pipeline": [
                {"$match": {"kind": Kind.POST.value, **visible(now)}},
                {"$count": "posts"},
            ],
            "as": "count",
        }
        found = await self._entries.aggregate(
            [{"$sort": {"_id": 1}}, {"$project": {"_id": 1}}, {"$lookup": posts}]
        )
        return {
            str(entry["_id"]): entry["count"][0]["posts"] if entry["count"] else 0
            async for entry in found
        }

    def _one(self, document: Document | None) -> T | None:
        return from_document(document, self._type) if document else None


class TagStore:
    """Tags stand in posts only."""

    def __init__(self, database: Database) -> None:
        self._posts = database.collection(POSTS)

    async def by_slug(self, slug: str, now: datetime) -> Tag | None:
        """Return the tag as the newest visible post spells it."""
        document = await self._posts.find_one(
            {"tags.slug": slug, "kind": Kind.POST.value, **visible(now)},
            ["tags"],
            sort=[("publishedAt", -1), ("_id", -1)],
        )
        tags = (from_document(tag, Tag) for tag in (document or {"tags": ()})["tags"])
        return next((tag for tag in tags if tag.slug == slug), None)
