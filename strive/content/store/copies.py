"""The `workingCopies` collection: what somebody has typed and not saved yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import field

from strive.content.post import Kind, Model
from strive.content.store.documents import from_document, storable, to_document
from strive.platform.database import Database, Index

COLLECTION: Final = "workingCopies"
KEPT_FOR: Final = timedelta(days=30)
INDEXES: Final = {
    COLLECTION: [
        Index([("user", 1), ("savedAt", -1)]),
        Index([("savedAt", 1)], expire_after_seconds=int(KEPT_FOR.total_seconds())),
    ]
}


class WorkingCopy(Model, frozen=True, kw_only=True):
    """The form of the editor as somebody left it.

    `draft` is the id of the post, or the one the editor gave a new post until it is saved;
    `revision` is the one that is edited, 0 for a new post.
    """

    id: str = field(name="_id")
    draft: str
    user: str
    revision: int
    kind: Kind = Kind.POST
    title: str
    fields: dict[str, list[str]]
    saved_at: datetime


class CopyStore:
    """Reads and writes working copies: one a person and post."""

    def __init__(self, database: Database) -> None:
        self._copies = database.collection(COLLECTION, fresh=True)

    async def put(self, copy: WorkingCopy) -> None:
        """Keep a copy in place of the one before."""
        await self._copies.replace_one({"_id": copy.id}, to_document(copy), upsert=True)

    async def get(self, copy_id: str) -> WorkingCopy | None:
        """Return a copy."""
        document = await self._copies.find_one({"_id": storable(copy_id)})
        return from_document(document, WorkingCopy) if document else None

    async def of(self, user: str, limit: int) -> list[WorkingCopy]:
        """Return the latest copies of somebody."""
        found = self._copies.find({"user": user}, sort=[("savedAt", -1)], limit=limit)
        return [from_document(document, WorkingCopy) async for document in found]

    async def delete(self, copy_id: str) -> None:
        """Remove a copy, if there is one."""
        await self._copies.delete_one({"_id": storable(copy_id)})

    async def delete_all(self, user: str) -> int:
        """Remove all copies of somebody; return how many."""
        return (await self._copies.delete_many({"user": user})).deleted_count
