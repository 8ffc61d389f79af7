"""Where kept files are used: in posts and pages, by authors and categories, in the settings."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

from strive.content.post import PostSummary, Status
from strive.content.site import Site
from strive.content.store.documents import files_in, to_document
from strive.content.store.file_uses import FileUseStore
from strive.content.store.settings import SiteStore
from strive.content.taxonomy import Author, Category
from strive.platform.database import Database

SHOWN_MAX: Final = 100


class UsedBy(StrEnum):
    """What a file is used by."""

    POST = "post"
    PAGE = "page"
    AUTHOR = "author"
    CATEGORY = "category"
    SETTINGS = "settings"


class Use(Struct, frozen=True, kw_only=True):
    """Something that names a file, as it is saved now; `path` is its address on the site."""

    kind: UsedBy
    id: str
    title: str
    path: str
    status: Status | None = None


class Uses(Struct, frozen=True):
    """The uses of one file: some of them, and how many there are."""

    some: list[Use]
    total: int


class FileUses:
    """Finds them by what each names, which is kept with it."""

    def __init__(self, database: Database) -> None:
        self._store = FileUseStore(database)
        self._site = SiteStore(database)

    async def of(self, file_id: str, limit: int = SHOWN_MAX) -> Uses:
        """Return where a file is used. Earlier revisions and unsaved copies do not count."""
        site = await self._site.get()
        in_site = [_of_site(site)] if file_id in files_in(to_document(site)) else []
        categories, authors = await self._store.shelves(file_id, limit)
        posts = await self._store.posts(file_id, limit)
        some = [
            *in_site,
            *map(_of_category, categories),
            *map(_of_author, authors),
            *map(_of_post, posts),
        ]
        return Uses(some[:limit], len(in_site) + await self._store.count(file_id))


def _of_site(site: Site) -> Use:
    return Use(kind=UsedBy.SETTINGS, id="", title=site.title, path="/")


def _of_category(category: Category) -> Use:
    return Use(kind=UsedBy.CATEGORY, id=category.id, title=category.title, path=category.path)


def _of_author(author: Author) -> Use:
    return Use(kind=UsedBy.AUTHOR, id=author.id, title=author.name, path=author.path)


def _of_post(post: PostSummary) -> Use:
    kind = UsedBy(post.kind.value)
    return Use(kind=kind, id=post.id, title=post.title, path=post.path, status=post.status)
