"""The `credentials` collection: what users sign in with, apart from the users."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from strive.platform.database import Database, Index, Session

COLLECTION: Final = "credentials"
INDEXES: Final[dict[str, list[Index]]] = {}  # found by the id of the user alone


class CredentialStore:
    """Reads and writes what users sign in with; always from the primary."""

    def __init__(self, database: Database) -> None:
        self._credentials = database.collection(COLLECTION, fresh=True)

    async def password_of(self, user_id: str) -> str | None:
        """Return the hash of somebody's password, None for somebody without."""
        document = await self._credentials.find_one({"_id": user_id}, ["password"])
        return document.get("password") if document else None

    async def put_password(
        self, user_id: str, hashed: str, at: datetime, session: Session | None = None
    ) -> None:
        """Keep the hash of a password instead of the one before."""
        change = {"$set": {"password": hashed, "passwordChangedAt": at}}
        await self._credentials.update_one({"_id": user_id}, change, upsert=True, session=session)

    async def renew_hash(self, user_id: str, old: str, new: str) -> None:
        """Keep a better hash of the same password, unless it was changed meanwhile."""
        query = {"_id": user_id, "password": old}
        await self._credentials.update_one(query, {"$set": {"password": new}})

    async def handle_of(self, user_id: str) -> str:
        """Return what passkeys know somebody by, "" for somebody who never made one."""
        document = await self._credentials.find_one({"_id": user_id}, ["handle"])
        return str((document or {}).get("handle", ""))

    async def keep_handle(self, user_id: str, new: str) -> str:
        """Keep what passkeys are to know somebody by, unless there is one; return that which is."""
        change = [{"$set": {"handle": {"$ifNull": ["$handle", new]}}}]
        document = await self._credentials.find_one_and_update(
            {"_id": user_id}, change, ["handle"], upsert=True, return_document=True
        )
        return str((document or {}).get("handle", ""))

    async def change_factors(self, user_id: str, session: Session) -> None:
        """Have changes of somebody's factors come one after the other: of two at once one waits."""
        change = {"$inc": {"factorChanges": 1}}
        await self._credentials.update_one({"_id": user_id}, change, upsert=True, session=session)
