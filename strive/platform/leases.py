"""Leases: one holder at a time, by MongoDB's own clock, with a fencing token.

The token grows each time a lease changes hands, so whatever a former holder still does can be
told from what the present one does. A client's clock plays no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from strive.platform.database import Database, Document, DuplicateKeyError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AFTER = True  # the driver's ReturnDocument.AFTER

COLLECTION = "leases"


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was held when it was returned."""

    name: str
    owner: str
    token: int


class Leases:
    """Leases by name; `owner` must be different for each process."""

    def __init__(self, database: Database, owner: str) -> None:
        self._leases = database.collection(COLLECTION, fresh=True)
        self._owner = owner

    async def acquire(self, name: str, lasting: timedelta) -> Lease | None:
        """Take a free or expired lease, or renew one's own; None while another holds it."""
        document = await self._take(name, lasting)
        if document is None and await self._is_new(name):
            document = await self._take(name, lasting)
        return None if document is None else Lease(name, self._owner, document["token"])

    async def release(self, lease: Lease) -> None:
        """Give a lease back before it expires."""
        await self._leases.update_one(
            {"_id": lease.name, "owner": lease.owner, "token": lease.token},
            {"$set": {"expiresAt": _EPOCH}},
        )

    async def _take(self, name: str, lasting: timedelta) -> Document | None:
        mine = {"$eq": ["$owner", self._owner]}
        expired = {"$lte": ["$expiresAt", "$$NOW"]}
        still_mine = {"$and": [mine, {"$not": [expired]}]}
        return await self._leases.find_one_and_update(
            {"_id": name, "$expr": {"$or": [expired, mine]}},
            [
                {
                    "$set": {
                        "token": {"$cond": [still_mine, "$token", {"$add": ["$token", 1]}]},
                        "owner": self._owner,
                        "expiresAt": {"$add": ["$$NOW", int(lasting.total_seconds() * 1000)]},
                    }
                }
            ],
            return_document=_AFTER,
        )

    async def _is_new(self, name: str) -> bool:
        """Write the lease's first document; False when it exists, so somebody holds it."""
        try:
            await self._leases.insert_one(
                {"_id": name, "owner": "", "token": 0, "expiresAt": _EPOCH}
            )
        except DuplicateKeyError:
            return False
        return True
