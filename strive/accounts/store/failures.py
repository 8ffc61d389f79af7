"""The `signInFailures` collection: wrong passwords in a row, by the digest of the address tried."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pymongo import ReturnDocument

from strive.platform.database import Database, Document, Index

COLLECTION: Final = "signInFailures"
FORGOTTEN_AFTER_S: Final = 86_400
INDEXES: Final = {
    COLLECTION: [Index([("at", 1)], expire_after_seconds=FORGOTTEN_AFTER_S)],
}


class FailureStore:
    """Counts failures."""

    def __init__(self, database: Database) -> None:
        self._failures = database.collection(COLLECTION, fresh=True)

    async def until(self, key: str) -> datetime | None:
        """Return until when nobody may try, as far as anybody has to wait."""
        document = await self._failures.find_one({"_id": key}, ["until"])
        return document.get("until") if document else None

    async def add(self, key: str, at: datetime) -> int:
        """Count one more; return how many there are in a row."""
        document = await self._failures.find_one_and_update(
            {"_id": key},
            {"$inc": {"failures": 1}, "$set": {"at": at}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(document["failures"]) if document else 0

    async def wait(self, key: str, until: datetime) -> None:
        """Have everybody wait."""
        await self._failures.update_one({"_id": key}, {"$set": {"until": until}})

    async def get(self, key: str) -> Document | None:
        """Return what is kept of an address."""
        return await self._failures.find_one({"_id": key})

    async def clear(self, key: str) -> bool:
        """Forget the failures of an address; False if there are none."""
        return (await self._failures.delete_one({"_id": key})).deleted_count == 1
