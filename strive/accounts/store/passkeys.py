"""The `passkeys` collection: one document a passkey."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.passkey import MAX, Passkey, PasskeyTaken
from strive.platform.database import Database, DuplicateKeyError, Index, Session

COLLECTION: Final = "passkeys"
INDEXES: Final = {
    COLLECTION: [
        Index([("credentialId", 1)], unique=True),
        Index([("userId", 1), ("addedAt", 1)]),
    ],
}


class PasskeyStore:
    """Reads and writes passkeys; always from the primary, so that one that was removed is gone."""

    def __init__(self, database: Database) -> None:
        self._passkeys = database.collection(COLLECTION, fresh=True)

    async def of_user(self, user_id: str, session: Session | None = None) -> list[Passkey]:
        """Return the passkeys of a user, the oldest first."""
        found = self._passkeys.find(
            {"userId": user_id}, sort=[("addedAt", 1)], limit=MAX, session=session
        )
        return [msgspec.convert(document, Passkey) async for document in found]

    async def by_credential(self, credential_id: str) -> Passkey | None:
        """Return the passkey that an authenticator knows by an id."""
        document = await self._passkeys.find_one({"credentialId": credential_id})
        return msgspec.convert(document, Passkey) if document else None

    async def add(self, passkey: Passkey, session: Session) -> None:
        """Keep a new passkey; raises `PasskeyTaken`."""
        document = msgspec.to_builtins(passkey, builtin_types=(datetime, bytes))
        try:
            await self._passkeys.insert_one(document, session=session)
        except DuplicateKeyError as error:
            raise PasskeyTaken("This passkey is known already.") from error

    async def use(self, passkey: Passkey, count: int, at: datetime, *, is_backed_up: bool) -> bool:
        """Note a use; False if a copy of the passkey was used before, by its count.

        One that counts has counted on; of two who say the same number one is a copy.
        """
        earlier = {"$lt": count} if count else 0
        query = {"_id": passkey.id, "signCount": earlier}
        change = {"signCount": count, "lastUsedAt": at, "isBackedUp": is_backed_up}
        result = await self._passkeys.update_one(query, {"$set": change})
        return result.matched_count == 1

    async def rename(self, user_id: str, passkey_id: str, name: str) -> Passkey | None:
        """Change a name; return the passkey, None if the user has no such."""
        query = {"_id": passkey_id, "userId": user_id}
        change = {"$set": {"name": name}}
        document = await self._passkeys.find_one_and_update(query, change, return_document=True)
        return msgspec.convert(document, Passkey) if document else None

    async def delete(self, user_id: str, passkey_id: str, session: Session) -> Passkey | None:
        """Remove a passkey of a user; return it."""
        query = {"_id": passkey_id, "userId": user_id}
        document = await self._passkeys.find_one_and_delete(query, session=session)
        return msgspec.convert(document, Passkey) if document else None

    async def delete_all(self, user_id: str, session: Session) -> int:
        """Remove all of a user; return how many."""
        result = await self._passkeys.delete_many({"userId": user_id}, session=session)
        return result.deleted_count
