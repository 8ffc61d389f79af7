"""Assets in MongoDB."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from strive.media.asset import Asset
from strive.platform.database import DuplicateKeyError, Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strive.platform.database import Database

COLLECTION: Final = "assets"
_NEWEST: Final = [("createdAt", -1), ("_id", -1)]
INDEXES: Final[dict[str, list[Index]]] = {COLLECTION: [Index(_NEWEST)]}

_FOUND_AT_ONCE: Final = 500


class AssetStore:
    """The facts about kept files, by id."""

    def __init__(self, database: Database) -> None:
        self._assets = database.collection(COLLECTION)
        self._fresh_assets = database.collection(COLLECTION, fresh=True)

    async def find(self, asset_id: str) -> Asset | None:
        """Return an asset, also one that was added a moment ago."""
        document = await self._fresh_assets.find_one({"_id": asset_id})
        return msgspec.convert(document, Asset) if document else None

    async def find_all(self, asset_ids: Iterable[str]) -> dict[str, Asset]:
        """Return the assets there are of the ids, by id."""
        wanted, found = sorted(set(asset_ids)), {}
        for at in range(0, len(wanted), _FOUND_AT_ONCE):
            some = wanted[at : at + _FOUND_AT_ONCE]
            async for document in self._fresh_assets.find({"_id": {"$in": some}}):
                found[document["_id"]] = msgspec.convert(document, Asset)
        return found

    async def latest_images(self, words: Sequence[str], limit: int) -> list[Asset]:
        """Return the images kept last that have each of some words in name or alternative text."""
        query: dict[str, Any] = {"contentType": {"$regex": "^image/"}}
        if parts := _having(words):
            query["$and"] = parts
        found = self._fresh_assets.find(query, sort=_NEWEST, limit=limit, hint=_NEWEST)
        return [msgspec.convert(document, Asset) async for document in found]

    async def latest(
        self, words: Sequence[str], before: tuple[datetime, str] | None, limit: int
    ) -> list[Asset]:
        """Return what was kept last, before an asset of a time and id, with words as for images."""
        parts = _having(words)
        if before is not None:
            at, asset_id = before
            parts.append(
                {"$or": [{"createdAt": {"$lt": at}}, {"createdAt": at, "_id": {"$lt": asset_id}}]}
            )
            parts.append({"createdAt": {"$lte": at}})
        query = {"$and": parts} if parts else {}
        found = self._fresh_assets.find(query, sort=_NEWEST, limit=limit, hint=_NEWEST)
        return [msgspec.convert(document, Asset) async for document in found]

    async def describe(self, asset_id: str, alt: str) -> None:
        """Keep what an image shows."""
        await self._fresh_assets.update_one({"_id": asset_id}, {"$set": {"alt": alt}})

    async def delete(self, asset_id: str) -> None:
        """Forget an asset."""
        await self._fresh_assets.delete_one({"_id": asset_id})

    async def add(self, asset: Asset) -> Asset:
        """Add an asset and return it, or the one that somebody else added under its id."""
        document = msgspec.to_builtins(asset, builtin_types=(datetime,))
        try:
            await self._assets.insert_one(document)
        except DuplicateKeyError:
            return await self.find(asset.id) or asset
        return asset


def _having(words: Sequence[str]) -> list[dict[str, Any]]:
    """Ask for each of some words in name or alternative text, as they are."""
    has = [re.escape(word.encode(errors="replace").decode()) for word in words]
    return [
        {"$or": [{name: {"$regex": word, "$options": "i"}} for name in ("name", "alt")]}
        for word in has
    ]
