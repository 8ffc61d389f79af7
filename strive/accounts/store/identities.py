"""The `identities` collection: who is who at other sites, one document each."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.identity import Identity
from strive.platform.database import Database, Document, DuplicateKeyError, Index, Session
from strive.platform.errors import Conflict

COLLECTION: Final = "identities"
INDEXES: Final = {
    COLLECTION: [
        Index([("issuer", 1), ("subject", 1)], unique=True),
        Index([("userId", 1), ("made", 1)]),
    ],
}


class IdentityTaken(Conflict):
    """Somebody of this issuer is linked with an account already."""

    code = "identity_taken"


class IdentityStore:
    """Reads and writes identities; always from the primary, so that one removed opens nothing."""

    def __init__(self, database: Database) -> None:
        self._identities = database.collection(COLLECTION, fresh=True)

    async def add(self, identity: Identity, session: Session) -> None:
        """Keep an identity; raises `IdentityTaken`."""
        document: Document = msgspec.to_builtins(identity, builtin_types=(datetime,))
        try:
            await self._identities.insert_one(document, session=session)
        except DuplicateKeyError as error:
            raise IdentityTaken("This is linked with an account already.") from error

    async def find(self, issuer: str, subject: str) -> Identity | None:
        """Return the identity of somebody at an issuer."""
        document = await self._identities.find_one({"issuer": issuer, "subject": subject})
        return msgspec.convert(document, Identity) if document else None

    async def of(self, user_id: str, session: Session | None = None) -> list[Identity]:
        """Return the identities of a user, the oldest first."""
        found = self._identities.find({"userId": user_id}, sort=[("made", 1)], session=session)
        return [msgspec.convert(document, Identity) async for document in found]

    async def note_used(self, identity_id: str, at: datetime) -> None:
        """Keep when somebody came in by an identity last."""
        await self._identities.update_one({"_id": identity_id}, {"$set": {"lastUsed": at}})

    async def delete(self, identity: Identity, others: list[Identity], session: Session) -> bool:
        """Remove an identity; tell whether it was there.

        Its owner's others are written too: of two that are removed at once, each in the belief
        that the other stays, one transaction then has to look again.
        """
        ids = [other.id for other in others]
        await self._identities.update_many(
            {"_id": {"$in": ids}}, {"$inc": {"seen": 1}}, session=session
        )
        result = await self._identities.delete_one({"_id": identity.id}, session=session)
        return result.deleted_count == 1
