"""The `erasures` collection: receipts, and whom an erasure is about while it is under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.erasure import Erasure
from strive.platform.database import Database, Document, Index, Session

COLLECTION: Final = "erasures"
INDEXES: Final = {
    COLLECTION: [
        Index([("askedAt", -1), ("_id", -1)]),
        Index([("askedBy", 1)]),
        Index([("person.email", 1)], unique=True, partial={"person.email": {"$exists": True}}),
    ],
}
_NEWEST: Final = [("askedAt", -1), ("_id", -1)]


class ErasureStore:
    """Reads and writes erasures, always from the primary."""

    def __init__(self, database: Database) -> None:
        self._erasures = database.collection(COLLECTION, fresh=True)

    async def add(self, erasure: Erasure, session: Session) -> None:
        """Keep a new one; a transaction fails if the person has one under way."""
        document: Document = msgspec.to_builtins(erasure, builtin_types=(datetime,))
        await self._erasures.insert_one(document, session=session)

    async def by_id(self, receipt: str) -> Erasure | None:
        """Return an erasure."""
        return _erasure(await self._erasures.find_one({"_id": receipt}))

    async def under_way(self, email: str, session: Session | None = None) -> Erasure | None:
        """Return the erasure of somebody that is not done yet."""
        query = {"person.email": email}
        return _erasure(await self._erasures.find_one(query, session=session))

    async def newest(self, after: tuple[datetime, str] | None, limit: int) -> list[Erasure]:
        """Return erasures, newest first; `after` is `asked_at` and id of the last one seen."""
        query: Document = {}
        if after is not None:
            moment, id_ = after
            query["askedAt"] = {"$lte": moment}
            query["$or"] = [{"askedAt": {"$lt": moment}}, {"_id": {"$lt": id_}}]
        found = self._erasures.find(query, sort=_NEWEST, limit=limit)
        return [msgspec.convert(document, Erasure) async for document in found]

    async def note(self, receipt: str, counts: Mapping[str, int], waits_for: Sequence[str]) -> None:
        """Add what was taken out in an attempt, and keep what has to wait."""
        added = {f"counts.{store}": number for store, number in counts.items() if number}
        change: Document = {"$set": {"waitsFor": list(waits_for)}}
        if added:
            change["$inc"] = added
        await self._erasures.update_one({"_id": receipt}, change)

    async def finish(self, receipt: str, at: datetime, *, told: bool) -> None:
        """Make a receipt of it, which tells of nobody."""
        change = {"$set": {"finishedAt": at, "told": told}, "$unset": {"person": ""}}
        await self._erasures.update_one({"_id": receipt}, change)


def _erasure(document: Document | None) -> Erasure | None:
    return msgspec.convert(document, Erasure) if document else None
