"""A post and a standalone page, as readers see them and as a preview shows them."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from strive.content.errors import PostNotFound
from strive.content.pages import jsonld
from strive.content.pages.entries import cards_of
from strive.content.pages.jsonld import Crumb
from strive.content.pages.languages import direction_of
from strive.content.pages.parameters import slug_of
from strive.content.pages.redirecting import moved
from strive.content.pages.trails import BLOG, named
from strive.content.pages.urls import encoded
from strive.content.pages.website import HTML
from strive.content.post import Kind
from strive.platform.cache import plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from strive.content.pages.website import Website
    from strive.content.post import Post
    from strive.content.site import Site
    from strive.content.taxonomy import Author, Category
    from strive.content.tree import Tree

UPDATE_SHOWN_AFTER = timedelta(days=1)  # corrections of the first day are no update


@dataclass(frozen=True, slots=True)
class Posts:
    """Pages that show one text."""

    website: Website

    async def post(self, request: Request) -> Response:
        """Show a post with what stands around it."""
        return await self._published(request, Kind.POST, slug_of(request))

    async def page(self, request: Request) -> Response:
        """Show a standalone page."""
        return await self.standing(request, slug_of(request))

    async def standing(self, request: Request, slug: str) -> Response:
        """Show the standalone page with a slug; raises `PostNotFound`."""
        return await self._published(request, Kind.PAGE, slug)

    async def preview(self, request: Request) -> Response:
        """Show a post in any status to whoever holds a link for it; kept by no cache."""
        content = self.website.content
        site, post = await gather(
            content.site.get(), content.previews.open(request.path_params["token"])
        )
        context = await self._around(post)
        head = self.website.head(site, post.title, "/preview", no_index=True)
        html = self.website.render(
            request, site, "preview.html", head, post=post, **_article(post), **context
        )
        headers = {"Cache-Control": plan.PRIVATE, "X-Robots-Tag": "noindex, nofollow"}
        return Response(html, headers=headers, media_type=HTML)

    async def _published(self, request: Request, kind: Kind, slug: str) -> Response:
        content = self.website.content
        site, post = await gather(content.site.get(), content.posts.by_slug(kind, slug))
        if post is None:
            moved_to = await content.posts.moved_to(kind, slug)
            return moved(moved_to, PostNotFound("There is nothing at this address."))
        if kind is Kind.PAGE:
            head = self._head(site, post, (), (), (Crumb(post.title, post.path),))
            return self.website.page(request, site, "page.html", head, post=post, **_article(post))
        context = await self._around(post)
        trail = (*_trail(context["tree"], context["categories"]), Crumb(post.title, post.path))
        head = self._head(site, post, context["authors"], context["categories"], trail)
        return self.website.page(
            request, site, "post.html", head, post=post, **_article(post), **context
        )

    async def _around(self, post: Post) -> dict[str, Any]:
        """Read what stands around a post, all at once."""
        content = self.website.content
        tree, authors, around = await gather(
            content.taxonomy.categories(),
            content.taxonomy.authors_by_ids(post.author),
            content.posts.surroundings(post),
        )
        return {
            "tree": tree,
            "authors": [authors[i] for i in post.author if i in authors],
            "categories": tree.by_ids(post.categories),
            "older": around.previous,
            "newer": around.next,
            "related": cards_of(tree, list(around.related)),
        }

    def _head(
        self,
        site: Site,
        post: Post,
        authors: Sequence[Author],
        categories: Sequence[Category],
        trail: Sequence[Crumb],
    ) -> Any:
        urls = self.website.urls
        way = (Crumb(site.title, "/"), *named(trail, site))
        article = jsonld.article(post, site, urls, authors=authors, categories=categories)
        return self.website.head(
            site,
            post.title,
            encoded(post.path),
            description=post.excerpt,
            seo=post.seo,
            image=post.feature_image,
            canonical=post.canonical_url,
            kind="article",
            properties=_properties(post, [urls.of(one.path) for one in authors], categories),
            json_ld=[
                jsonld.script(article),
                jsonld.script(jsonld.breadcrumbs(way, urls)),
            ],
        )


def _article(post: Post) -> dict[str, Any]:
    published = post.published_at or post.created_at
    return {
        "direction": direction_of(post.language),
        "updated": post.updated_at - published > UPDATE_SHOWN_AFTER,
    }


def _trail(tree: Tree, categories: Sequence[Category]) -> list[Crumb]:
    """Return the way to a post: by its first category, or the blog."""
    if not categories:
        return [BLOG]
    above = [*tree.ancestors(categories[0].id), categories[0]]
    return [Crumb(category.title, category.path) for category in above]


def _properties(
    post: Post, author_urls: Sequence[str], categories: Sequence[Category]
) -> list[tuple[str, str]]:
    """Return the properties of an article in Open Graph."""
    times = [("article:modified_time", post.updated_at.isoformat())]
    if post.published_at:
        times.insert(0, ("article:published_time", post.published_at.isoformat()))
    return [
        *times,
        *(("article:author", url) for url in author_urls),
        *(("article:section", category.title) for category in categories[:1]),
        *(("article:tag", tag.name) for tag in post.tags),
    ]
