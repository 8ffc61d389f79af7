"""The `identityFlows` collection: sign-ins at other sites that are under way, by digests alone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct, field

from strive.platform.database import Database, Document, Index

COLLECTION: Final = "identityFlows"
INDEXES: Final = {COLLECTION: [Index([("expiresAt", 1)], expire_after_seconds=0)]}


class Flow(Struct, frozen=True, rename="camel", kw_only=True):
    """A sign-in that was begun.

    Attributes:
        id: The SHA-256 of its state.
        browser: The SHA-256 of the secret that the browser has in a cookie.
        provider: The key of who is asked.
        session: The SHA-256 of the id of the session that an identity is to be linked from, "" to
            sign in.
        wanted: The path to go on to, "" for none in particular.
        expires_at: Until when it can be completed.
    """

    id: str = field(name="_id")
    browser: str
    provider: str
    session: str = ""
    wanted: str = ""
    expires_at: datetime


class FlowStore:
    """Reads and writes them; always from the primary."""

    def __init__(self, database: Database) -> None:
        self._flows = database.collection(COLLECTION, fresh=True)

    async def add(self, flow: Flow) -> None:
        """Keep a sign-in that was begun."""
        document: Document = msgspec.to_builtins(flow, builtin_types=(datetime,))
        await self._flows.insert_one(document)

    async def take(self, state: str, browser: str, provider: str) -> Flow | None:
        """Return one and have it gone; of two who ask at once one gets it."""
        query = {"_id": state, "browser": browser, "provider": provider}
        document = await self._flows.find_one_and_delete(query)
        return msgspec.convert(document, Flow) if document else None
