"""Strive's own archive, put back as it was: ids, revisions, slugs, dates, settings, redirects.

Posts are rendered anew, for HTML from a file is not to be trusted as safe. Whatever is here and
newer than in the archive stays, unless it is to be overwritten. Read twice, as other imports: the
first time only to see that it is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from strive.content.exporting.archive import CONTENT_NAME, NAMES, VERSION
from strive.content.exporting.store import WholeStore
from strive.content.importing.errors import BrokenExport, NotThisFormat
from strive.content.importing.folder import file_below
from strive.content.importing.lines import json_lines
from strive.content.importing.progress import Progress
from strive.content.importing.report import Entry, Report, Result
from strive.content.importing.restoring import Restorer
from strive.content.importing.run import Options, Target
from strive.content.importing.unpack import as_folder
from strive.content.post import Post
from strive.content.redirect import Redirect
from strive.content.revision import Revision
from strive.content.site import Site
from strive.content.taxonomy import Author, Category
from strive.kit.clock import ManualClock
from strive.media import Asset, Media
from strive.platform.errors import StriveError

_POSTS_AT_ONCE: Final = 100
_CHARACTERS_AT_ONCE: Final = 2_000_000
_TYPES: Final = {name: type_ for type_, name in NAMES.items()}
T = TypeVar("T", Author, Category, Redirect)


async def import_archive(
    path: Path, target: Target, options: Options, progress: Progress
) -> Report:
    """Put back an archive written by `export_archive`; may be repeated.

    Raises:
        BadExport: It is no such archive, damaged, or not safe to read; nothing was written then.
        Unavailable: The database or the storage is away; what was written stays.
    """
    started = f"{target.clock.now():%Y%m%dT%H%M%S}"
    report_path = None if options.dry_run else target.workspace / f"{started}-archive.jsonl"
    with as_folder(path, target.workspace) as folder, Report(report_path) as report:
        lines = file_below(folder, CONTENT_NAME) if folder.is_dir() else None
        if lines is None:
            raise NotThisFormat(f"{path.name} is no archive of Strive: it has no {CONTENT_NAME}")
        total = sum(isinstance(item, Post) for item in _items(lines))
        progress.planned(total)
        await _Archive(folder, report, target, options).put(_items(lines), total, progress)
        return report


def _items(path: Path) -> Iterator[Struct]:
    lines = json_lines(path)
    number, head = next(lines, (1, None))
    if head is None or head.get("type") != "archive":
        raise NotThisFormat(f"{path.name} is no archive of Strive")
    if head.get("version") != VERSION:
        raise NotThisFormat("the archive was written by a newer Strive; update this one first")
    for number, line in lines:
        type_ = _TYPES.get(str(line.get("type"))) if line else None
        if line is None or type_ is None:
            raise BrokenExport(f"{path.name}, line {number:,}: not an item of an archive")
        try:
            yield msgspec.convert(line.get("item"), type_)
        except msgspec.ValidationError as error:
            raise BrokenExport(f"{path.name}, line {number:,}: {error}") from error


@dataclass
class _Batch:
    """Posts with their revisions, on their way."""

    posts: list[Post] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    characters: int = 0

    def is_full(self) -> bool:
        return len(self.posts) > _POSTS_AT_ONCE or self.characters > _CHARACTERS_AT_ONCE


class _Archive:
    def __init__(self, folder: Path, report: Report, target: Target, options: Options) -> None:
        self._folder = folder
        self._report = report
        self._target = target
        self._options = options
        self._store = WholeStore(target.database)
        self._restorer = Restorer(target, options, report)

    async def put(self, items: Iterator[Struct], total: int, progress: Progress) -> None:
        """Put back one item after another, posts in batches."""
        batch, written = _Batch(), 0
        for item in items:
            if isinstance(item, Revision):
                batch.revisions.append(item)
                batch.characters += len(item.draft.body.source)
                continue
            if isinstance(item, Post):
                if batch.is_full():
                    await self._restorer.put(batch.posts, batch.revisions)
                    written += len(batch.posts)
                    progress.written(written, total)
                    batch = _Batch()
                batch.posts.append(item)
                batch.characters += len(item.body.source)
                continue
            await self._one(item)
        if batch.posts:
            await self._restorer.put(batch.posts, batch.revisions)
        progress.written(total, total)

    async def _one(self, item: Struct) -> None:
        match item:
            case Site():
                await self._site(item)
            case Author():
                await self._shelf(item, "author", item.name)
            case Category():
                await self._shelf(item, "category", item.title)
            case Asset():
                await self._asset(item)
            case Redirect():
                await self._redirect(item)

    async def _site(self, site: Site) -> None:
        here = await self._target.content.site.stored()
        result, reason = Result.CHANGED, ""
        if here == site:
            result = Result.UNCHANGED
        elif here != Site() and not self._options.overwrite:
            result, reason = (
                Result.SKIPPED,
                "the site has settings already; --overwrite replaces them",
            )
        elif not self._options.dry_run:
            await self._target.content.site.change(site)
        self._tell("settings", "site", site.title, result, reason)

    async def _shelf(self, entry: Author | Category, kind: str, name: str) -> None:
        type_ = type(entry)
        here = (await self._store.by_ids(type_, [entry.id])).get(entry.id)
        result, reason = self._decide(entry, here)
        owner = (await self._store.ids_by_slug(type_, [entry.slug.current])).get(entry.slug.current)
        if owner not in (None, entry.id):
            result, reason = Result.SKIPPED, f"another {kind} has the slug {entry.slug.current}"
        if result in (Result.IMPORTED, Result.CHANGED) and not self._options.dry_run:
            await self._store.put([entry.id], [entry])
        self._tell(kind, entry.id, name, result, reason)

    async def _redirect(self, rule: Redirect) -> None:
        here = (await self._store.by_ids(Redirect, [rule.path])).get(rule.path)
        if here is not None and here != rule and not self._options.overwrite:
            reason = "there is another redirect; --overwrite replaces it"
            self._tell("redirect", rule.path, "", Result.SKIPPED, reason)
            return
        result = Result.IMPORTED if here is None else Result.CHANGED
        if here == rule:
            result = Result.UNCHANGED
        elif not self._options.dry_run:
            await self._store.put([rule.path], [rule])
        self._tell("redirect", rule.path, "", result, "")

    async def _asset(self, asset: Asset) -> None:
        """Keep a file again, checked as any upload, at the time it was kept first."""
        here = await self._target.media.find(asset.url)
        file = file_below(self._folder, asset.key)
        result, reason = (Result.IMPORTED if here is None else Result.UNCHANGED), ""
        if file is None:
            result, reason = Result.MISSING, "the file is not in the archive"
        elif here is None and not self._options.dry_run:
            storage, clock = self._target.media.storage, ManualClock(asset.created_at)
            media = Media(self._target.database, storage, clock)
            try:
                kept = await media.keep(file, asset.name, alt=asset.alt, focus=asset.focus)
                if kept.id != asset.id:
                    result, reason = Result.SKIPPED, "its content is not what it was; kept as new"
            except StriveError as error:
                result, reason = Result.SKIPPED, error.message
        self._tell("media", asset.key, asset.name, result, reason)

    def _decide(
        self, entry: Author | Category, here: Author | Category | None
    ) -> tuple[Result, str]:
        if here is None:
            return Result.IMPORTED, ""
        if here == entry:
            return Result.UNCHANGED, ""
        if here.updated_at > entry.updated_at and not self._options.overwrite:
            return Result.SKIPPED, "newer here than in the archive; --overwrite replaces it"
        return Result.CHANGED, ""

    def _tell(self, kind: str, item: str, title: str, result: Result, reason: str) -> None:
        self._report.add(Entry(kind=kind, item=item, title=title, result=result, reason=reason))
