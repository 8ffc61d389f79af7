"""The public site: pages, feeds, sitemaps, and what machines ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from strive.content.pages.errors import ErrorPages
from strive.content.pages.feeds import Feeds
from strive.content.pages.home import Home
from strive.content.pages.indexes import Indexes
from strive.content.pages.lists import Lists
from strive.content.pages.machines import Machines
from strive.content.pages.post import Posts
from strive.content.pages.redirecting import RedirectsOfMissing
from strive.content.pages.search import SearchPages
from strive.content.pages.sitemap import Sitemaps
from strive.content.pages.styles import accent_style
from strive.content.pages.urls import Urls
from strive.content.pages.website import Website
from strive.content.rendering.picture import picture
from strive.platform.ratelimit import costing, limited
from strive.platform.ratelimit.standard import PAGES

if TYPE_CHECKING:
    from starlette.requests import Request

    from strive.content import Content
    from strive.kit.clock import Clock
    from strive.platform.web.templates import Templates

__all__ = ["Pages", "RedirectsOfMissing", "open_pages"]

SEARCH_COST: Final = 5  # a search takes as long as some pages do


@dataclass(frozen=True, slots=True)
class Pages:
    """The public site as the application composes it."""

    website: Website
    errors: ErrorPages

    def routes(self) -> list[Route]:
        """Return the routes; the last takes every address of one part, so they go last of all."""
        site = self.website
        any_page = limited([Route("/{slug}", Posts(site).page)], PAGES)
        return [*_page_routes(site), *_machine_routes(site), *any_page]

    async def error_page(self, request: Request, status: int, message: str) -> str:
        """Render the page of an error (`platform.web.errors.ErrorPage`)."""
        return await self.errors.page(request, status, message)


def open_pages(content: Content, templates: Templates, *, base_url: str, clock: Clock) -> Pages:
    """Put the public site together; `base_url` is its whole address, without a path."""
    templates.provide({"picture": picture})
    website = Website(content, templates, Urls(base_url.rstrip("/")), clock)
    return Pages(website, ErrorPages(website))


def _page_routes(website: Website) -> list[Route]:
    lists, indexes, posts = Lists(website), Indexes(website), Posts(website)
    routes = [
        Route("/", Home(website).home),
        Route("/blog", lists.blog),
        Route("/blog/archive", indexes.archive),
        Route("/blog/{slug}", posts.post),
        Route("/blog/{year}/{month}", lists.month),
        Route("/categories", indexes.categories),
        Route("/categories/{slug}", lists.category),
        Route("/tags/{slug}", lists.tag),
        Route("/authors", indexes.authors),
        Route("/authors/{slug}", lists.author),
        Route("/preview/{token}", posts.preview),
    ]
    search = Route("/search", SearchPages(website).search)
    return [*limited(routes, PAGES), *limited([search], costing(PAGES, SEARCH_COST))]


def _machine_routes(website: Website) -> list[Route]:
    feeds, sitemaps, machines = Feeds(website), Sitemaps(website), Machines(website)
    routes = [
        Route("/feed.xml", feeds.rss),
        Route("/atom.xml", feeds.atom),
        Route("/feed.json", feeds.json),
        Route("/categories/{slug}/feed.xml", feeds.category),
        Route("/authors/{slug}/feed.xml", feeds.author),
        Route("/sitemap.xml", sitemaps.index),
        Route("/sitemaps/{name}.xml", sitemaps.file),
        Route("/robots.txt", machines.robots),
        Route("/llms.txt", machines.llms),
        Route("/.well-known/gpc.json", machines.privacy_control),
        Route("/{key}.txt", machines.indexnow_key),
        Route("/theme/accent-{colour}.css", accent_style),
    ]
    return limited(routes, PAGES)
