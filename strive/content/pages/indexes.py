"""Pages that lead to lists: all categories, all authors, the archive by month."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from strive.content.pages import jsonld
from strive.content.pages.dates import month_title
from strive.content.pages.jsonld import Crumb
from strive.content.pages.trails import ARCHIVE, AUTHORS, CATEGORIES, named
from strive.content.pages.urls import with_query
from strive.kit.slugs import is_slug
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content.listing import MonthCount
    from strive.content.pages.website import Website
    from strive.content.site import Site
    from strive.content.taxonomy import Category
    from strive.content.tree import Tree

AUTHORS_PER_PAGE = 100


class Branch(NamedTuple):
    """A category and what is nested in it."""

    category: Category
    children: Sequence[Branch]


class MonthLink(NamedTuple):
    """A month of the archive."""

    name: str
    path: str
    posts: int


class Year(NamedTuple):
    """A year of the archive."""

    number: int
    months: Sequence[MonthLink]


@dataclass(frozen=True, slots=True)
class Indexes:
    """Pages that list lists."""

    website: Website

    async def categories(self, request: Request) -> Response:
        """Show all categories, nested."""
        content = self.website.content
        site, tree = await gather(content.site.get(), content.taxonomy.categories())
        return self._page(request, site, "categories.html", CATEGORIES, tree=branches(tree))

    async def authors(self, request: Request) -> Response:
        """Show authors by slug, a hundred at a time (`?after=` the last slug)."""
        content, after = self.website.content, request.query_params.get("after", "")
        if after and not is_slug(after):
            raise NotFound("There is no such part of the list.")
        site, authors = await gather(
            content.site.get(), content.taxonomy.authors(AUTHORS_PER_PAGE, after)
        )
        is_full = len(authors) == AUTHORS_PER_PAGE
        following = with_query("/authors", after=authors[-1].slug.current) if is_full else ""
        return self._page(
            request, site, "authors.html", AUTHORS, authors=authors, following=following
        )

    async def archive(self, request: Request) -> Response:
        """Show the months in which something was published."""
        content = self.website.content
        site, months = await gather(content.site.get(), content.posts.months())
        return self._page(request, site, "archive.html", ARCHIVE, years=years(months))

    def _page(
        self, request: Request, site: Site, template: str, crumb: Crumb, **context: Any
    ) -> Response:
        (crumb,) = named((crumb,), site)
        trail = jsonld.breadcrumbs((Crumb(site.title, "/"), crumb), self.website.urls)
        head = self.website.head(site, crumb.label, crumb.path, json_ld=[jsonld.script(trail)])
        return self.website.page(request, site, template, head, heading=crumb.label, **context)


def branches(tree: Tree, above: str = "") -> list[Branch]:
    """Return the categories below one (at the top: ""), nested; depth is bounded at save."""
    return [Branch(one, branches(tree, one.id)) for one in tree.children(above)]


def years(months: Sequence[MonthCount]) -> list[Year]:
    """Group months, newest first, by their year."""
    return [
        Year(year, [_link(count) for count in counts])
        for year, counts in groupby(months, key=lambda count: count.month.year)
    ]


def _link(count: MonthCount) -> MonthLink:
    year, month = count.month
    name = month_title(year, month).split()[0]
    return MonthLink(name, f"/blog/{year}/{month:02}", count.posts)
