"""The `invitations` collection."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.invitation import Invitation
from strive.accounts.store.mailed import MAILED
from strive.platform.database import Database, Document, Session

COLLECTION: Final = "invitations"
INDEXES: Final = {COLLECTION: MAILED}


class InvitationStore:
    """Reads and writes invitations; from the primary, so that one that was used is gone at once."""

    def __init__(self, database: Database) -> None:
        self._invitations = database.collection(COLLECTION, fresh=True)

    async def replace(self, invitation: Invitation, session: Session | None = None) -> None:
        """Keep an invitation in place of those its user had before."""
        document: Document = msgspec.to_builtins(invitation, builtin_types=(datetime,))
        await self._invitations.delete_many({"userId": invitation.user_id}, session=session)
        await self._invitations.insert_one(document, session=session)

    async def by_digest(self, digest: str) -> Invitation | None:
        """Return the invitation whose secret has this SHA-256."""
        document = await self._invitations.find_one({"digest": digest})
        return msgspec.convert(document, Invitation) if document else None

    async def take(self, digest: str, session: Session) -> Invitation | None:
        """Return an invitation and have it gone: each is used once."""
        document = await self._invitations.find_one_and_delete({"digest": digest}, session=session)
        return msgspec.convert(document, Invitation) if document else None

    async def delete_of(self, user_id: str, session: Session | None = None) -> None:
        """Take back what invites a user."""
        await self._invitations.delete_many({"userId": user_id}, session=session)
