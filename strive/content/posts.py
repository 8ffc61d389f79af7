"""Reading posts and pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from strive.content import cache_tags
from strive.content.archive import month_starts
from strive.content.likeness import alike, meant_by
from strive.content.listing import (
    Month,
    MonthCount,
    Page,
    Position,
    PostFilter,
    Slice,
    Sort,
    check_page,
    cursor_of,
    position_of,
)
from strive.content.post import Kind, Post, PostSummary, Status, path_of
from strive.content.search import Search
from strive.content.settings import SiteSettings
from strive.content.shelves import Taxonomy
from strive.content.store.lists import ListStore
from strive.content.store.posts import PostStore
from strive.content.store.queries import Resolved
from strive.content.store.surroundings import Surroundings, SurroundingsStore
from strive.kit.clock import Clock
from strive.kit.slugs import is_slug
from strive.platform.cache import DataCache, lifetimes, note
from strive.platform.database import Database

T = TypeVar("T")
SUGGESTED_FROM: Final = 20
RELATED_MAX: Final = 3
ADDRESSES_PER_CHUNK: Final = 50_000  # what a sitemap file may hold


class Address(NamedTuple):
    """A line of a sitemap; `path` is not percent-encoded."""

    path: str
    updated_at: datetime


class Posts:
    """What readers see, and what people who may are shown besides."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        database: Database,
        clock: Clock,
        cache: DataCache,
        *,
        taxonomy: Taxonomy,
        site: SiteSettings,
        search: Search,
    ) -> None:
        self._cache = cache
        self._posts = PostStore(database)
        self._lists = ListStore(database)
        self._surroundings = SurroundingsStore(database)
        self._taxonomy = taxonomy
        self._site = site
        self._search = search
        self._clock = clock

    async def by_slug(self, kind: Kind, slug: str) -> Post | None:
        """Return what is read at this address: published, and not before its time."""
        if not is_slug(slug):
            return None
        return await self._cache.get_or_set(
            f"{kind}:{slug}",
            lifetimes.POSTS,
            partial(self._posts.by_slug, kind, slug, self._clock.now()),
            type=Post | None,
            tags=lambda post: (cache_tags.post(post.id),) if post else (cache_tags.MISSING,),
            shared=False,
        )

    async def unseen(self, kind: Kind, slug: str, status: Status) -> Post | None:
        """Return what readers do not see at this address, if it is in a status."""
        post_id = (await self._posts.taken_slugs(kind, [slug])).get(slug) if is_slug(slug) else None
        post = await self.by_id(post_id) if post_id else None
        return post if post and post.status is status else None

    async def by_id(self, post_id: str) -> Post | None:
        """Return a post or page in any status, as it was last saved (from the primary)."""
        return await self._posts.by_id(post_id)

    async def by_ids(self, ids: Sequence[str]) -> dict[str, PostSummary]:
        """Return the published ones among these posts and pages, by id."""
        note(map(cache_tags.post, ids))
        found = await self._posts.summaries(ids, self._clock.now()) if ids else ()
        return {summary.id: summary for summary in found}

    async def moved_to(self, kind: Kind, slug: str) -> str | None:
        """Return the path of the published post that had this slug before, if there is one."""
        if not is_slug(slug):
            return None
        note((cache_tags.MISSING,))
        current = await self._posts.current_slug(kind, slug, self._clock.now())
        return path_of(kind, current) if current else None

    async def page(
        self, which: PostFilter, page: int = 1, limit: int = 12, sort: Sort = Sort.NEWEST
    ) -> Page[PostSummary]:
        """Return one page of a list, with the total.

        Raises:
            PageInvalid: The page or limit is out of range.
            Invalid: The filter's month does not exist.
        """
        check_page(page, limit)
        resolved = await self._resolve(which)
        total = await self._count(resolved)
        skip = (page - 1) * limit
        if skip >= total:
            return Page([], total, page, limit)
        fetch = partial(self._lists.page, resolved, skip, limit, sort)
        return Page(await self._kept(resolved, f"{sort}:{skip}:{limit}", fetch), total, page, limit)

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
        check_page(1, limit)
        position = position_of(cursor, sort) if cursor is not None else None
        resolved = await self._resolve(which)
        fetch = partial(self._lists.after, resolved, position, limit + 1, sort)
        found = await self._kept(resolved, f"{sort}:after:{cursor}:{limit}", fetch)
        items = found[:limit]
        more = len(found) > limit
        return Slice(items, limit, next_cursor(items[-1], sort) if more else None)

    async def count(self, which: PostFilter) -> int:
        """Count the posts of a list."""
        return await self._count(await self._resolve(which))

    async def latest_full(self, which: PostFilter, limit: int = 20) -> list[Post]:
        """Return the newest posts of a list whole, for feeds; raises `PageInvalid`."""
        check_page(1, limit)
        resolved = await self._resolve(which)
        note(cache_tags.of_list(which, resolved.categories))
        return await self._lists.full(resolved, limit)

    async def surroundings(self, post: Post) -> Surroundings:
        """Return the published posts before and after this one, and three that share most with it.

        Of those that share a category or tag, only the newest 100 are weighed.
        """
        tags = [tag.slug for tag in post.tags]
        return await self._cache.get_or_set(
            f"around:{post.id}:{post.revision}",
            lifetimes.POSTS,
            partial(self._surroundings.around, post, self._clock.now(), RELATED_MAX),
            type=Surroundings,
            tags=lambda found: cache_tags.around(
                post.id, post.categories, tags, [one.id for one in _each(found)]
            ),
            shared=False,
        )

    async def neighbours(self, post: Post) -> list[PostSummary]:
        """Return the published posts right before and after this one, from no cache."""
        return list(_each(await self._surroundings.around(post, self._clock.now(), 0)))

    async def months(self) -> list[MonthCount]:
        """Return the months with published posts, newest first, in the site's time zone."""
        now = self._clock.now()
        note((cache_tags.LISTS[Kind.POST],))
        first = await self._lists.oldest(Kind.POST, now)
        if first is None:
            return []
        months = month_starts(first, now, (await self._site.get()).time_zone)
        counts = await self._lists.count_between(Kind.POST, now, list(months))
        return [
            MonthCount(month, counts[start])
            for start, month in reversed(months.items())
            if start in counts
        ]

    async def address_chunks(self, kind: Kind) -> int:
        """Return how many chunks `addresses` has; a kind without any address has none."""
        note((cache_tags.LISTS[kind],))
        total = await self._lists.count_addresses(kind, self._clock.now())
        return -(-total // ADDRESSES_PER_CHUNK)

    async def addresses(self, kind: Kind, chunk: int = 0) -> list[Address]:
        """Return up to 50,000 addresses search engines may list, oldest first.

        A chunk keeps its content while newer posts are added. One past the last is empty.
        """
        if chunk < 0:
            return []
        note((cache_tags.LISTS[kind],))
        skip = chunk * ADDRESSES_PER_CHUNK
        found = await self._lists.addresses(kind, self._clock.now(), skip, ADDRESSES_PER_CHUNK)
        return [Address(path_of(kind, slug), updated_at) for slug, updated_at in found]

    def every(self, kind: Kind | None = None) -> AsyncIterator[Post]:
        """Go through all posts and pages in any status, by id, for exports."""
        return self._posts.every(kind)

    async def suggestions(self, slug: str, limit: int = 5) -> list[PostSummary]:
        """Return published posts somebody may have meant by an address that leads nowhere."""
        asked = meant_by(slug)
        found = await self._search.find(asked, limit=SUGGESTED_FROM)
        return alike(asked, [hit.post for hit in found.items])[:limit]

    async def _count(self, resolved: Resolved) -> int:
        return await self._kept(resolved, "count", partial(self._lists.count, resolved), type=int)

    async def _kept(
        self,
        resolved: Resolved,
        what: str,
        fetch: Callable[[], Awaitable[T]],
        type: Any = list[PostSummary],  # noqa: A002 - as `get_or_set` names it
    ) -> T:
        """Return something of a list, from the cache when readers see the list."""
        which = resolved.which
        if which.status is not Status.PUBLISHED:
            return await fetch()
        return await self._cache.get_or_set(
            f"list:{cache_tags.name_of(which)}:{what}",
            lifetimes.POSTS,
            fetch,
            type=type,
            tags=cache_tags.of_list(which, resolved.categories),
            shared=type is int,  # a count looks at every entry of the index
        )

    async def _resolve(self, which: PostFilter) -> Resolved:
        categories: Sequence[str] = ()
        if which.category:
            categories = (await self._taxonomy.categories()).within(which.category)
        span = None
        if which.month:
            span = Month(*which.month).bounds((await self._site.get()).time_zone)
        return Resolved(which, self._clock.now(), categories, span)


def next_cursor(last: PostSummary, sort: Sort) -> str:
    """Return the cursor of what follows a post in a list of an order."""
    values = {
        "publishedAt": last.published_at,
        "updatedAt": last.updated_at,
        "title": last.title,
    }
    return cursor_of(Position(sort, values[sort.field], last.id))


def _each(found: Surroundings) -> Iterator[PostSummary]:
    yield from (one for one in (found.previous, found.next, *found.related) if one is not None)
