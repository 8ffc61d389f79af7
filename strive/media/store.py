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
        has = [re.escape(word.encode(errors="replace").decode()) for word in words]
        query: dict[str, Any] = {"contentType": {"$regex": "^image/"}}
        if has:
            query["$and"] = [
                {"$or": [{name: {"$regex": word, "$options": "i"}} for name in ("name", "alt")]}
                for word in has
            ]
        found = self._fresh_assets.find(query, sort=_NEWEST, limit=limit, hint=_NEWEST)
        return [msgspec.convert(document, Asset) async for document in found]

    async def add(self, asset: Asset) -> Asset:
        """Add an asset and return it, or the one that somebody else added under its id."""
        document = msgspec.to_builtins(asset, builtin_types=(datetime,))
        try:
            await self._assets.insert_one(document)
        except DuplicateKeyError:
            return await self.find(asset.id) or asset
        return asset
