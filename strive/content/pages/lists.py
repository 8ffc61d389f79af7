"""Lists of posts: the blog, a category, a tag, an author, a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strive.content.errors import AuthorNotFound, CategoryNotFound
from strive.content.listing import PostFilter
from strive.content.pages import jsonld
from strive.content.pages.dates import month_title
from strive.content.pages.entries import entries_of
from strive.content.pages.head import FeedLink
from strive.content.pages.jsonld import Crumb
from strive.content.pages.paging import page_number, pager
from strive.content.pages.parameters import month_of, slug_of
from strive.content.pages.redirecting import moved
from strive.content.pages.trails import ARCHIVE, AUTHORS, BLOG, CATEGORIES, named
from strive.content.pages.urls import encoded, host_of
from strive.content.site import Link
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content.pages.website import Website


@dataclass(frozen=True, slots=True)
class Lists:
    """Every page that is a list of posts under a heading."""

    website: Website

    async def blog(self, request: Request) -> Response:
        """List all posts, newest first."""
        return await self._list(request, "blog.html", PostFilter(), (BLOG,))

    async def category(self, request: Request) -> Response:
        """List the posts of a category and of those nested in it."""
        slug = slug_of(request)
        tree = await self.website.content.taxonomy.categories()
        category = tree.by_slug(slug)
        if category is None:
            return moved(tree.moved_to(slug), CategoryNotFound("There is no such category."))
        above = [Crumb(one.title, one.path) for one in tree.ancestors(category.id)]
        return await self._list(
            request,
            "category.html",
            PostFilter(category=category.id),
            (CATEGORIES, *above, Crumb(category.title, category.path)),
            introduction=category.description,
            head={"seo": category.seo, "image": category.image},
            feed_path=f"{encoded(category.path)}/feed.xml",
            children=tree.children(category.id),
        )

    async def tag(self, request: Request) -> Response:
        """List the posts with a tag."""
        tag = await self.website.content.taxonomy.tag(slug_of(request))
        if tag is None:
            raise NotFound("No post has this tag.")
        trail = (BLOG, Crumb(tag.name, f"/tags/{tag.slug}"))
        return await self._list(request, "tag.html", PostFilter(tag=tag.slug), trail)

    async def author(self, request: Request) -> Response:
        """Present an author and list their posts."""
        slug = slug_of(request)
        taxonomy = self.website.content.taxonomy
        author = await taxonomy.author(slug)
        if author is None:
            moved_to = await taxonomy.author_moved_to(slug)
            return moved(moved_to, AuthorNotFound("There is no such author."))
        person = jsonld.person(author, self.website.urls)
        return await self._list(
            request,
            "author.html",
            PostFilter(author=author.id),
            (AUTHORS, Crumb(author.name, author.path)),
            introduction=author.bio,
            head={"image": author.image, "kind": "profile"},
            feed_path=f"{encoded(author.path)}/feed.xml",
            things=(person,),
            author=author,
            links=[Link(host_of(url), url) for url in person["sameAs"]],
        )

    async def month(self, request: Request) -> Response:
        """List the posts of a month; one without posts has no page."""
        month = month_of(request)
        trail = (ARCHIVE, Crumb(month_title(*month), f"/blog/{month.year}/{month.month:02}"))
        which = PostFilter(month=month)
        return await self._list(request, "month.html", which, trail, may_be_empty=False)

    async def _list(  # noqa: PLR0913 - what the lists differ in
        self,
        request: Request,
        template: str,
        which: PostFilter,
        trail: Sequence[Crumb],
        *,
        introduction: str = "",
        head: dict[str, Any] | None = None,
        feed_path: str = "",
        things: Sequence[jsonld.Thing] = (),
        may_be_empty: bool = True,
        **context: Any,
    ) -> Response:
        number = page_number(request)
        content, urls, path = self.website.content, self.website.urls, trail[-1].path
        site = await content.site.get()
        trail = named(trail, site)
        heading = trail[-1].label
        page = await content.posts.page(which, number, site.posts_per_page)
        if not page.total and not may_be_empty:
            raise NotFound(f"Nothing was published in {heading}.")
        pages = pager(page, path)
        feed = FeedLink(f"{heading} · {site.title}", "application/rss+xml", urls.base + feed_path)
        scripts = [jsonld.script(thing) for thing in (jsonld.breadcrumbs(trail, urls), *things)]
        described = self.website.head(
            site,
            heading if number == 1 else f"{heading}, page {number}",
            path,
            description=introduction,
            pager=pages,
            feeds=(feed,) if feed_path else (),
            json_ld=scripts,
            **(head or {}),
        )
        return self.website.page(
            request,
            site,
            template,
            described,
            heading=heading,
            introduction=introduction,
            trail=trail[:-1],
            pages=pages,
            entries=await entries_of(content.taxonomy, page.items),
            feed_path=feed_path,
            **context,
        )
