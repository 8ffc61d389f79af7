"""Media and links of one text after another, moved to their new addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec.structs import replace

from strive.content.importing.addresses import Address, encoded
from strive.content.importing.limits import MEDIA_BYTES_MAX
from strive.content.importing.links import addresses_in, rewrite
from strive.content.importing.report import Entry, Report, Result
from strive.content.importing.scratch import Scratch
from strive.content.importing.source import Source
from strive.content.post import Body, Image, Seo
from strive.media import Asset, Media
from strive.media.asset import URL_PREFIX
from strive.platform.errors import StriveError
from strive.platform.fetch import Fetcher

_AT_ONCE: Final = 8
_FETCH_TIMEOUT_S: Final = 120.0
_MEDIA_SUFFIXES: Final = frozenset({
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".ico", ".pdf", ".mp4", ".m4v",
    ".mov", ".webm", ".ogg", ".oga", ".ogv", ".opus", ".mp3", ".m4a", ".wav", ".flac", ".zip",
    ".epub", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp",
})  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Where a text comes from: `bases` are what its relative addresses may be relative to.

    The first is its place in the export, the second that on the old site. `missing` collects
    the files it shows or leads to that could not be had.
    """

    item: str
    bases: tuple[str, ...] = ("/",)
    missing: dict[str, None] = field(default_factory=dict)

    @property
    def web_base(self) -> str:
        """What its relative addresses were relative to for readers."""
        return self.bases[1] if len(self.bases) > 1 else self.bases[0]


class Mover:
    """Copies media into the site and finds new addresses; each old address is worked on once.

    Args:
        source: The export, which may hold the files itself.
        media: Where files are kept; None only looks (a dry run).
        fetcher: Gets files that the export names but does not hold; None never asks.
        scratch: Knows the new paths of posts (shelf "path"), and remembers moved media.
        report: Is told of files that are missing.
    """

    def __init__(
        self,
        source: Source,
        media: Media | None,
        fetcher: Fetcher | None,
        scratch: Scratch,
        report: Report,
    ) -> None:
        self._source = source
        self.site = source.site
        self._media = media
        self._fetcher = fetcher
        self._scratch = scratch
        self._report = report
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._under_way: dict[str, asyncio.Task[Image | None]] = {}
        self._moved_files: dict[str, str] = {}

    async def body(self, body: Body, origin: Origin) -> Body:
        """Return a body with its links and media at their new addresses."""
        found = addresses_in(body)
        if not found:
            return body
        new = await asyncio.gather(*(self._new(address, shown, origin) for address, shown in found))
        addresses = dict(zip(found, new, strict=True))
        return rewrite(body, lambda address, shown: addresses[address, shown])

    async def image(self, image: Image | None, origin: Origin) -> Image | None:
        """Return an image as it is kept here; one that is missing keeps a whole old address."""
        if image is None:
            return None
        kept = await self._media_at(image.url, origin)
        if kept is not None:
            return Image(kept.url, image.alt or kept.alt, image.caption, kept.width, kept.height)
        whole = self._source.site.absolute(image.url, origin.web_base)
        return replace(image, url=whole) if whole.startswith(("http://", "https://")) else None

    async def seo(self, seo: Seo, origin: Origin) -> Seo:
        """Return SEO fields with the picture as it is kept here."""
        return replace(seo, image=await self.image(seo.image, origin)) if seo.image else seo

    def moved_files(self) -> list[tuple[str, str]]:
        """Return where files were on the old site and where they are now, since last asked."""
        moved, self._moved_files = self._moved_files, {}
        return list(moved.items())

    def link(self, address: str, bases: Iterable[str] = ("/",)) -> str:
        """Return the new path of a post the old site had at an address, "" for any other."""
        for base in bases:
            found = self._source.site.split(address, base)
            if found is None or found.host:
                return ""
            query, mark, fragment = found.suffix.partition("#")
            if query and (path := self._scratch.get("path", found.path + query)):
                return f"{encoded(path)}{mark}{fragment}"
            if path := self._scratch.get("path", found.path):
                return f"{encoded(path)}{found.suffix}"
        return ""

    async def _new(self, address: str, shown: bool, origin: Origin) -> str:  # noqa: FBT001 - from `Replace`
        if not shown:
            if path := self.link(address, origin.bases):
                return path
            if PurePosixPath(address.partition("?")[0]).suffix.lower() not in _MEDIA_SUFFIXES:
                return address
        kept = await self._media_at(address, origin)
        return kept.url if kept else address

    async def _media_at(self, address: str, origin: Origin) -> Image | None:
        site = self._source.site
        found = site.split(address, origin.bases[0])
        if found is None or found.host:
            return None
        key = site.absolute(address, origin.bases[0]) or found.path
        known = self._scratch.get("media", key)
        if known is None:
            if key not in self._under_way:
                task = asyncio.create_task(self._moved(key, address, found, origin))
                self._under_way[key] = task
                task.add_done_callback(lambda _: self._under_way.pop(key, None))
            image = await asyncio.shield(self._under_way[key])
        else:
            image = Image(**known) if known else None
        if image is None and self._media is not None:
            origin.missing[found.path] = None
        return image

    async def _moved(self, key: str, address: str, found: Address, origin: Origin) -> Image | None:
        """Keep one file and remember it; None, and a line of the report, if it cannot be had."""
        image: Image | None = None
        try:
            async with self._gate:
                asset = await self._kept(address, origin)
            image = Image(asset.url, asset.alt, "", asset.width, asset.height) if asset else None
            if asset and self._source.serves_files and not _is_relative(address):
                self._moved_files[found.path] = asset.url
        except (StriveError, OSError) as error:
            reason = str(error)
            self._report.add(
                Entry(
                    kind="media",
                    item=found.path,
                    result=Result.MISSING,
                    reason=f"{reason} (in {origin.item})",
                )
            )
        self._scratch.put("media", key, image or {})
        return image

    async def _kept(self, address: str, origin: Origin) -> Asset | None:
        local = self._local(address, origin)
        url = self.site.absolute(address, origin.web_base)
        if self._media is None:
            if local is None and not (self._fetcher and "://" in url):
                raise FileNotFoundError(self._not_found())
            return None
        if local is not None:
            return await self._media.keep(local, local.name, rename=True)
        if (kept := await self._media.find(address)) is not None:
            return kept
        if self._fetcher is None or "://" not in url:
            raise FileNotFoundError(self._not_found())
        name = PurePosixPath(url.partition("?")[0]).name or "file"
        async with self._fetcher.get(
            url, bytes_max=MEDIA_BYTES_MAX, timeout_s=_FETCH_TIMEOUT_S
        ) as answer:
            return await self._media.keep(answer.chunks, name, rename=True)

    def _not_found(self) -> str:
        unknown = self._fetcher is not None and self._source.serves_files and not self.site.url
        return "the file is not in the export" + (
            "; with --url it is looked for on the old site" if unknown else ""
        )

    def _local(self, address: str, origin: Origin) -> Path | None:
        for base in (*origin.bases, "/"):
            found = self._source.site.split(address, base)
            file = self._source.local_file(found.path) if found and not found.host else None
            if file is not None:
                return file
        return None


def _is_relative(address: str) -> bool:
    """Tell whether an address depends on where it is written (or is one of Strive's own)."""
    return not address.startswith(("/", "http:", "https:")) or address.startswith(URL_PREFIX)
