"""The `consents` collection, to which is only added, and `consentTexts`: the words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.consents.entry import Entry, Wording
from strive.platform.database import Database, Document, Index, Session

COLLECTION: Final = "consents"
TEXTS: Final = "consentTexts"
INDEXES: Final = {
    COLLECTION: [
        Index([("person", 1), ("purpose", 1), ("number", -1)], unique=True),
        Index([("person", 1), ("at", -1), ("number", -1)]),
    ],
}
_NEWEST: Final = [("purpose", 1), ("number", -1)]


class ConsentStore:
    """Adds and reads entries; from the primary, so that a withdrawal counts at once."""

    def __init__(self, database: Database) -> None:
        self._entries = database.collection(COLLECTION, fresh=True)
        self._texts = database.collection(TEXTS, fresh=True)

    async def add(self, entry: Entry, session: Session) -> None:
        """Add an entry; raises `DuplicateKeyError` if another has its number."""
        await self._entries.insert_one(_document(entry), session=session)

    async def last(self, person: str, purpose: str, session: Session | None = None) -> Entry | None:
        """Return the entry that holds."""
        query = {"person": person, "purpose": purpose}
        document = await self._entries.find_one(query, sort=_NEWEST, session=session)
        return msgspec.convert(document, Entry) if document else None

    async def newest(self, person: str, limit: int) -> list[Entry]:
        """Return the newest entries about a person, whatever the purpose."""
        order = [("at", -1), ("number", -1)]
        found = self._entries.find({"person": person}, sort=order, limit=limit)
        return [msgspec.convert(document, Entry) async for document in found]

    async def delete_of(self, person: str, session: Session | None = None) -> int:
        """Remove everything about a person who is erased; return how many entries."""
        return (await self._entries.delete_many({"person": person}, session=session)).deleted_count

    async def keep(self, wording: Wording) -> None:
        """Keep words, unless they are kept already."""
        await self._texts.update_one(
            {"_id": wording.version}, {"$setOnInsert": _document(wording)}, upsert=True
        )

    async def wordings(self, versions: Collection[str]) -> dict[str, Wording]:
        """Return words by version."""
        found = self._texts.find({"_id": {"$in": sorted(versions)}})
        return {each["_id"]: msgspec.convert(each, Wording) async for each in found}


def _document(value: Entry | Wording) -> Document:
    document: Document = msgspec.to_builtins(value, builtin_types=(datetime,))
    return document
