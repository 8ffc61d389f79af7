"""Posts and pages by API."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from typing import Any, Final

from msgspec import UNSET, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.authentication import principal_of
from strive.accounts.principal import Scope, require
from strive.content.api import shapes
from strive.content.api.queries import POST, POSTS, PostsQuery, field_names
from strive.content.api.reading import Reading, chosen, moved, slug_of
from strive.content.errors import AuthorNotFound, CategoryNotFound, PostNotFound
from strive.content.listing import PostFilter, Sort
from strive.content.post import Kind, PostSummary, Status
from strive.content.posts import next_cursor
from strive.kit.slugs import is_slug
from strive.platform.web.envelope import Pagination
from strive.platform.web.parameters import ParameterInvalid

_BY_DEFAULT: Final = [name for name in field_names(shapes.Post) if name != "text"]
_BY_TIME: Final = {Sort.NEWEST, Sort.OLDEST}


@dataclass(frozen=True, slots=True)
class Posts:
    """Lists of posts, and single posts and pages."""

    reading: Reading

    async def list_posts(self, request: Request) -> Response:
        """Posts, newest first, by page number or by cursor.

        A cursor is as fast far down a list as at its top; page numbers suit short lists.
        """
        query = POSTS.read(request.scope)
        _check(query)
        if query.status is not Status.PUBLISHED:
            require(principal_of(request), Scope.CONTENT_READ)
        which = await self._filter(query)
        items, pagination, cursor = await self._part(query, which)
        authors = await self.reading.authors_of(items)
        tree = await self.reading.content.taxonomy.categories()
        shaping = self.reading.shaping
        data = [chosen(shaping.summary(post, tree, authors), query.fields) for post in items]
        return self.reading.many(request, data, pagination, nextCursor=cursor)

    async def get_post(self, request: Request) -> Response:
        """One post, whole; with a status other than published, one that readers do not see."""
        return await self._one(request, Kind.POST)

    async def get_page(self, request: Request) -> Response:
        """One page, which stands outside the blog; its status as for posts."""
        return await self._one(request, Kind.PAGE)

    async def _one(self, request: Request, kind: Kind) -> Response:
        query, slug = POST.read(request.scope), slug_of(request, kind.value)
        content = self.reading.content
        if query.status is Status.PUBLISHED:
            post = await content.posts.by_slug(kind, slug)
        else:
            require(principal_of(request), Scope.CONTENT_READ)
            post = await content.posts.unseen(kind, slug, query.status)
        if post is None:
            path = await content.posts.moved_to(kind, slug)
            if path is None or query.status is not Status.PUBLISHED:
                raise PostNotFound(f"There is no {kind} with this slug.")
            return moved(request, path)
        authors = await self.reading.authors_of([post])
        tree, site = await content.taxonomy.categories(), await content.site.get()
        shape = self.reading.shaping.post(post, tree, authors, site.language)
        return self.reading.one(request, chosen(shape, query.fields or _BY_DEFAULT))

    async def _filter(self, query: PostsQuery) -> PostFilter:
        """Look up what the query names by slug.

        Raises:
            CategoryNotFound, AuthorNotFound: There is none with the slug.
        """
        taxonomy = self.reading.content.taxonomy
        category = author = ""
        if query.category is not UNSET:
            found = (await taxonomy.categories()).by_slug(query.category)
            if found is None:
                raise CategoryNotFound("There is no category with the slug in category.")
            category = found.id
        if query.author is not UNSET:
            somebody = await taxonomy.author(query.author)
            if somebody is None:
                raise AuthorNotFound("There is no author with the slug in author.")
            author = somebody.id
        return PostFilter(
            status=query.status,
            category=category,
            author=author,
            tag=_or(query.tag, ""),
            featured=_or(query.featured, None),
        )

    async def _part(
        self, query: PostsQuery, which: PostFilter
    ) -> tuple[list[PostSummary], Pagination, str | None]:
        """Return the posts asked for, where they stand, and the cursor of what follows."""
        posts, limit, sort = self.reading.content.posts, query.limit, query.sort
        if query.cursor is UNSET:
            number = 1 if query.page is UNSET else query.page
            page = await posts.page(which, number, limit, sort)
            cursor = next_cursor(page.items[-1], sort) if page.items and page.has_next else None
            pagination = Pagination.numbered(page=number, limit=limit, total=page.total)
            return list(page.items), pagination, cursor
        part, total = await gather(
            posts.after(which, query.cursor, limit, sort), posts.count(which)
        )
        pagination = Pagination(
            page=None,
            limit=limit,
            total=total,
            pages=-(-total // limit),
            has_next=part.next is not None,
            has_prev=True,
        )
        return list(part.items), pagination, part.next


def _check(query: PostsQuery) -> None:
    """Refuse parameters that do not go together, and values that cannot be slugs.

    Raises:
        ParameterInvalid: They do not; the message names them.
    """
    if query.page is not UNSET and query.cursor is not UNSET:
        raise ParameterInvalid("The parameters page and cursor exclude each other.")
    if query.narrows and query.sort not in _BY_TIME:
        raise ParameterInvalid("The parameter sort must be by publishedAt when there is a filter.")
    for name in ("category", "author", "tag"):
        slug = getattr(query, name)
        if slug is not UNSET and not is_slug(slug):
            raise ParameterInvalid(f"The parameter {name} must be a slug.")


def _or(value: Any | UnsetType, otherwise: Any) -> Any:
    return otherwise if value is UNSET else value
