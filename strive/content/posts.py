"""Reading posts and pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple

from strive.content.listing import MonthCount, Page, PostFilter, Slice, Sort
from strive.content.post import Kind, Post, PostSummary

ADDRESSES_PER_CHUNK = 50_000  # what a sitemap file may hold


class Neighbours(NamedTuple):
    """The posts published right before and right after one."""

    previous: PostSummary | None
    next: PostSummary | None


class Address(NamedTuple):
    """A line of a sitemap; `path` is not percent-encoded."""

    path: str
    updated_at: datetime


class Posts:
    """What readers see, and what people who may are shown besides."""

    async def by_slug(self, kind: Kind, slug: str) -> Post | None:
        """Return what is read at this address: published, and not before its time."""
        ...

    async def by_id(self, post_id: str) -> Post | None:
        """Return a post or page in any status, as it was last saved (from the primary)."""
        ...

    async def by_ids(self, ids: Sequence[str]) -> dict[str, PostSummary]:
        """Return the published ones among these posts and pages, by id."""
        ...

    async def moved_to(self, kind: Kind, slug: str) -> str | None:
        """Return the path of the published post that had this slug before, if there is one."""
        ...

    async def page(
        self, which: PostFilter, page: int = 1, limit: int = 12, sort: Sort = Sort.NEWEST
    ) -> Page[PostSummary]:
        """Return one page of a list, with the total.

        Raises:
            PageInvalid: The page or limit is out of range.
            Invalid: The filter's month does not exist.
        """
        ...

    async def after(
        self,
        which: PostFilter,
        cursor: str | None = None,
        limit: int = 12,
        sort: Sort = Sort.NEWEST,
    ) -> Slice[PostSummary]:
        """Return what follows a cursor (None: the beginning); as fast far down as at the top.

        Raises:
            CursorInvalid: The cursor is not one of this list.
            PageInvalid: The limit is out of range.
        """
        ...

    async def count(self, which: PostFilter) -> int:
        """Count the posts of a list."""
        ...

    async def latest_full(self, which: PostFilter, limit: int = 20) -> list[Post]:
        """Return the newest posts of a list whole, for feeds."""
        ...

    async def neighbours(self, post: Post) -> Neighbours:
        """Return the published posts right before and after this one in time."""
        ...

    async def related(self, post: Post, limit: int = 3) -> list[PostSummary]:
        """Return published posts that share most categories and tags with this one, newest first.

        Only the newest 100 that share anything are weighed.
        """
        ...

    async def months(self) -> list[MonthCount]:
        """Return the months with published posts, newest first, in the site's time zone."""
        ...

    async def address_chunks(self, kind: Kind) -> int:
        """Return how many chunks `addresses` has; one that holds none has no chunk."""
        ...

    async def addresses(self, kind: Kind, chunk: int = 0) -> list[Address]:
        """Return up to 50,000 addresses search engines may list, oldest first.

        A chunk keeps its content while newer posts are added. One past the last is empty.
        """
        ...

    def every(self, kind: Kind | None = None) -> AsyncIterator[Post]:
        """Go through all posts and pages in any status, by id, for exports."""
        ...

    async def suggestions(self, slug: str, limit: int = 5) -> list[PostSummary]:
        """Return published posts somebody may have meant by an address that leads nowhere."""
        ...
