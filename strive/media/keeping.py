"""Keeping files: checked, content-addressed, each content once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Mapping
    from pathlib import Path

    from strive.kit.clock import Clock
    from strive.media.asset import Asset, Focus
    from strive.media.store import AssetStore
    from strive.platform.storage import Storage, StoredObject


class Media:
    """The kept files of the publication: bytes in the object storage, facts in the database."""

    def __init__(self, assets: AssetStore, storage: Storage, clock: Clock) -> None:
        self._assets = assets
        self._storage = storage
        self._clock = clock

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
            Unavailable: The object storage or the database is away.
        """
        ...

    async def find(self, url: str) -> Asset | None:
        """Return the asset at an address of this site (`/media/…`), None for any other."""
        ...

    async def find_all(self, urls: Iterable[str]) -> Mapping[str, Asset]:
        """Return the assets at many addresses with one query; addresses of no asset are absent."""
        ...

    async def open(self, asset: Asset, start: int = 0, end: int | None = None) -> StoredObject:
        """Open the bytes of an asset for reading; errors are those of `Storage.get`."""
        ...
