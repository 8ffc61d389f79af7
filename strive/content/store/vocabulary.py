"""The `searchTerms` collection: words of published posts, to correct misspelt ones by.

A term is found by either of its halves, so a correction is one index lookup (`words.halves`).
Terms are only added when posts are written: one that no published post has any more is forgotten
when a search comes across it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pymongo import UpdateOne

from strive.content.words import halves, halves_near, is_within_one, swaps
from strive.platform.database import Database, Index, Session

INDEXES: Final = {"searchTerms": [Index([("halves", 1)])]}
CANDIDATES_MAX: Final = 1_000
LEARNT_MAX: Final = 200_000
_AT_ONCE: Final = 2_000


class VocabularyStore:
    """Reads and keeps the vocabulary."""

    def __init__(self, database: Database) -> None:
        self._terms = database.collection("searchTerms")
        self._fresh = database.collection("searchTerms", fresh=True)
        self._learnt: set[str] = set()

    async def known(self, terms: Collection[str], session: Session | None = None) -> set[str]:
        """Return those of the terms that are in the vocabulary."""
        collection = self._terms if session is None else self._fresh
        found = collection.find(
            {"_id": {"$in": list(terms)}}, ["_id"], session=session, batch_size=_AT_ONCE
        )
        return {str(document["_id"]) async for document in found}

    async def near(self, term: str) -> list[str]:
        """Return terms of the vocabulary one letter from this one, in the order of the alphabet."""
        query = {"halves": {"$in": sorted(halves_near(term))}}
        found = self._terms.find(query, ["_id"], limit=CANDIDATES_MAX)
        candidates = {str(document["_id"]) async for document in found}
        candidates |= await self.known(swaps(term))
        return sorted(near for near in candidates if is_within_one(term, near))

    async def learn(self, terms: Collection[str], session: Session | None) -> None:
        """Add what is not there yet.

        Outside a transaction (an import of many posts) what was learnt is remembered, so as not
        to ask for the same words with every post.
        """
        unsure = set(terms) if session else set(terms) - self._learnt
        new = sorted(unsure - await self.known(unsure, session)) if unsure else []
        writes = [
            UpdateOne({"_id": term}, {"$set": {"halves": list(halves(term))}}, upsert=True)
            for term in new
        ]
        for start in range(0, len(writes), _AT_ONCE):
            batch = writes[start : start + _AT_ONCE]
            await self._fresh.bulk_write(batch, ordered=False, session=session)
        if session is None:
            self._learnt = (self._learnt if len(self._learnt) < LEARNT_MAX else set()) | unsure

    async def forget(self, term: str) -> None:
        """Remove a term."""
        await self._fresh.delete_one({"_id": term})
