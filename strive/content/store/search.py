"""The text index of `blogPosts`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from strive.content.post import PostSummary
from strive.content.store.documents import from_document, projection_of
from strive.content.store.posts import COLLECTION
from strive.content.store.queries import visible
from strive.platform.database import Database, Document

TEXT_CHARACTERS_MAX: Final = 20_000  # of a hit, to cut a snippet from
_SCORE: Final[dict[str, Any]] = {"$meta": "textScore"}


class Found(NamedTuple):
    """A post that matches, and the beginning of its text."""

    post: PostSummary
    text: str


class SearchStore:
    """Asks the text index."""

    def __init__(self, database: Database) -> None:
        self._posts = database.collection(COLLECTION)

    async def count(self, terms: str, language: str, now: datetime, count_max: int) -> int:
        """Count visible posts that have any of the terms, to a limit."""
        return await self._posts.count_documents(_query(terms, language, now), limit=count_max)

    async def find(
        self, terms: str, language: str, now: datetime, skip: int, limit: int
    ) -> list[Found]:
        """Return visible posts that have any of the terms, best first."""
        fields: Document = dict.fromkeys(projection_of(PostSummary), 1)
        fields["text"] = {"$substrCP": ["$rendered.text", 0, TEXT_CHARACTERS_MAX]}
        found = self._posts.find(
            _query(terms, language, now),
            fields,
            sort=[("score", _SCORE), ("publishedAt", -1), ("_id", -1)],  # pages do not overlap
            skip=skip,
            limit=limit,
        )
        return [
            Found(from_document(document, PostSummary), document["text"])
            async for document in found
        ]


def _query(terms: str, language: str, now: datetime) -> Document:
    return {"$text": {"$search": terms, "$language": language}, **visible(now)}
