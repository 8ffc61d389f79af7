"""Leases: one holder at a time, by MongoDB's own clock, with a fencing token.

The token grows each time a lease changes hands, so whatever a former holder still does can be
told from what the present one does. A client's clock plays no part.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from strive.platform.database import Database, DatabaseUnavailable, Document, DuplicateKeyError
from strive.platform.errors import Conflict

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

    @asynccontextmanager
    async def held(self, lease: Lease, lasting: timedelta) -> AsyncIterator[None]:
        """Keep a lease for as long as the context is open, and give it back.

        What runs inside is cancelled once the lease is lost: another has it, or it could not be
        renewed in time.

        Raises:
            Conflict: The lease was lost.
        """
        body = asyncio.current_task()
        lost = False

        def lose(_renewal: asyncio.Task[None]) -> None:
            nonlocal lost
            if not _renewal.cancelled() and body is not None:
                lost = True
                body.cancel()

        renewal = asyncio.create_task(self._renew(lease, lasting))
        renewal.add_done_callback(lose)
        try:
            yield
        except asyncio.CancelledError:
            if not lost or (body is not None and body.uncancel() > 0):
                raise
            raise Conflict(f"The lease {lease.name!r} was lost to another process.") from None
        finally:
            renewal.cancel()
            if not lost:
                await self.release(lease)

    async def _renew(self, lease: Lease, lasting: timedelta) -> None:
        """Renew a lease again and again; return once it is lost."""
        lasting_s = lasting.total_seconds()
        renewed_at = time.monotonic()
        while time.monotonic() < renewed_at + lasting_s:
            await asyncio.sleep(lasting_s / 3)
            with suppress(*DatabaseUnavailable):
                asked_at = time.monotonic()
                if await self.acquire(lease.name, lasting) != lease:
                    return
                renewed_at = asked_at

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
