"""The `erasures` collection: receipts, and whom an erasure is about while it is under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.erasure import Erasure
from strive.platform.database import Database, Document, Index, Session
from strive.platform.privacy import Person

COLLECTION: Final = "erasures"
INDEXES: Final = {
    COLLECTION: [
        Index([("askedAt", -1), ("_id", -1)]),
        Index([("askedBy", 1)]),
        Index([("person.email", 1)], unique=True, partial={"person.email": {"$exists": True}}),
    ],
}
_NEWEST: Final = [("askedAt", -1), ("_id", -1)]
_UNDER_WAY: Final = [("person.email", 1)]


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

    async def unfinished(self, before: datetime, limit: int) -> list[Erasure]:
        """Return erasures that were asked for before a moment and are not done."""
        query = {"person.email": {"$exists": True}, "askedAt": {"$lt": before}}
        found = self._erasures.find(query, limit=limit, hint=_UNDER_WAY)
        return [msgspec.convert(document, Erasure) async for document in found]

    async def widen(self, receipt: str, person: Person, session: Session) -> None:
        """Have an erasure be about an account too, where it was about an address alone."""
        change = {"$set": {"person": msgspec.to_builtins(person)}}
        await self._erasures.update_one({"_id": receipt}, change, session=session)

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

    async def note_told(self, receipt: str) -> None:
        """Keep that the person was told, so that nothing tells them again."""
        await self._erasures.update_one({"_id": receipt}, {"$set": {"told": True}})

    async def finish(self, receipt: str, user_id: str, at: datetime) -> bool:
        """Make a receipt of it, which tells of nobody; False if it is about somebody else now."""
        query = {"_id": receipt, "person.id": user_id}
        change = {"$set": {"finishedAt": at}, "$unset": {"person": ""}}
        return (await self._erasures.update_one(query, change)).matched_count == 1


def _erasure(document: Document | None) -> Erasure | None:
    return msgspec.convert(document, Erasure) if document else None
