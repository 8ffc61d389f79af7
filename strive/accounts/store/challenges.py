"""The `passkeyChallenges` collection: what was asked and not answered yet, by its digest."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct, field

from strive.platform.database import Database, Index

COLLECTION: Final = "passkeyChallenges"
INDEXES: Final = {COLLECTION: [Index([("expiresAt", 1)], expire_after_seconds=0)]}


class Asked(Struct, frozen=True, rename="camel", kw_only=True):
    """What a browser was asked.

    Attributes:
        digest: The SHA-256 of the challenge.
        purpose: What for.
        browser: Which browser may answer: the digest of a secret that it alone has.
        expires_at: Until when.
    """

    digest: str = field(name="_id")
    purpose: str
    browser: str
    expires_at: datetime


class ChallengeStore:
    """Keeps challenges, each for one answer."""

    def __init__(self, database: Database) -> None:
        self._challenges = database.collection(COLLECTION, fresh=True)

    async def add(self, asked: Asked) -> None:
        """Keep one."""
        document = msgspec.to_builtins(asked, builtin_types=(datetime,))
        await self._challenges.insert_one(document)

    async def take(self, digest: str, purpose: str, browser: str) -> Asked | None:
        """Return one and have it gone; of two who answer it at once one gets it."""
        query = {"_id": digest, "purpose": purpose, "browser": browser}
        document = await self._challenges.find_one_and_delete(query)
        return msgspec.convert(document, Asked) if document else None
