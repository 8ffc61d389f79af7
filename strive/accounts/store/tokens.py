"""The `apiTokens` collection."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from strive.accounts.errors import TokenNameTaken
from strive.accounts.token import Token
from strive.platform.database import Database, Document, DuplicateKeyError, Index

COLLECTION: Final = "apiTokens"
INDEXES: Final = {
    COLLECTION: [
        Index([("digest", 1)], unique=True),
        Index([("name", 1)], unique=True),
        Index([("madeBy", 1)]),
    ],
}


class TokenStore:
    """Reads and writes tokens; always from the primary, so that a revoked one is gone at once."""

    def __init__(self, database: Database) -> None:
        self._tokens = database.collection(COLLECTION, fresh=True)

    async def add(self, token: Token) -> None:
        """Add a token; raises `TokenNameTaken`."""
        document: Document = msgspec.to_builtins(token, builtin_types=(datetime,))
        try:
            await self._tokens.insert_one(document)
        except DuplicateKeyError as error:
            raise TokenNameTaken(f"There is a token named {token.name!r} already.") from error

    async def everything(self, limit: int) -> list[Token]:
        """Return tokens by name, to a limit."""
        found = self._tokens.find({}, sort=[("name", 1)], limit=limit)
        return [msgspec.convert(document, Token) async for document in found]

    async def count(self) -> int:
        """Count all tokens."""
        return await self._tokens.estimated_document_count()

    async def by_digest(self, digest: str) -> Token | None:
        """Return the token whose secret has this SHA-256."""
        document = await self._tokens.find_one({"digest": digest})
        return msgspec.convert(document, Token) if document else None

    async def by_id(self, token_id: str) -> Token | None:
        """Return a token."""
        document = await self._tokens.find_one({"_id": token_id})
        return msgspec.convert(document, Token) if document else None

    async def note_use(self, token: Token) -> None:
        """Keep when a token was used last."""
        change = {"$set": {"lastUsedAt": token.last_used_at}}
        await self._tokens.update_one({"_id": token.id}, change)

    async def delete(self, name: str) -> bool:
        """Remove a token; False if there is none of this name."""
        return (await self._tokens.delete_one({"name": name})).deleted_count == 1
