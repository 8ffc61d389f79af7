"""The `secondFactors` collection: one document a user, found by the id of the user alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct, field

from strive.platform.database import Database, Index, Session

COLLECTION: Final = "secondFactors"
INDEXES: Final[dict[str, list[Index]]] = {}


class Kept(Struct, frozen=True, rename="camel", kw_only=True):
    """An authenticator app, and the digests of the recovery codes that are left.

    `secret` is sealed, and "" where there are codes without an app; `last_step` is the time step
    of the last code that was accepted.
    """

    user_id: str = field(name="_id")
    secret: str = ""
    last_step: int = 0
    added_at: datetime | None = None
    recovery: tuple[str, ...] = ()

    @property
    def has_app(self) -> bool:
        """Whether there is an authenticator app."""
        return bool(self.secret)


class FactorStore:
    """Reads and writes second factors; always from the primary, for each code is good once."""

    def __init__(self, database: Database) -> None:
        self._factors = database.collection(COLLECTION, fresh=True)

    async def of(self, user_id: str, session: Session | None = None) -> Kept | None:
        """Return what somebody has."""
        document = await self._factors.find_one({"_id": user_id}, session=session)
        return msgspec.convert(document, Kept) if document else None

    async def put(self, kept: Kept, session: Session) -> None:
        """Keep a factor instead of the one before."""
        document = msgspec.to_builtins(kept, builtin_types=(datetime,))
        await self._factors.replace_one(
            {"_id": kept.user_id}, document, upsert=True, session=session
        )

    async def use_step(self, kept: Kept, step: int) -> bool:
        """Note a step as used; of two who use it at once, on whatever machine, one may."""
        query = {"_id": kept.user_id, "secret": kept.secret, "lastStep": {"$lt": step}}
        result = await self._factors.update_one(query, {"$set": {"lastStep": step}})
        return result.matched_count == 1

    async def use_recovery(self, user_id: str, digest: str) -> bool:
        """Take a recovery code away; of two who use it at once one may."""
        query = {"_id": user_id, "recovery": digest}
        result = await self._factors.update_one(query, {"$pull": {"recovery": digest}})
        return result.matched_count == 1

    async def put_recovery(self, user_id: str, digests: Sequence[str], session: Session) -> None:
        """Keep a new set of recovery codes instead of the one before."""
        change = {"$set": {"recovery": list(digests)}}
        await self._factors.update_one({"_id": user_id}, change, upsert=True, session=session)

    async def drop_app(self, user_id: str, session: Session) -> bool:
        """Remove the app alone, so that the codes stay; tell whether there was one."""
        query = {"_id": user_id, "secret": {"$exists": True}}
        change = {"$unset": {"secret": "", "lastStep": "", "addedAt": ""}}
        result = await self._factors.update_one(query, change, session=session)
        return result.matched_count == 1

    async def delete(self, user_id: str, session: Session) -> bool:
        """Remove what somebody has; tell whether there was anything."""
        result = await self._factors.delete_one({"_id": user_id}, session=session)
        return result.deleted_count == 1
