"""Keeping files: checked, content-addressed, each content once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from strive.media.asset import ID_DIGITS, Asset, Focus, id_in_url
from strive.media.errors import MediaRefused
from strive.media.limits import MediaLimits
from strive.media.measuring import measure
from strive.media.naming import safe_name
from strive.media.spooling import spooled
from strive.media.store import AssetStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable
    from datetime import datetime
    from pathlib import Path

    from strive.kit.clock import Clock
    from strive.platform.database import Database
    from strive.platform.storage import Storage, StoredObject

IMAGE_WORDS_MAX: Final = 8


class Media:
    """The kept files of the publication: bytes in the object storage, facts in the database."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        clock: Clock,
        limits: MediaLimits = MediaLimits(),  # noqa: B008  # frozen
    ) -> None:
        self.storage = storage
        self._assets = AssetStore(database)
        self._clock = clock
        self._limits = limits

    async def keep(
        self,
        source: bytes | Path | AsyncIterable[bytes],
        name: str,
        *,
        alt: str = "",
        focus: Focus | None = None,
        rename: bool = False,
    ) -> Asset:
        """Keep a file and return its asset; the same bytes a second time give the first's asset.

        Any number of processes may keep the same file at once: one asset comes out of it.

        Args:
            source: The bytes, a local file, or a stream of them (such as a download).
            name: What the file is called where it comes from. Only its last part is used, made
                safe.
            alt: What the image shows, for those who do not see it.
            focus: The point to keep in sight when the image is cropped.
            rename: Give a file whose extension is missing or wrong the right one, as an import
                does, rather than refuse it.

        Raises:
            MediaRefused: It is of no kind that is kept, broken, or not what its name says.
            MediaTooLarge: It has too many bytes, pixels or frames; nothing was decoded.
            Unavailable: The object storage is away.
        """
        _refuse_focus_outside(focus)
        async with spooled(source, self._limits) as file:
            kept_name = safe_name(name, file.file_type, rename=rename)
            measures = await asyncio.to_thread(measure, file.path, file.file_type, self._limits)
            asset = Asset(
                id=file.sha256[:ID_DIGITS],
                name=kept_name,
                content_type=file.file_type.content_type,
                size=file.size,
                width=measures.width,
                height=measures.height,
                frames=measures.frames,
                alt=alt,
                focus=focus,
                created_at=self._clock.now(),
            )
            return await self._keep_once(asset, file.path)

    async def find(self, url: str) -> Asset | None:
        """Return the asset at an address of this site (`/media/…`), None for any other."""
        asset_id = id_in_url(url)
        return await self._assets.find(asset_id) if asset_id else None

    async def find_all(self, urls: Iterable[str]) -> dict[str, Asset]:
        """Return the assets at many addresses with one query; addresses of no asset are absent."""
        ids = {url: asset_id for url in urls if (asset_id := id_in_url(url))}
        assets = await self._assets.find_all(ids.values())
        return {url: assets[asset_id] for url, asset_id in ids.items() if asset_id in assets}

    async def images(self, text: str = "", limit: int = 60) -> list[Asset]:
        """Return the images kept last, those that have each word of a text in name or alt text."""
        return await self._assets.latest_images(text.split()[:IMAGE_WORDS_MAX], limit)

    async def latest(
        self, text: str = "", before: tuple[datetime, str] | None = None, limit: int = 60
    ) -> list[Asset]:
        """Return what was kept last, with words as for `images`; `before` is the last one seen."""
        return await self._assets.latest(text.split()[:IMAGE_WORDS_MAX], before, limit)

    async def by_id(self, asset_id: str) -> Asset | None:
        """Return an asset."""
        return await self._assets.find(asset_id)

    async def describe(self, asset: Asset, alt: str) -> None:
        """Keep what an image shows; texts it stands in already keep their own words."""
        await self._assets.describe(asset.id, alt)

    async def remove(self, asset: Asset) -> None:
        """Remove a file: what was known of it, then its bytes. Texts that show it have a gap."""
        await self._assets.delete(asset.id)
        await self.storage.delete(asset.key)

    async def open(self, asset: Asset, start: int = 0, end: int | None = None) -> StoredObject:
        """Open the bytes of an asset for reading; errors are those of `Storage.get`."""
        return await self.storage.get(asset.key, start, end)

    async def _keep_once(self, asset: Asset, path: Path) -> Asset:
        """Store the bytes, then the facts, so that facts never point to nothing."""
        if known := await self._assets.find(asset.id):
            if await self.storage.head(known.key) is None:  # lost since, and here they are again
                await self.storage.put(known.key, path, known.content_type)
            return known
        await self.storage.put(asset.key, path, asset.content_type)
        kept = await self._assets.add(asset)
        if kept.key != asset.key:  # another process was first, under another name
            await self.storage.delete(asset.key)
        return kept


def _refuse_focus_outside(focus: Focus | None) -> None:
    """A point outside of the image, or none at all, cannot be kept in sight."""
    if focus is not None and not (0 <= focus.x <= 1 and 0 <= focus.y <= 1):
        raise MediaRefused("The focal point lies between 0 and 1 in both directions")
