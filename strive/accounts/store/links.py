"""The `mailedLinks` collection."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.link import Link, LinkKind
from strive.accounts.store.mailed import MAILED
from strive.platform.database import Database, Document, Session

COLLECTION: Final = "mailedLinks"
INDEXES: Final = {COLLECTION: MAILED}


class LinkStore:
    """Reads and writes links; always from the primary, so that one that was used is gone."""

    def __init__(self, database: Database) -> None:
        self._links = database.collection(COLLECTION, fresh=True)

    async def put(self, link: Link, session: Session | None = None) -> None:
        """Keep a link, instead of the one that came from the same wish."""
        document: Document = msgspec.to_builtins(link, builtin_types=(datetime,))
        await self._links.replace_one({"_id": link.id}, document, upsert=True, session=session)

    async def by_id(self, link_id: str) -> Link | None:
        """Return a link."""
        return _link(await self._links.find_one({"_id": link_id}))

    async def find(self, kind: LinkKind, digest: str) -> Link | None:
        """Return a link by the SHA-256 of its secret."""
        return _link(await self._links.find_one({"digest": digest, "kind": kind.value}))

    async def take(self, kind: LinkKind, digest: str) -> Link | None:
        """Return a link and have it gone; of two who ask at once one gets it."""
        query = {"digest": digest, "kind": kind.value}
        return _link(await self._links.find_one_and_delete(query))

    async def delete(self, link_id: str) -> None:
        """Remove a link."""
        await self._links.delete_one({"_id": link_id})

    async def addresses_of(self, user_id: str) -> set[str]:
        """Return the addresses that links of a user are sent to."""
        found = self._links.find({"userId": user_id}, ["email"])
        return {str(document["email"]) async for document in found}

    async def delete_of(self, user_id: str, session: Session | None = None) -> None:
        """Remove all links of a user."""
        await self._links.delete_many({"userId": user_id}, session=session)


def _link(document: Document | None) -> Link | None:
    return msgspec.convert(document, Link) if document else None
