"""The `sessions` collection."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.session import Session
from strive.platform.database import Database, Document, Index
from strive.platform.database import Session as Transaction

COLLECTION: Final = "sessions"
INDEXES: Final = {
    COLLECTION: [
        Index([("digest", 1)], unique=True),
        Index([("userId", 1), ("lastSeenAt", -1)]),
        Index([("expiresAt", 1)], expire_after_seconds=0),
    ],
}
SESSIONS_MAX: Final = 100  # of one user
_AT_ONCE: Final = 1_000


class SessionStore:
    """Reads and writes sessions; from the primary, so that one that was ended is gone at once."""

    def __init__(self, database: Database) -> None:
        self._sessions = database.collection(COLLECTION, fresh=True)

    async def add(self, session: Session) -> None:
        """Keep a new session."""
        document: Document = msgspec.to_builtins(session, builtin_types=(datetime,))
        await self._sessions.insert_one(document)

    async def by_digest(self, digest: str) -> Session | None:
        """Return the session whose secret has this SHA-256."""
        document = await self._sessions.find_one({"digest": digest})
        return msgspec.convert(document, Session) if document else None

    async def of_user(self, user_id: str) -> list[Session]:
        """Return the sessions of a user, the last used first."""
        found = self._sessions.find(
            {"userId": user_id}, sort=[("lastSeenAt", -1)], limit=SESSIONS_MAX
        )
        return [msgspec.convert(document, Session) async for document in found]

    async def by_id(self, user_id: str, session_id: str) -> Session | None:
        """Return a session of a user."""
        document = await self._sessions.find_one({"_id": session_id, "userId": user_id})
        return msgspec.convert(document, Session) if document else None

    async def too_many(self, user_id: str) -> list[tuple[str, str]]:
        """Return id and digest of the sessions a user has beyond those they may, the last used."""
        found = self._sessions.find(
            {"userId": user_id},
            ["digest"],
            sort=[("lastSeenAt", -1)],
            skip=SESSIONS_MAX,
            limit=_AT_ONCE,
        )
        return [(str(document["_id"]), str(document["digest"])) async for document in found]

    async def delete_some(self, session_ids: list[str], transaction: Transaction) -> None:
        """End some sessions."""
        await self._sessions.delete_many({"_id": {"$in": session_ids}}, session=transaction)

    async def note_seen(self, session_id: str, at: datetime) -> None:
        """Keep when a session was used last."""
        await self._sessions.update_one({"_id": session_id}, {"$set": {"lastSeenAt": at}})

    async def replace_secret(self, session: Session, transaction: Transaction) -> None:
        """Keep a session under a new secret, and with what changed in its standing."""
        document: Document = msgspec.to_builtins(session, builtin_types=(datetime,))
        await self._sessions.replace_one({"_id": session.id}, document, session=transaction)

    async def delete(self, user_id: str, session_id: str, transaction: Transaction) -> str | None:
        """End a session of a user; return its digest, None if there was none."""
        query = {"_id": session_id, "userId": user_id}
        document = await self._sessions.find_one_and_delete(query, session=transaction)
        return str(document["digest"]) if document else None

    async def delete_all(self, user_id: str, *, but: str, transaction: Transaction) -> list[str]:
        """End all sessions of a user but one; return their digests."""
        query = {"userId": user_id, "_id": {"$ne": but}}
        found = self._sessions.find(query, ["digest"], session=transaction)
        digests = [str(document["digest"]) async for document in found]
        await self._sessions.delete_many(query, session=transaction)
        return digests

    async def digests_of(self, user_id: str, transaction: Transaction) -> list[str]:
        """Return the digests of all sessions of a user."""
        found = self._sessions.find({"userId": user_id}, ["digest"], session=transaction)
        return [str(document["digest"]) async for document in found]
