"""Categories and authors by API."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from strive.content.api.queries import AUTHOR, AUTHORS, CATEGORIES, CATEGORY
from strive.content.api.reading import Reading, chosen, moved, slug_of
from strive.content.errors import AuthorNotFound, CategoryNotFound
from strive.content.listing import PostFilter
from strive.platform.web.envelope import Pagination


@dataclass(frozen=True, slots=True)
class Categories:
    """The tree of categories."""

    reading: Reading

    async def list_categories(self, request: Request) -> Response:
        """Categories, each parent before its children, otherwise by title."""
        query = CATEGORIES.read(request.scope)
        taxonomy = self.reading.content.taxonomy
        tree, counts = await taxonomy.categories(), await taxonomy.category_counts()
        start = (query.page - 1) * query.limit
        part = tree.ordered()[start : start + query.limit]
        shape = self.reading.shaping.category
        data = [
            chosen(shape(entry, tree, counts.get(entry.id, 0)), query.fields) for _, entry in part
        ]
        pagination = Pagination.numbered(page=query.page, limit=query.limit, total=len(tree))
        return self.reading.many(request, data, pagination)

    async def get_category(self, request: Request) -> Response:
        """One category."""
        query, slug = CATEGORY.read(request.scope), slug_of(request, "category")
        taxonomy = self.reading.content.taxonomy
        tree = await taxonomy.categories()
        category = tree.by_slug(slug)
        if category is None:
            path = tree.moved_to(slug)
            if path is None:
                raise CategoryNotFound("There is no category with this slug.")
            return moved(request, path)
        posts = (await taxonomy.category_counts()).get(category.id, 0)
        shape = self.reading.shaping.category(category, tree, posts)
        return self.reading.one(request, chosen(shape, query.fields))


@dataclass(frozen=True, slots=True)
class Authors:
    """Those whose names stand over posts."""

    reading: Reading

    async def list_authors(self, request: Request) -> Response:
        """Authors, by slug."""
        query = AUTHORS.read(request.scope)
        taxonomy = self.reading.content.taxonomy
        page = await taxonomy.author_page(query.page, query.limit)
        counts = await taxonomy.author_counts() if page.items else {}
        shape = self.reading.shaping.author
        data = [
            chosen(shape(author, counts.get(author.id, 0)), query.fields) for author in page.items
        ]
        pagination = Pagination.numbered(page=query.page, limit=query.limit, total=page.total)
        return self.reading.many(request, data, pagination)

    async def get_author(self, request: Request) -> Response:
        """One author."""
        query, slug = AUTHOR.read(request.scope), slug_of(request, "author")
        content = self.reading.content
        author = await content.taxonomy.author(slug)
        if author is None:
            path = await content.taxonomy.author_moved_to(slug)
            if path is None:
                raise AuthorNotFound("There is no author with this slug.")
            return moved(request, path)
        posts = await content.posts.count(PostFilter(author=author.id))
        shape = self.reading.shaping.author(author, posts)
        return self.reading.one(request, chosen(shape, query.fields))
