"""The `lettersSent` collection: when somebody was written to, by the digest of their address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from pymongo import ReturnDocument

from strive.platform.database import Database, Document, Index

COLLECTION: Final = "lettersSent"
FORGOTTEN_AFTER_S: Final = 3_600
INDEXES: Final = {
    COLLECTION: [Index([("at", 1)], expire_after_seconds=FORGOTTEN_AFTER_S)],
}


class LetterStore:
    """Counts letters."""

    def __init__(self, database: Database) -> None:
        self._letters = database.collection(COLLECTION, fresh=True)

    async def count(  # noqa: PLR0913 - a letter, and what it is counted among
        self,
        key: str,
        wish: str,
        at: datetime,
        since: datetime,
        most: int,
        *,
        lets_in: bool = False,
    ) -> bool:
        """Count a letter, unless there were as many since then; tell whether it is counted.

        Those that let somebody in are counted by themselves. One step of the database, so any
        number of workers may count at once; a letter that is tried again is counted once.
        """
        forgotten = at - timedelta(seconds=FORGOTTEN_AFTER_S)
        alike = [{"$gt": ["$$this.at", since]}, {"$eq": ["$$this.letsIn", lets_in]}]
        stays = {
            "$or": [
                {"$in": [{"$literal": wish}, "$letters.wish"]},
                {"$gte": [{"$size": _those("$letters", {"$and": alike})}, most]},
            ]
        }
        letter = {"wish": {"$literal": wish}, "at": at, "letsIn": lets_in}
        more = {"$concatArrays": ["$letters", [letter]]}
        kept = _those({"$ifNull": ["$letters", []]}, {"$gt": ["$$this.at", forgotten]})
        document = await self._letters.find_one_and_update(
            {"_id": key},
            [
                {"$set": {"letters": kept}},
                {"$set": {"letters": {"$cond": [stays, "$letters", more]}, "at": at}},
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return document is not None and any(one["wish"] == wish for one in document["letters"])

    async def get(self, key: str) -> Document | None:
        """Return what is kept of an address."""
        return await self._letters.find_one({"_id": key})

    async def clear(self, key: str) -> bool:
        """Forget an address; False if it is not known."""
        return (await self._letters.delete_one({"_id": key})).deleted_count == 1


def _those(letters: Any, condition: Document) -> Document:
    return {"$filter": {"input": letters, "cond": condition}}
