"""The `revisions` collection: one document for each save of a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pymongo import ReplaceOne

from strive.content.revision import Revision, RevisionSummary
from strive.content.store.documents import from_document, projection_of, storable, to_document
from strive.platform.database import Database, Document, Index, Session

INDEXES: Final = {
    "revisions": [Index([("post", 1), ("number", -1)], unique=True), Index([("user", 1)])],
}


class RevisionStore:
    """Reads and writes revisions."""

    def __init__(self, database: Database) -> None:
        self._revisions = database.collection("revisions", fresh=True)

    async def put(self, revisions: Sequence[Revision], session: Session | None) -> None:
        """Keep revisions; writing one again replaces it."""
        writes = []
        for revision in revisions:
            key = f"{revision.post}:{revision.number}"
            document = {"_id": key, **to_document(revision)}
            writes.append(ReplaceOne({"_id": key}, document, upsert=True))
        await self._revisions.bulk_write(writes, ordered=False, session=session)

    async def latest(self, post_id: str, limit: int, before: int | None) -> list[RevisionSummary]:
        """Return revisions without their drafts, the latest first."""
        query: Document = {"post": storable(post_id)}
        if before is not None:
            query["number"] = {"$lt": before}
        found = self._revisions.find(
            query, projection_of(RevisionSummary), sort=[("number", -1)], limit=limit
        )
        return [from_document(document, RevisionSummary) async for document in found]

    async def get(self, post_id: str, number: int) -> Revision | None:
        """Return one revision."""
        document = await self._revisions.find_one({"post": storable(post_id), "number": number})
        return from_document(document, Revision) if document else None

    async def delete(self, session: Session, post_id: str) -> None:
        """Remove all revisions of a post."""
        await self._revisions.delete_many({"post": storable(post_id)}, session=session)
