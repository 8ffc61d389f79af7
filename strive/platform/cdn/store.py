"""The `edgePurges` collection: purges that were written down and have not been sent.

Whoever takes some may send them; a process that dies leaves them to be taken again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from strive.platform.cdn.purge import Purge, Waiting
from strive.platform.database import Database, Index, Session

KEPT: Final = timedelta(hours=26)
"""By then, what a purge would have taken out has expired at the edge by itself."""

INDEXES: Final = {
    "edgePurges": [
        Index([("takenUntil", 1), ("createdAt", 1)]),
        Index([("takenBy", 1)], partial={"takenBy": {"$exists": True}}),
        Index([("sent", 1)]),
        Index([("createdAt", 1)], expire_after_seconds=int(KEPT.total_seconds())),
    ],
}


class PurgeStore:
    """Reads and writes waiting purges."""

    def __init__(self, database: Database) -> None:
        self._purges = database.collection("edgePurges", fresh=True)

    async def insert(self, waiting: Waiting, now: datetime, session: Session | None) -> None:
        """Write a purge down."""
        document = {
            "_id": waiting.id,
            "tags": list(waiting.purge.tags),
            "urls": list(waiting.purge.urls),
            "soft": waiting.purge.soft,
            "createdAt": now,
            "takenUntil": now,
        }
        await self._purges.insert_one(document, session=session)

    async def take(self, claim: str, now: datetime, lease: timedelta, limit: int) -> list[Waiting]:
        """Take the purges that nobody has, the oldest first, for as long as the lease."""
        free = {"takenUntil": {"$lte": now}}
        found = self._purges.find(free, {"_id": 1}, sort=[("createdAt", 1)], limit=limit)
        ids = [document["_id"] async for document in found]
        if not ids:
            return []
        taken = {"$set": {"takenBy": claim, "takenUntil": now + lease}}
        await self._purges.update_many({"_id": {"$in": ids}, **free}, taken)
        mine = self._purges.find({"takenBy": claim}, sort=[("createdAt", 1)])
        return [_waiting(document) async for document in mine]

    async def remove(self, ids: Sequence[str]) -> None:
        """Forget purges, for they were carried out."""
        await self._purges.delete_many({"_id": {"$in": list(ids)}})

    async def repeat(self, ids: Sequence[str], at: datetime) -> None:
        """Keep purges that were carried out, to be carried out once more."""
        change = {"$set": {"sent": True, "takenUntil": at}, "$unset": {"takenBy": ""}}
        await self._purges.update_many({"_id": {"$in": list(ids)}}, change)

    async def put_back(self, claim: str, now: datetime) -> None:
        """Let others take what was taken and not carried out."""
        free = {"$set": {"takenUntil": now}, "$unset": {"takenBy": ""}}
        await self._purges.update_many({"takenBy": claim}, free)

    async def refuse(self, purge_id: str, reason: str, now: datetime) -> None:
        """Keep a purge from being taken again, with the reason."""
        change = {"$set": {"refused": reason, "takenUntil": now + KEPT}, "$unset": {"takenBy": ""}}
        await self._purges.update_one({"_id": purge_id}, change)

    async def is_waiting(self, purge_id: str) -> bool:
        """Tell whether a purge was neither carried out nor refused yet."""
        open_still = {"_id": purge_id, "refused": None, "sent": None}
        return await self._purges.find_one(open_still, {"_id": 1}) is not None

    async def refusal(self, purge_id: str) -> str:
        """Return why a purge was refused, "" when it was not; it is forgotten with that."""
        found = await self._purges.find_one_and_delete({"_id": purge_id, "refused": {"$ne": None}})
        return str(found["refused"]) if found else ""

    async def count(self) -> int:
        """Count the purges that were not carried out yet."""
        return await self._purges.count_documents({"sent": None})


def _waiting(document: dict[str, Any]) -> Waiting:
    purge = Purge(tuple(document["tags"]), tuple(document["urls"]), document["soft"])
    return Waiting(document["_id"], purge, was_sent=document.get("sent", False))
