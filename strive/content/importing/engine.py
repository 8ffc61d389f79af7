"""One import from beginning to end: read once to plan, a second time to write.

The first reading finds whatever is wrong with the file as a whole, so that nothing is written
from a broken one. The second writes in batches, each whole or not at all; an import that was
killed is simply run again, and passes over what is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from strive.content.importing.moving import Mover
from strive.content.importing.plan import Plan, old_path
from strive.content.importing.posts import Posts
from strive.content.importing.progress import Progress
from strive.content.importing.records import (
    AnyRecord,
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    RedirectRecord,
    SettingsRecord,
    Skipped,
)
from strive.content.importing.report import Entry, Report, Result
from strive.content.importing.run import Options, Run, Target
from strive.content.importing.scratch import Scratch
from strive.content.importing.settings import apply_settings
from strive.content.importing.shelves import Shelves
from strive.content.importing.source import Source
from strive.content.importing.sources import open_source
from strive.content.importing.unpack import as_folder
from strive.content.rules import check_url
from strive.content.store.posts import PostStore
from strive.platform.database import DatabaseUnavailable

_PLANNED_AT_ONCE: Final = 500
_WRITTEN_AT_ONCE: Final = 50
_BATCHES_AT_ONCE: Final = 2
_CHARACTERS_AT_ONCE: Final = 2_000_000
_PAUSES_S: Final = (1.0, 3.0, 10.0, 30.0)  # while the database is away or too busy


async def import_content(
    system: str, path: Path, target: Target, options: Options, progress: Progress
) -> Report:
    """Import an export; may be repeated, and continues where it was cut off.

    Args:
        system: One of `sources.SYSTEMS`.
        path: A file or folder.
        target: Where to.
        options: How.
        progress: Is told how far it is.

    Returns:
        The report, closed; its file has a line for every item.

    Raises:
        BadExport: The file is not what it says, is damaged, or is not safe to read. Nothing
            has been written then.
        Invalid: `options.url` is no http(s) address.
        Unavailable: The database or the storage is away; what was written stays.
    """
    check_url("address of the old site (--url)", options.url)
    started = f"{target.clock.now():%Y%m%dT%H%M%S}"
    report_path = None if options.dry_run else target.workspace / f"{started}-{system}.jsonl"
    with as_folder(path, target.workspace) as folder, Scratch(target.workspace) as scratch:
        source = open_source(system, folder, scratch, options)
        with Report(report_path) as report:
            await _Import(source, scratch, report, target, options).all(progress)
            return report


@dataclass
class _Rest:
    """What an outline holds besides posts."""

    authors: list[AuthorRecord] = field(default_factory=list)
    categories: list[CategoryRecord] = field(default_factory=list)
    redirects: list[RedirectRecord] = field(default_factory=list)
    settings: list[SettingsRecord] = field(default_factory=list)

    def add(self, record: AnyRecord) -> None:
        match record:
            case AuthorRecord():
                self.authors.append(record)
            case CategoryRecord():
                self.categories.append(record)
            case RedirectRecord():
                self.redirects.append(record)
            case SettingsRecord():
                self.settings.append(record)


class _Import:
    def __init__(
        self, source: Source, scratch: Scratch, report: Report, target: Target, options: Options
    ) -> None:
        system = f"{source.system}:{options.name}" if options.name else source.system
        media = None if options.dry_run else target.media
        mover = Mover(source, media, target.fetcher, scratch, report)
        self._source = source
        self._scratch = scratch
        self._run = Run(system=system, target=target, options=options, mover=mover, report=report)
        store = PostStore(target.database)
        self._plan = Plan(system, source.site, target.content.bulk, store, scratch)
        self._shelves = Shelves(self._run)
        self._posts = Posts(self._run, self._plan, self._shelves)

    async def all(self, progress: Progress) -> None:
        """Read, plan, write."""
        rest = _Rest()

        def posts() -> Iterator[PostRecord]:
            for record in self._source.outline():
                if isinstance(record, PostRecord):
                    yield record
                else:
                    rest.add(record)

        async def plan(some: Sequence[PostRecord]) -> None:
            await self._plan.add(some)
            progress.planned(self._plan.count)

        await _in_batches(posts(), plan, _PLANNED_AT_ONCE)
        await self._shelves.add_authors(rest.authors)
        await self._shelves.add_categories(rest.categories)
        self._plan.add_links(self._shelves.links)
        for record in rest.settings:
            await apply_settings(record, self._run)
        await self._write_posts(progress)
        await self._write_redirects(rest.redirects)

    async def _write_posts(self, progress: Progress) -> None:
        written = 0

        async def write(some: Sequence[PostRecord]) -> None:
            nonlocal written
            await _patiently(lambda: self._posts.add(some))
            written += len(some)
            progress.written(written, self._plan.count)

        await _in_batches(self._contents(), write, _WRITTEN_AT_ONCE, at_once=_BATCHES_AT_ONCE)

    def _contents(self) -> Iterator[PostRecord]:
        for record in self._source.contents():
            if isinstance(record, PostRecord):
                if self._scratch.first("read", record.id):
                    yield record
                else:
                    self._skip(record.kind, record.id, "another of the export has the same id")
            elif isinstance(record, Skipped):
                self._skip(record.kind, record.id, record.reason)

    def _skip(self, kind: str, item: str, reason: str) -> None:
        entry = Entry(kind=kind, item=item, result=Result.SKIPPED, reason=reason)
        self._run.report.add(entry)

    async def _write_redirects(self, records: Sequence[RedirectRecord]) -> None:
        """Keep the old site's own rules, and those from authors and categories."""
        if self._run.options.dry_run:
            return
        site, rules = self._source.site, {}
        for address, path in self._shelves.paths.items():
            old = old_path(site, address)
            if old and old != path:
                rules[old] = path
        for permanent, status in ((True, 301), (False, 302)):
            own = {
                record.id: self._run.mover.link(record.target) or record.target
                for record in records
                if record.permanent is permanent
            }
            every = {**rules, **own} if permanent else own
            for path, reason in await self._run.content.redirects.save_imported(
                every.items(), status
            ):
                self._skip("redirect", path, reason)


async def _patiently(work: Callable[[], Awaitable[None]]) -> None:
    """Do repeatable work, again after a pause if the database did not answer in time."""
    for pause_s in _PAUSES_S:
        try:
            await work()
        except DatabaseUnavailable:
            await asyncio.sleep(pause_s)
        else:
            return
    await work()


async def _in_batches(
    items: Iterator[PostRecord],
    work: Callable[[Sequence[PostRecord]], Awaitable[None]],
    most: int,
    *,
    at_once: int = 1,
) -> None:
    """Work on some at a time: at most so many, and no more text than fits the memory well.

    They are read in another thread, so that connections stay alive meanwhile. With more than one
    batch `at_once`, one is made ready while the database writes another.
    """
    batches = _batches(items, most)
    under_way: set[asyncio.Future[None]] = set()
    try:
        while batch := await asyncio.to_thread(next, batches, None):
            under_way.add(asyncio.ensure_future(work(batch)))
            if len(under_way) >= at_once:
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.gather(*done)
        await asyncio.gather(*under_way)
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


def _batches(items: Iterator[PostRecord], most: int) -> Iterator[list[PostRecord]]:
    batch: list[PostRecord] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.body.source)
        if len(batch) >= most or characters > _CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
