"""Texts for machines: robots.txt, llms.txt, gpc.json, and the proof of the IndexNow key."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.content.listing import PostFilter
from strive.content.pages.conditional import respond
from strive.platform.cache import plan
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content.pages.website import Website
    from strive.content.post import PostSummary
    from strive.content.site import Site
    from strive.content.tree import Tree

TEXT = "text/plain; charset=utf-8"
PRIVATE_PATHS = ("/account", "/preview/", "/search?q=", "/studio")
POSTS = 50
GPC = b'{"gpc":true,"lastUpdate":"2026-11-25"}\n'  # the day Strive began to say so


@dataclass(frozen=True, slots=True)
class Machines:
    """What crawlers ask for before anything else."""

    website: Website

    async def robots(self, request: Request) -> Response:
        """Answer with the rules for crawlers (RFC 9309)."""
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in PRIVATE_PATHS),
            "",
            f"Sitemap: {self.website.urls.of('/sitemap.xml')}",
            "",
        ]
        return respond(request, "\n".join(lines).encode(), TEXT, plan.FEED)

    async def llms(self, request: Request) -> Response:
        """Answer with a guide to the site for language models (https://llmstxt.org)."""
        content = self.website.content
        site, latest, tree = await gather(
            content.site.get(),
            content.posts.after(PostFilter(), limit=POSTS),
            content.taxonomy.categories(),
        )
        text = "\n".join(self._guide(site, latest.items, tree))
        return respond(request, text.encode(), TEXT, plan.FEED)

    async def privacy_control(self, request: Request) -> Response:
        """Say that wishes not to have data sold or shared are kept (Global Privacy Control).

        They are kept for everybody, with `Sec-GPC: 1` or without: nothing is sold or shared.
        """
        return respond(request, GPC, "application/json", plan.FEED)

    async def indexnow_key(self, request: Request) -> Response:
        """Answer with the IndexNow key under its own name (https://www.indexnow.org)."""
        site = await self.website.content.site.get()
        if not site.indexnow_key or request.path_params["key"] != site.indexnow_key:
            raise NotFound("There is nothing at this address.")
        return respond(request, site.indexnow_key.encode(), TEXT, plan.FEED)

    def _guide(self, site: Site, posts: Iterable[PostSummary], tree: Tree) -> Iterator[str]:
        yield from (f"# {_line(site.title)}", "")
        if site.description:
            yield from (f"> {_line(site.description)}", "")
        yield from ("## Posts", "")
        yield from (self._link(post.title, post.path, post.excerpt) for post in posts)
        yield from ("", "## Categories", "")
        for _, category in tree.ordered():
            yield self._link(category.title, category.path, category.description)
        yield from ("", "## Optional", "")
        yield self._link("JSON Feed", "/feed.json", "the newest posts with their full text")
        yield self._link("Sitemap", "/sitemap.xml", "every page")
        yield self._link("Posts API", "/api/v1/posts", "all posts as JSON, page by page")
        yield ""

    def _link(self, label: str, path: str, about: str) -> str:
        bare = _line(label).replace("[", "(").replace("]", ")")
        note = f": {_line(about)}" if about else ""
        return f"- [{bare}]({self.website.urls.of(path)}){note}"


def _line(text: str) -> str:
    return " ".join(text.split())
