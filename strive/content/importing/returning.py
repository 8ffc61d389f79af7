"""Everything of an archive but the posts, put back as it was."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from strive.content.exporting.archive import NAMES
from strive.content.exporting.store import WholeStore
from strive.content.importing.folder import file_below
from strive.content.importing.records import CategoryRecord
from strive.content.importing.report import Entry, Report, Result
from strive.content.importing.run import Options, Target
from strive.content.importing.soundness import parents_of, record_of
from strive.content.post import Post
from strive.content.redirect import Redirect
from strive.content.revision import Revision
from strive.content.site import Site
from strive.content.taxonomy import Author, Category
from strive.kit.clock import ManualClock
from strive.media import Asset, Media
from strive.platform.errors import StriveError

_SHOWN = 200  # characters of a name in the report


class Returner:
    """Writes settings, authors, categories, files and redirects; `folder` is the archive's."""

    def __init__(self, folder: Path, target: Target, options: Options, report: Report) -> None:
        self._folder = folder
        self._target = target
        self._options = options
        self._report = report
        self._store = WholeStore(target.database)
        self._parents: dict[str, str] = {}

    async def place(self, categories: list[CategoryRecord]) -> None:
        """Find the place of every category; raises `TooLarge` if there are too many."""
        here = [record_of(category) async for category in self._store.every(Category)]
        self._parents = parents_of(categories, here)

    async def put(self, item: Struct) -> None:
        """Put back one item; a post is none of them."""
        match item:
            case Site():
                await self._site(item)
            case Author():
                await self._shelf(item, "author", item.name)
            case Category():
                parent = self._parents.get(item.id, "")
                await self._shelf(replace(item, parent=parent), "category", item.title)
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


def refusal(item: Struct, reason: str) -> Entry:
    """Return what the report says of an item that cannot be put back."""
    kind, name, title = _named(item)
    return Entry(
        kind=kind, item=name[:_SHOWN], title=title[:_SHOWN], result=Result.SKIPPED, reason=reason
    )


def _named(item: Struct) -> tuple[str, str, str]:
    """Return kind, id and title of an item."""
    kind = NAMES[type(item)]
    match item:
        case Revision():
            return kind, f"{item.post}:{item.number}", item.title
        case Post():
            return item.kind.value, item.id, item.title
        case Author() | Category() | Asset():
            title = getattr(item, "title", "") or getattr(item, "name", "")
            return kind, item.id, title
        case Redirect():
            return kind, item.path, ""
    return kind, kind, ""
