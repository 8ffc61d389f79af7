"""One document of Sanity brought here as it changes there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from strive.content.exporting.store import WholeStore
from strive.content.importing.addresses import OldSite
from strive.content.importing.limits import NESTING_MAX
from strive.content.importing.moving import Mover
from strive.content.importing.plan import Plan
from strive.content.importing.posts import Posts
from strive.content.importing.records import (
    AnyRecord,
    AuthorRecord,
    CategoryRecord,
    PostRecord,
)
from strive.content.importing.report import Entry, Report, Result
from strive.content.importing.run import BY_SYNCHRONISATION, Options, Run, Target
from strive.content.importing.sanity.blocks import INTERNAL, Found
from strive.content.importing.sanity.documents import (
    Types,
    is_draft,
    public_id,
    record_of,
)
from strive.content.importing.sanity.fields import Dataset, Document, reference_of
from strive.content.importing.scratch import Scratch
from strive.content.importing.shelves import Shelves
from strive.content.post import Post
from strive.content.store.posts import PostStore
from strive.content.taxonomy import Author, Category

SYSTEM = "sanity"


class _Delivery:
    """A single document as a source: it brings no files, its assets are on Sanity's CDN."""

    system = SYSTEM
    site = OldSite("https://cdn.sanity.io")
    serves_files = False

    def outline(self) -> Iterator[AnyRecord]:
        return iter(())

    def contents(self) -> Iterator[AnyRecord]:
        return iter(())

    def local_file(self, path: str) -> Path | None:  # noqa: ARG002 - there are none
        return None


class Syncing:
    """Keeps posts, authors and categories as they are in a dataset."""

    def __init__(self, target: Target, types: Types | None = None) -> None:
        self._target = target
        self._types = types or Types()
        self._posts = PostStore(target.database)
        self._whole = WholeStore(target.database)

    async def put(self, document: Document, dataset: Dataset) -> Entry:
        """Bring a created or changed document; the same one again changes nothing.

        One that is older than what is here (a delivery that was held up) is left alone.
        """
        role, key = self._types.role(document.get("_type")), public_id(document)
        if not role or is_draft(document) or key.startswith("versions."):
            reason = "only published posts, pages, authors and categories are kept here"
            return Entry(kind=role or "document", item=key, result=Result.SKIPPED, reason=reason)
        known = await self._known(document)
        record = record_of(document, role, known.get, dataset)
        post = (await self._posts.by_origins(SYSTEM, [key])).get(key)
        if isinstance(record, PostRecord) and _is_stale(record, post):
            reason = "what is here is newer"
            return Entry(kind=role, item=key, result=Result.UNCHANGED, reason=reason)
        with Scratch(self._target.workspace) as scratch, Report() as report:
            for id_, found in known.items():
                scratch.put("path", f"{INTERNAL}{id_}", found.document["path"])
            await self._write(record, scratch, report)
            return report.last or Entry(kind=role, item=key, result=Result.UNCHANGED)

    async def delete(self, key: str) -> Entry:
        """Follow a deletion, which in Sanity is also how a document is unpublished.

        A post goes back to draft and can be published again; authors and categories go.
        """
        post = (await self._posts.by_origins(SYSTEM, [key])).get(key)
        if post is not None:
            await self._target.content.publishing.withdraw(post.id, by=BY_SYNCHRONISATION)
            return Entry(kind=post.kind.value, item=key, result=Result.CHANGED, path=post.path)
        taxonomy = self._target.content.taxonomy
        for id_ in (await self._whole.ids_by_origin(Author, SYSTEM, [key])).values():
            await taxonomy.delete_author(id_)
            return Entry(kind="author", item=key, result=Result.CHANGED)
        for id_ in (await self._whole.ids_by_origin(Category, SYSTEM, [key])).values():
            await taxonomy.delete_category(id_)
            return Entry(kind="category", item=key, result=Result.CHANGED)
        return Entry(kind="document", item=key, result=Result.UNCHANGED, reason="it is not here")

    async def _write(self, record: AnyRecord | None, scratch: Scratch, report: Report) -> None:
        target, source = self._target, _Delivery()
        mover = Mover(source, target.media, target.fetcher, scratch, report)
        options = Options(announce=True)
        run = Run(system=SYSTEM, target=target, options=options, mover=mover, report=report)
        shelves = Shelves(run)
        match record:
            case AuthorRecord():
                await shelves.add_authors([record])
            case CategoryRecord():
                here = await self._whole.ids_by_origin(Category, SYSTEM, [record.parent])
                await shelves.add_categories([record], known=here)
            case PostRecord():
                ids = self._whole.ids_by_origin
                shelves.authors = await ids(Author, SYSTEM, record.authors)
                shelves.categories = await ids(Category, SYSTEM, record.categories)
                plan = Plan(SYSTEM, source.site, target.content.bulk, self._posts, scratch)
                await plan.add([record])
                await Posts(run, plan, shelves).add([record])

    async def _known(self, document: Document) -> dict[str, Found]:
        """Return what is here of what a document refers to, by its id there."""
        ids = sorted(set(_references(document, NESTING_MAX)))
        posts = await self._posts.by_origins(SYSTEM, ids)
        known = {id_: _found("post", post) for id_, post in posts.items()}
        ids_here = await self._whole.ids_by_origin(Author, SYSTEM, ids)
        authors = await self._whole.by_ids(Author, list(ids_here.values()))
        known |= {
            id_: _found("author", authors[here])
            for id_, here in ids_here.items()
            if here in authors
        }
        ids_here = await self._whole.ids_by_origin(Category, SYSTEM, ids)
        categories = await self._whole.by_ids(Category, list(ids_here.values()))
        known |= {
            id_: _found("category", categories[here])
            for id_, here in ids_here.items()
            if here in categories
        }
        return known


def _found(role: str, here: Post | Author | Category) -> Found:
    title = here.name if isinstance(here, Author) else here.title
    return Found(role, {"path": here.path, "title": title})


def _is_stale(record: PostRecord, post: Post | None) -> bool:
    return bool(post and record.updated_at and post.updated_at > record.updated_at)


def _references(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping) and depth:
        if ref := reference_of(value):
            yield ref
        for inner in value.values():
            yield from _references(inner, depth - 1)
    elif isinstance(value, list) and depth:
        for inner in value:
            yield from _references(inner, depth - 1)
