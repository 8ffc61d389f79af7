"""Accounts made for somebody who was invited and never came."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from strive.accounts.store import invitations, users
from strive.accounts.user import UserStatus
from strive.platform.database import Database
from strive.platform.privacy.retention import Remove

NEVER_CAME: Final = {"status": UserStatus.UNVERIFIED.value, "lastActiveAt": None}


def removing_unclaimed(database: Database) -> Remove:
    """Return what removes them; whoever has an invitation that is good still stays."""
    accounts = database.collection(users.COLLECTION, fresh=True)
    invited = database.collection(invitations.COLLECTION, fresh=True)

    async def remove(before: datetime, limit: int) -> int:
        query = {**NEVER_CAME, "createdAt": {"$lt": before}}
        found = accounts.find(query, ["_id"], limit=limit)
        ids = {str(each["_id"]) async for each in found}
        if not ids:
            return 0
        # an invitation that is over is gone by itself
        invitations_there = invited.find({"userId": {"$in": sorted(ids)}}, ["userId"])
        ids -= {str(each["userId"]) async for each in invitations_there}
        # by the whole query: they may have come this moment
        gone = await accounts.delete_many({**query, "_id": {"$in": sorted(ids)}})
        return gone.deleted_count

    return remove
