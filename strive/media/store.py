"""Assets in MongoDB."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from strive.media.asset import Asset
from strive.platform.database import DuplicateKeyError, Index

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strive.platform.database import Database

COLLECTION: Final = "assets"
INDEXES: Final[dict[str, list[Index]]] = {COLLECTION: []}  # they are only asked for by `_id`

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

    async def add(self, asset: Asset) -> Asset:
        """Add an asset and return it, or the one that somebody else added under its id."""
        document = msgspec.to_builtins(asset, builtin_types=(datetime,))
        try:
            await self._assets.insert_one(document)
        except DuplicateKeyError:
            return await self.find(asset.id) or asset
        return asset
