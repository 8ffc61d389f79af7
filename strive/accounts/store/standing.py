"""Role and status in the `users` collection, written so that an administrator always remains."""

from __future__ import annotations

from typing import Any

import msgspec

from strive.accounts.role import Role
from strive.accounts.store.users import COLLECTION
from strive.accounts.user import User, UserStatus
from strive.platform.database import Database, Session


class StandingStore:
    """Changes what somebody is, in a transaction."""

    def __init__(self, database: Database) -> None:
        self._users = database.collection(COLLECTION, fresh=True)

    async def by_id(self, user_id: str, session: Session) -> User | None:
        """Return a user as the transaction sees them."""
        document = await self._users.find_one({"_id": user_id}, session=session)
        return msgspec.convert(document, User) if document else None

    async def change(self, user_id: str, fields: dict[str, Any], session: Session) -> User:
        """Set fields of a user there is; return it as it is then."""
        document = await self._users.find_one_and_update(
            {"_id": user_id}, {"$set": fields}, return_document=True, session=session
        )
        return msgspec.convert(document, User)

    async def holds(self, user_id: str, session: Session) -> bool:
        """Tell whether somebody may come in, and keep that from being changed meanwhile."""
        query = {"_id": user_id, "status": {"$ne": UserStatus.DISABLED.value}}
        change = {"$inc": {"reliedOn": 1}}
        return await self._users.find_one_and_update(query, change, session=session) is not None

    async def others_write_as(self, user: User, session: Session) -> bool:
        """Tell whether somebody else who may come in writes as the same author."""
        query = {
            "authorId": user.author_id,
            "status": {"$ne": UserStatus.DISABLED.value},
            "_id": {"$ne": user.id},
        }
        return await self._users.find_one(query, ["_id"], session=session) is not None

    async def has_other_administrator(self, user_id: str, session: Session) -> bool:
        """Tell whether somebody else administers, and keep them from being changed meanwhile.

        The one who is found is written to: of two changes at once that rely on each other's
        administrator, one loses the race and looks again.
        """
        query = {
            "role": Role.ADMINISTRATOR.value,
            "status": UserStatus.ACTIVE.value,
            "_id": {"$ne": user_id},
        }
        found = await self._users.find_one_and_update(
            query, {"$inc": {"reliedOn": 1}}, ["_id"], session=session
        )
        return found is not None
