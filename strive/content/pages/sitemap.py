"""Sitemaps for search engines (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

import re
from asyncio import gather
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.content.pages.conditional import respond
from strive.content.pages.feeds.xml import Element, add, document
from strive.content.post import Kind
from strive.content.posts import Address
from strive.platform.cache import plan
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content.pages.website import Website

MEDIA_TYPE = "application/xml; charset=utf-8"
SECTIONS = "sections"
AUTHORS_PER_QUERY = 100
_KINDS = {"posts": Kind.POST, "pages": Kind.PAGE}
_NAME = re.compile(r"(posts|pages)-([1-9][0-9]{0,5})")
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """An index, and files of at most 50,000 addresses: posts, pages, and what lists them."""

    website: Website

    async def index(self, request: Request) -> Response:
        """List the files, which are numbered from 1."""
        posts = self.website.content.posts
        chunks = await gather(*(posts.address_chunks(kind) for kind in _KINDS.values()))
        root = Element("sitemapindex", {"xmlns": _NAMESPACE})
        names = [
            f"{name}-{number}"
            for name, count in zip(_KINDS, chunks, strict=True)
            for number in range(1, count + 1)
        ]
        for name in [SECTIONS, *names]:
            add(add(root, "sitemap"), "loc", self.website.urls.of(f"/sitemaps/{name}.xml"))
        return respond(request, document(root), MEDIA_TYPE, plan.FEED)

    async def file(self, request: Request) -> Response:
        """Answer with one of the files."""
        name = request.path_params["name"]
        if name == SECTIONS:
            return self._urlset(request, [address async for address in self._sections()])
        match = _NAME.fullmatch(name)
        addresses = match and await self.website.content.posts.addresses(
            _KINDS[match[1]], int(match[2]) - 1
        )
        if not addresses:
            raise NotFound("There is no such sitemap.")
        return self._urlset(request, addresses)

    async def _sections(self) -> AsyncIterator[Address | str]:
        """Go through the pages that are not texts: lists, categories, authors."""
        for path in ("/", "/blog", "/blog/archive", "/categories", "/authors"):
            yield path
        taxonomy = self.website.content.taxonomy
        for _, category in (await taxonomy.categories()).ordered():
            if not category.seo.no_index:
                yield Address(category.path, category.updated_at)
        after = ""
        while authors := await taxonomy.authors(AUTHORS_PER_QUERY, after):
            for author in authors:
                yield Address(author.path, author.updated_at)
            after = authors[-1].slug.current

    def _urlset(self, request: Request, addresses: Iterable[Address | str]) -> Response:
        root = Element("urlset", {"xmlns": _NAMESPACE})
        for address in addresses:
            url = add(root, "url")
            if isinstance(address, str):
                add(url, "loc", self.website.urls.of(address))
                continue
            add(url, "loc", self.website.urls.of(address.path))
            add(url, "lastmod", address.updated_at.isoformat(timespec="seconds"))
        return respond(request, document(root), MEDIA_TYPE, plan.FEED)
