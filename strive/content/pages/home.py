"""The front page: one post leads, a few follow with pictures, the rest in a list."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.content.listing import PostFilter
from strive.content.pages import jsonld
from strive.content.pages.entries import entries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content.pages.website import Website
    from strive.content.post import PostSummary

LATEST = 12
CARDS = 3


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of the publication."""

    website: Website

    async def home(self, request: Request) -> Response:
        """Show the newest featured post, more of these, and the latest."""
        content, urls = self.website.content, self.website.urls
        site, latest, featured = await gather(
            content.site.get(),
            content.posts.after(PostFilter(), limit=LATEST),
            content.posts.after(PostFilter(featured=True), limit=1 + CARDS),
        )
        top, rest = arrange(latest.items, featured.items)
        entries = await entries_of(content.taxonomy, [*top, *rest])
        head = self.website.head(
            site, site.title, "/", json_ld=[jsonld.script(jsonld.website(site, urls))]
        )
        return self.website.page(
            request,
            site,
            "home.html",
            head,
            lead=entries[0] if entries else None,
            cards=entries[1 : len(top)],
            featured=bool(featured.items),
            entries=entries[len(top) :],
        )


def arrange(
    latest: Sequence[PostSummary], featured: Sequence[PostSummary]
) -> tuple[list[PostSummary], list[PostSummary]]:
    """Return what stands on top (a lead, and three or no cards) and the list below.

    Featured posts go first; where they are too few, the latest fill their row.
    """
    chosen = {post.id for post in featured}
    others = [post for post in latest if post.id not in chosen]
    candidates = [*featured, *others]
    top = candidates[: 1 + CARDS if len(candidates) > 1 + CARDS else 1]
    shown = {post.id for post in top}
    return top, [post for post in candidates if post.id not in shown]
