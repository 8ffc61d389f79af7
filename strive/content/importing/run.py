"""What all parts of one import share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from strive.content import Content
from strive.content.importing.moving import Mover
from strive.content.importing.report import Report
from strive.content.post import Image
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.database import Database
from strive.platform.fetch import Fetcher

BY_SYNCHRONISATION: Final = "sanity webhook"
EDITED_HERE: Final = "edited here since the import; --overwrite replaces it"


@dataclass(frozen=True, kw_only=True)
class Target:
    """The site that content is imported into; `fetcher` None fetches nothing."""

    content: Content
    database: Database
    media: Media
    fetcher: Fetcher | None
    clock: Clock
    data_dir: Path

    @property
    def workspace(self) -> Path:
        """Where reports stay and temporary files come and go."""
        return self.data_dir / "imports"

    async def images_of(self, urls: Sequence[str]) -> Mapping[str, Image]:
        """Return what is known of kept images, by their addresses; see `ImageLookup`."""
        assets = await self.media.find_all(urls)
        return {
            url: Image(url, asset.alt, "", asset.width, asset.height)
            for url, asset in assets.items()
        }


@dataclass(frozen=True, kw_only=True)
class Options:
    """How an import is done.

    Attributes:
        overwrite: Replace also what was edited here since the last import.
        dry_run: Change nothing, only say what would be.
        url: Where the old site stood, for exports that do not tell.
        name: Tells sites apart that use the same system.
        types: For Sanity: the role of types of the schema (post, page, author, category …).
        announce: Send events, as for posts saved by hand (for a single change synchronised).
    """

    overwrite: bool = False
    dry_run: bool = False
    url: str = ""
    name: str = ""
    types: Mapping[str, str] = field(default_factory=dict)
    announce: bool = False


@dataclass(frozen=True, kw_only=True)
class Run:
    """One import under way; `system` is what origins are marked with."""

    system: str
    target: Target
    options: Options
    mover: Mover
    report: Report

    @property
    def content(self) -> Content:
        """The use cases of content."""
        return self.target.content
