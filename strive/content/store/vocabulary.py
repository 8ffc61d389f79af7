"""The `searchTerms` collection: words of published posts, to correct misspelt ones by.

A term's document has the number of posts with it and all ways to leave one letter out; two terms
one letter apart share one of these (see `words.deletes`), so a correction is one index lookup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from pymongo import UpdateOne

from strive.content.words import deletes, is_within_one
from strive.platform.database import Database, Index, Session

INDEXES: Final = {
    "searchTerms": [
        Index([("deletes", 1), ("posts", -1)]),
        Index([("posts", 1)]),
    ]
}
CANDIDATES_MAX: Final = 100


class VocabularyStore:
    """Reads and keeps the vocabulary."""

    def __init__(self, database: Database) -> None:
        self._terms = database.collection("searchTerms")
        self._fresh = database.collection("searchTerms", fresh=True)

    async def known(self, terms: Collection[str]) -> set[str]:
        """Return those of the terms that published posts have."""
        found = self._terms.find({"_id": {"$in": list(terms)}}, ["_id"])
        return {str(document["_id"]) async for document in found}

    async def corrections(self, term: str) -> list[str]:
        """Return known terms one letter from this one, the most used first."""
        found = self._terms.find(
            {"deletes": {"$in": sorted(deletes(term))}},
            ["_id"],
            sort=[("posts", -1)],
            limit=CANDIDATES_MAX,
        )
        candidates = [str(document["_id"]) async for document in found]
        return [candidate for candidate in candidates if is_within_one(term, candidate)]

    async def change(self, session: Session, counts: Mapping[str, int]) -> None:
        """Add to the number of posts with each term; a term without any is dropped."""
        writes = [
            UpdateOne(
                {"_id": term},
                {"$inc": {"posts": count}, "$setOnInsert": {"deletes": sorted(deletes(term))}},
                upsert=True,
            )
            for term, count in sorted(counts.items())
            if count
        ]
        if writes:
            await self._fresh.bulk_write(writes, ordered=False, session=session)
        if any(count < 0 for count in counts.values()):
            await self._fresh.delete_many({"posts": {"$lte": 0}}, session=session)


def count_change(before: Collection[str], after: Collection[str]) -> Counter[str]:
    """Return by how much each term's number of posts changes when one post's terms do."""
    change = Counter(after)
    change.subtract(Counter(before))
    return change
