"""What came from elsewhere, found and taken out again."""

from __future__ import annotations

from collections.abc import Sequence

from strive.content.post import PostSummary
from strive.content.store.documents import from_document, projection_of
from strive.content.store.posts import COLLECTION
from strive.platform.database import Database


class RemovalStore:
    """Removes posts by where they came from."""

    def __init__(self, database: Database) -> None:
        self._posts = database.collection(COLLECTION, fresh=True)
        self._revisions = database.collection("revisions", fresh=True)

    async def some_of(self, system: str, limit: int) -> list[PostSummary]:
        """Return some of the posts and pages that came from a system."""
        query = {"origin.system": system, "origin.id": {"$gt": ""}}
        found = self._posts.find(query, projection_of(PostSummary), limit=limit)
        return [from_document(document, PostSummary) async for document in found]

    async def remove(self, system: str, ids: Sequence[str]) -> int:
        """Remove posts that came from a system with their revisions; return how many."""
        await self._revisions.delete_many({"post": {"$in": list(ids)}})
        query = {"_id": {"$in": list(ids)}, "origin.system": system}
        return (await self._posts.delete_many(query)).deleted_count
