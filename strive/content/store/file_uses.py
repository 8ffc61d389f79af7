"""Which documents name a kept file: each has the ids of those it names in `files`."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from msgspec import Struct

from strive.content.post import PostSummary
from strive.content.store.documents import from_document, projection_of
from strive.content.store.posts import COLLECTION as POSTS
from strive.content.taxonomy import Author, Category
from strive.platform.database import Database

T = TypeVar("T", bound=Struct)


class FileUseStore:
    """Looks for a file in posts, categories and authors."""

    def __init__(self, database: Database) -> None:
        self._of = {
            name: database.collection(name, fresh=True) for name in (POSTS, "categories", "authors")
        }

    async def posts(self, file_id: str, limit: int) -> list[PostSummary]:
        """Return posts and pages that name a file, in any status."""
        return await self._naming(POSTS, PostSummary, file_id, limit)

    async def shelves(self, file_id: str, limit: int) -> tuple[list[Category], list[Author]]:
        """Return categories and authors that name a file."""
        return await asyncio.gather(
            self._naming("categories", Category, file_id, limit),
            self._naming("authors", Author, file_id, limit),
        )

    async def count(self, file_id: str) -> int:
        """Count all that name a file."""
        query = {"files": file_id}
        return sum([await each.count_documents(query) for each in self._of.values()])

    async def _naming(self, name: str, type_: type[T], file_id: str, limit: int) -> list[T]:
        found = self._of[name].find(
            {"files": file_id}, projection_of(type_), sort=[("_id", 1)], limit=limit
        )
        return [from_document(document, type_) async for document in found]
