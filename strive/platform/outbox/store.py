"""The `outbox` collection: entries waiting for, under or after delivery.

An entry is claimed by moving its `dueAt` past the lease and raising its `token`; whoever holds
the token may finish it. A worker that dies leaves an entry that simply falls due again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument, UpdateOne

from strive.platform.database import Database, Document, Index, Session
from strive.platform.outbox.event import Delivery

KEPT_AFTER_DELIVERY = timedelta(days=7)
KEPT_AFTER_FAILURE = timedelta(days=90)
_AT_ONCE = 500

INDEXES = {
    "outbox": [
        Index([("state", 1), ("dueAt", 1)]),
        Index([("deliveredAt", 1)], expire_after_seconds=int(KEPT_AFTER_DELIVERY.total_seconds())),
        Index([("failedAt", 1)], expire_after_seconds=int(KEPT_AFTER_FAILURE.total_seconds())),
    ],
}


class OutboxStore:
    """Reads and writes entries."""

    def __init__(self, database: Database) -> None:
        self._entries = database.collection("outbox", fresh=True)

    async def insert(self, entries: list[Document], session: Session | None) -> None:
        """Add entries; one that is there already is left as it is."""
        writes = [
            UpdateOne({"_id": entry["_id"]}, {"$setOnInsert": entry}, upsert=True)
            for entry in entries
        ]
        if writes:
            await self._entries.bulk_write(writes, ordered=True, session=session)

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        """Take the entry that has been due longest, for as long as the lease."""
        entry = await self._entries.find_one_and_update(
            {"state": "pending", "dueAt": {"$lte": now}},
            {"$set": {"dueAt": now + lease}, "$inc": {"token": 1, "attempts": 1}},
            sort=[("dueAt", 1)],
            return_document=ReturnDocument.AFTER,
        )
        if entry is None:
            return None
        return Delivery(
            id=entry["_id"],
            topic=entry["topic"],
            handler=entry["handler"],
            payload=entry["payload"],
            attempt=entry["attempts"],
            token=entry["token"],
        )

    async def renew(self, delivery: Delivery, until: datetime) -> bool:
        """Hold a claim longer; False when it has passed to somebody else."""
        return await self._change(delivery, {"dueAt": until})

    async def finish(self, delivery: Delivery, now: datetime) -> bool:
        """Record success; False when the claim has passed to somebody else."""
        return await self._end(delivery, {"state": "delivered", "deliveredAt": now})

    async def postpone(self, delivery: Delivery, due_at: datetime, reason: str) -> bool:
        """Record a failed attempt that will be repeated."""
        return await self._change(delivery, {"dueAt": due_at, "lastError": reason})

    async def fail(self, delivery: Delivery, now: datetime, reason: str) -> bool:
        """Record that the entry will not be tried again by itself."""
        change = {"state": "failed", "failedAt": now, "lastError": reason}
        return await self._end(delivery, change)

    async def again(self, entry_id: str, now: datetime) -> bool:
        """Have an entry delivered once more; False if what it said is kept no longer."""
        result = await self._entries.update_one(
            {"_id": entry_id, "isPersonal": {"$ne": True}},
            {
                "$set": {"state": "pending", "dueAt": now},
                "$unset": {"deliveredAt": "", "failedAt": ""},
                "$inc": {"token": 1},
            },
        )
        return result.matched_count == 1

    async def personal(self) -> AsyncIterator[Document]:
        """Yield the entries about somebody that are waiting, and those that were given up."""
        query = {"state": {"$in": ["pending", "failed"]}, "isPersonal": True}
        async for entry in self._entries.find(query, batch_size=_AT_ONCE):
            yield entry

    async def delete(self, ids: Sequence[str]) -> int:
        """Remove entries."""
        return (await self._entries.delete_many({"_id": {"$in": list(ids)}})).deleted_count

    async def count(self, state: str) -> int:
        """Count entries in a state: pending, delivered or failed."""
        return await self._entries.count_documents({"state": state})

    async def _end(self, delivery: Delivery, fields: Mapping[str, Any]) -> bool:
        """Record the end of an entry, and forget what it said where that was about somebody."""
        kept = {"$cond": [{"$eq": ["$isPersonal", True]}, {"$literal": {}}, "$payload"]}
        literal = {name: {"$literal": value} for name, value in fields.items()}
        result = await self._entries.update_one(
            {"_id": delivery.id, "token": delivery.token, "state": "pending"},
            [{"$set": {**literal, "payload": kept}}],
        )
        return result.modified_count == 1

    async def _change(self, delivery: Delivery, fields: Mapping[str, Any]) -> bool:
        result = await self._entries.update_one(
            {"_id": delivery.id, "token": delivery.token, "state": "pending"}, {"$set": fields}
        )
        return result.modified_count == 1
