"""Whole collections read in order, and documents put back as they were."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

import msgspec
from pymongo import ReplaceOne

from strive.content.redirect import Redirect
from strive.content.revision import Revision
from strive.content.store.documents import from_document, to_document, to_document_with_files
from strive.content.taxonomy import Author, Category
from strive.media import Asset
from strive.platform.database import Database, Document

_BATCH = 500
_REVISIONS_AT_ONCE = 20  # each may hold a text of 2 MB
T = TypeVar("T", bound=msgspec.Struct)
_COLLECTIONS: dict[type[Any], str] = {
    Author: "authors",
    Category: "categories",
    Redirect: "redirects",
    Asset: "assets",
}


class WholeStore:
    """Reads and writes what other stores only know one by one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revisions = database.collection("revisions", fresh=True)

    async def every(self, type_: type[T]) -> AsyncIterator[T]:
        """Go through a collection by id, in batches, so that a slow reader holds no cursor."""
        collection = self._database.collection(_COLLECTIONS[type_], fresh=True)
        last: Any = None
        while True:
            query: Document = {} if last is None else {"_id": {"$gt": last}}
            found = await collection.find(query, sort=[("_id", 1)], limit=_BATCH).to_list()
            for document in found:
                yield from_document(document, type_)
            if len(found) < _BATCH:
                return
            last = found[-1]["_id"]

    async def by_ids(self, type_: type[T], ids: Sequence[str]) -> dict[str, T]:
        """Return those there are of some ids."""
        collection = self._database.collection(_COLLECTIONS[type_], fresh=True)
        found = collection.find({"_id": {"$in": list(ids)}})
        return {str(document["_id"]): from_document(document, type_) async for document in found}

    async def ids_by_slug(self, type_: type[T], slugs: Sequence[str]) -> dict[str, str]:
        """Return the ids of entries of a shelf by their slugs, for slugs that are taken."""
        collection = self._database.collection(_COLLECTIONS[type_], fresh=True)
        found = collection.find({"slug.current": {"$in": list(slugs)}}, ["slug.current"])
        return {str(entry["slug"]["current"]): str(entry["_id"]) async for entry in found}

    async def ids_by_origin(
        self, type_: type[T], system: str, origin_ids: Sequence[str]
    ) -> dict[str, str]:
        """Return the ids of entries of a shelf by the ids they had where they come from."""
        collection = self._database.collection(_COLLECTIONS[type_], fresh=True)
        query = {"origin.system": system, "origin.id": {"$in": list(origin_ids)}}
        found = collection.find(query, ["origin.id"])
        return {str(entry["origin"]["id"]): str(entry["_id"]) async for entry in found}

    async def put(self, ids: Sequence[str], values: Sequence[msgspec.Struct]) -> None:
        """Add or replace values of one type."""
        if not values:
            return
        collection = self._database.collection(_COLLECTIONS[type(values[0])], fresh=True)
        pairs = zip(ids, values, strict=True)
        document_of = to_document if isinstance(values[0], Asset) else to_document_with_files
        await collection.bulk_write(
            [ReplaceOne({"_id": id_}, document_of(value), upsert=True) for id_, value in pairs],
            ordered=False,
        )

    async def revisions(self, post_id: str) -> AsyncIterator[Revision]:
        """Go through all revisions of a post, the first one first, some at a time."""
        last = 0
        while True:
            query = {"post": post_id, "number": {"$gt": last}}
            found = self._revisions.find(query, sort=[("number", 1)], limit=_REVISIONS_AT_ONCE)
            documents = await found.to_list()
            for document in documents:
                yield from_document(document, Revision)
            if len(documents) < _REVISIONS_AT_ONCE:
                return
            last = documents[-1]["number"]

    async def drop_revisions(self, post_id: str, *, after: int) -> None:
        """Remove the revisions of a post after one."""
        await self._revisions.delete_many({"post": post_id, "number": {"$gt": after}})
