"""The `settings` collection: one document about the publication."""

from __future__ import annotations

from typing import Final

from strive.content.site import Site
from strive.content.store.documents import from_document, to_document
from strive.platform.database import Database, Index, Session

INDEXES: Final[dict[str, list[Index]]] = {"settings": []}
_ID: Final = "site"


class SiteStore:
    """Reads and writes the settings of the publication."""

    def __init__(self, database: Database) -> None:
        self._settings = database.collection("settings", fresh=True)

    async def get(self, session: Session | None = None) -> Site:
        """Return the settings; what was never set has its default."""
        document = await self._settings.find_one({"_id": _ID}, session=session)
        return from_document(document, Site) if document else Site()

    async def exists(self) -> bool:
        """Tell whether anything was ever set."""
        return await self._settings.find_one({"_id": _ID}, ["_id"]) is not None

    async def put(self, site: Site, session: Session) -> None:
        """Replace the settings."""
        await self._settings.replace_one(
            {"_id": _ID}, to_document(site), upsert=True, session=session
        )
