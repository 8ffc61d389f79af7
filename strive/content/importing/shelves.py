"""Authors and categories of an export, brought onto the shelves that are here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from strive.content.importing.moving import Origin
from strive.content.importing.records import AuthorRecord, CategoryRecord, digest_of
from strive.content.importing.report import Entry, Result
from strive.content.importing.run import EDITED_HERE, Run
from strive.content.importing.tidying import tidy_author, tidy_category
from strive.content.importing.trees import ordered
from strive.content.post import Origin as Stamp
from strive.content.taxonomy import Author, AuthorDraft, Category, CategoryDraft
from strive.platform.errors import StriveError

_HALF = 16  # characters of a digest: what it was there, then what it was here
_PAGE = 1_000

Draft = TypeVar("Draft", AuthorDraft, CategoryDraft)


class Shelves:
    """Writes authors and categories; knows afterwards which id here each of theirs has."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._taxonomy = run.content.taxonomy
        self.authors: dict[str, str] = {}
        self.categories: dict[str, str] = {}
        self.paths: dict[str, str] = {}  # new path by old address
        self.links: dict[str, str] = {}  # the same by any name that links know

    async def add_authors(self, records: Iterable[AuthorRecord]) -> None:
        """Keep authors."""
        here = _Here(self._run.system, await self._all_authors())
        for record in records:
            draft = AuthorDraft(
                name=record.name,
                slug=record.slug,
                bio=record.bio,
                image=await self._run.mover.image(record.image, Origin(record.name)),
                website=record.website,
                location=record.location,
                social=record.social,
            )
            draft, notes = tidy_author(draft)
            found = here.find(record.id, record.own_id, draft.slug, draft.name)
            kept = await self._keep("author", record, draft, found, notes)
            self.authors[record.id] = kept

    async def add_categories(
        self, records: Iterable[CategoryRecord], known: Mapping[str, str] | None = None
    ) -> None:
        """Keep categories, parents first; circles are cut open and reported.

        `known` has the ids here of parents that are not among the records.
        """
        self.categories |= known or {}
        tree = await self._taxonomy.categories()
        here = _Here(self._run.system, [category for _, category in tree.ordered()])
        for record, parent, reason in ordered(list(records), frozenset(self.categories)):
            draft = CategoryDraft(
                title=record.title,
                slug=record.slug,
                description=record.description,
                parent=self.categories.get(parent, ""),
                image=await self._run.mover.image(record.image, Origin(record.title)),
                seo=await self._run.mover.seo(record.seo, Origin(record.title)),
            )
            draft, notes = tidy_category(draft)
            found = here.find(record.id, record.own_id, draft.slug, draft.title)
            notes = [*notes, reason] if reason else notes
            self.categories[record.id] = await self._keep("category", record, draft, found, notes)

    async def _keep(
        self,
        kind: str,
        record: AuthorRecord | CategoryRecord,
        draft: AuthorDraft | CategoryDraft,
        found: Author | Category | None,
        notes: list[str],
    ) -> str:
        """Write one entry if it is new or changed over there; return its id, "" if refused."""
        name = draft.name if isinstance(draft, AuthorDraft) else draft.title
        result, reason = self._decide(record, found)
        if result in (Result.IMPORTED, Result.CHANGED) and not self._run.options.dry_run:
            stamp = Stamp(self._run.system, record.id, digest_of(record) + content_digest(draft))
            draft = msgspec.structs.replace(draft, id=found.id if found else "", origin=stamp)
            try:
                found = await self._save(draft)
            except StriveError as error:
                result, reason = Result.SKIPPED, error.message
        path = found.path if found else ""
        if path:
            self.paths |= dict.fromkeys(record.addresses, path)
            self.paths |= dict.fromkeys(record.feeds, f"{path}/feed.xml")
            self.links |= dict.fromkeys((*record.aliases, *record.addresses), path)
        self._run.report.add(
            Entry(
                kind=kind, item=record.id, title=name, result=result, path=path, reason=reason,
                notes=tuple(notes),
            )
        )  # fmt: skip
        return found.id if found else (f"new:{record.id}" if self._run.options.dry_run else "")

    def _decide(
        self, record: AuthorRecord | CategoryRecord, found: Author | Category | None
    ) -> tuple[Result, str]:
        if found is None:
            return Result.IMPORTED, ""
        if found.id == record.own_id:
            return Result.UNCHANGED, "this, once exported from here, is here"
        if found.origin is None or (found.origin.system, found.origin.id) != (
            self._run.system,
            record.id,
        ):
            return Result.UNCHANGED, "one with this name is here already"
        if found.origin.digest[:_HALF] == digest_of(record):
            return Result.UNCHANGED, ""
        edited = found.origin.digest[_HALF:] != content_digest(found)
        if edited and not self._run.options.overwrite:
            return Result.SKIPPED, EDITED_HERE
        return Result.CHANGED, ""

    async def _save(self, draft: AuthorDraft | CategoryDraft) -> Author | Category:
        if isinstance(draft, AuthorDraft):
            return await self._taxonomy.save_author(draft)
        return await self._taxonomy.save_category(draft)

    async def _all_authors(self) -> list[Author]:
        every: list[Author] = []
        while page := await self._taxonomy.authors(_PAGE, every[-1].slug.current if every else ""):
            every += page
        return every


class _Here:
    """What is on a shelf, to find what was brought before or has the same name."""

    def __init__(self, system: str, entries: Iterable[Author] | Iterable[Category]) -> None:
        every: list[Author | Category] = list(entries)
        self._by_id = {entry.id: entry for entry in every}
        self._by_slug = {entry.slug.current: entry for entry in every}
        self._by_origin: Mapping[str, Author | Category] = {
            entry.origin.id: entry
            for entry in every
            if entry.origin and entry.origin.system == system
        }

    def find(self, record_id: str, own_id: str, slug: str, name: str) -> Author | Category | None:
        """Return the entry a record means."""
        found = self._by_origin.get(record_id) or self._by_id.get(own_id)
        if found is not None:
            return found
        same = self._by_slug.get(slug)
        title = same.name if isinstance(same, Author) else same.title if same else ""
        return same if title.casefold() == name.casefold() else None


def content_digest(entry: Author | Category | AuthorDraft | CategoryDraft) -> str:
    """Return a digest of what people edit of an entry, to tell whether they did."""
    fields = ("name", "title", "description", "bio", "website", "location", "social", "image")
    values = [getattr(entry, field, None) for field in fields]
    return hashlib.blake2b(msgspec.json.encode(values), digest_size=_HALF // 2).hexdigest()
