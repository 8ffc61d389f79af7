"""The `credentials` collection: what users sign in with, apart from the users."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from strive.platform.database import Database, Index

COLLECTION: Final = "credentials"
INDEXES: Final[dict[str, list[Index]]] = {}  # found by the id of the user alone


class CredentialStore:
    """Reads and writes hashes of passwords; always from the primary."""

    def __init__(self, database: Database) -> None:
        self._credentials = database.collection(COLLECTION, fresh=True)

    async def password_of(self, user_id: str) -> str | None:
        """Return the hash of somebody's password, None for somebody without."""
        document = await self._credentials.find_one({"_id": user_id}, ["password"])
        return document.get("password") if document else None

    async def put_password(self, user_id: str, hashed: str, at: datetime) -> None:
        """Keep the hash of a password instead of the one before."""
        change = {"$set": {"password": hashed, "passwordChangedAt": at}}
        await self._credentials.update_one({"_id": user_id}, change, upsert=True)

    async def renew_hash(self, user_id: str, old: str, new: str) -> None:
        """Keep a better hash of the same password, unless it was changed meanwhile."""
        query = {"_id": user_id, "password": old}
        await self._credentials.update_one(query, {"$set": {"password": new}})
