"""Where feeds are read."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from strive.content.errors import AuthorNotFound, CategoryNotFound
from strive.content.listing import PostFilter
from strive.content.pages.conditional import respond
from strive.content.pages.feeds import atom, json_feed, rss
from strive.content.pages.feeds.feed import Feed, item_of
from strive.content.pages.parameters import slug_of
from strive.content.pages.redirecting import moved
from strive.platform.cache import plan

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content.pages.website import Website

ITEMS = 20


class Format(NamedTuple):
    """How a feed is written."""

    write: Callable[[Feed], bytes]
    media_type: str


RSS = Format(rss.rss, rss.MEDIA_TYPE)
ATOM = Format(atom.atom, atom.MEDIA_TYPE)
JSON = Format(json_feed.json_feed, json_feed.MEDIA_TYPE)
EVERY_POST = PostFilter()


@dataclass(frozen=True, slots=True)
class Feeds:
    """The newest posts, whole, for feed readers."""

    website: Website

    async def rss(self, request: Request) -> Response:
        """Answer with the publication's feed as RSS."""
        return await self._feed(request, RSS)

    async def atom(self, request: Request) -> Response:
        """Answer with the publication's feed as Atom."""
        return await self._feed(request, ATOM)

    async def json(self, request: Request) -> Response:
        """Answer with the publication's feed as JSON Feed."""
        return await self._feed(request, JSON)

    async def category(self, request: Request) -> Response:
        """Answer with the feed of a category and of those nested in it."""
        slug = slug_of(request)
        tree = await self.website.content.taxonomy.categories()
        category = tree.by_slug(slug)
        if category is None:
            return moved(
                tree.moved_to(slug), CategoryNotFound("There is no such category."), "/feed.xml"
            )
        which = PostFilter(category=category.id)
        return await self._feed(request, RSS, which, name=category.title, path=category.path)

    async def author(self, request: Request) -> Response:
        """Answer with the feed of an author."""
        slug, taxonomy = slug_of(request), self.website.content.taxonomy
        author = await taxonomy.author(slug)
        if author is None:
            moved_to = await taxonomy.author_moved_to(slug)
            return moved(moved_to, AuthorNotFound("There is no such author."), "/feed.xml")
        which = PostFilter(author=author.id)
        return await self._feed(request, RSS, which, name=author.name, path=author.path)

    async def _feed(
        self,
        request: Request,
        form: Format,
        which: PostFilter = EVERY_POST,
        *,
        name: str = "",
        path: str = "/",
    ) -> Response:
        content, urls = self.website.content, self.website.urls
        site, posts, tree = await gather(
            content.site.get(),
            content.posts.latest_full(which, ITEMS),
            content.taxonomy.categories(),
        )
        ids = {author_id for post in posts for author_id in post.author}
        authors = await content.taxonomy.authors_by_ids(list(ids)) if ids else {}
        feed = Feed(
            title=f"{name} · {site.title}" if name else site.title,
            description=site.description,
            page_url=urls.of(path),
            self_url=urls.of(request.scope["path"]),
            language=site.language,
            hub_url=site.websub_hub,
            icon_url=urls.resolve(site.icon.url) if site.icon else "",
            items=[item_of(post, urls, authors, tree) for post in posts],
        )
        return respond(request, form.write(feed), form.media_type, plan.FEED, modified=feed.updated)
