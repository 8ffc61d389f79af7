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
from strive.content.importing.errors import BrokenExport, NotThisFormat
from strive.content.importing.folder import file_below
from strive.content.importing.lines import json_lines
from strive.content.importing.progress import Progress
from strive.content.importing.records import CategoryRecord
from strive.content.importing.report import Report
from strive.content.importing.restoring import Restorer
from strive.content.importing.returning import Returner, refusal
from strive.content.importing.run import Options, Target
from strive.content.importing.soundness import check_item, record_of
from strive.content.importing.unpack import as_folder
from strive.content.post import Post
from strive.content.redirect import Redirect
from strive.content.revision import Revision
from strive.content.taxonomy import Author, Category
from strive.platform.errors import Invalid, TooLarge

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
        total, categories = 0, list[CategoryRecord]()
        for item in _items(lines):
            total += isinstance(item, Post)
            if isinstance(item, Category):
                categories.append(record_of(item))
        progress.planned(total)
        archive = _Archive(folder, report, target, options)
        await archive.put(_items(lines), categories, total, progress)
        return report


def _unsound(item: Struct) -> str:
    """Say why an item cannot be put back, "" if it can."""
    try:
        check_item(item)
    except (Invalid, TooLarge) as error:
        return error.message
    return ""


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
        return len(self.posts) > _POSTS_AT_ONCE or self.is_heavy()

    def is_heavy(self) -> bool:
        return self.characters > _CHARACTERS_AT_ONCE


class _Archive:
    def __init__(self, folder: Path, report: Report, target: Target, options: Options) -> None:
        self._report = report
        self._options = options
        self._content = target.content
        self._restorer = Restorer(target, options, report)
        self._returner = Returner(folder, target, options, report)

    async def put(
        self,
        items: Iterator[Struct],
        categories: list[CategoryRecord],
        total: int,
        progress: Progress,
    ) -> None:
        """Put back one item after another, posts in batches.

        Raises:
            TooLarge: There would be too many categories; nothing was written.
        """
        await self._returner.place(categories)
        batch, written = _Batch(), 0
        for item in items:
            if reason := _unsound(item):
                self._report.add(refusal(item, reason))
                continue
            if isinstance(item, Revision):
                batch.revisions.append(item)
                batch.characters += len(item.draft.body.source)
                if batch.is_heavy():  # of a post with a long history
                    await self._restorer.put_history(batch.posts, batch.revisions)
                    batch.revisions, batch.characters = [], 0
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
            await self._returner.put(item)
        if batch.posts:
            await self._restorer.put(batch.posts, batch.revisions)
        if not self._report.nothing_changed and not self._options.dry_run:
            await self._content.bulk.purge_all()
        progress.written(total, total)
