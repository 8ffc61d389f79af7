"""The search page."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from strive.content.pages.conditional import respond
from strive.content.pages.paging import page_number, pager
from strive.content.pages.urls import with_query
from strive.content.pages.website import HTML
from strive.platform.cache import plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.content.pages.website import Website
    from strive.content.post import PostSummary
    from strive.content.search import Segment

QUERY_CHARACTERS_MAX = 200


class Result(NamedTuple):
    """A hit as the page shows it."""

    post: PostSummary
    title: Markup
    snippet: Markup


@dataclass(frozen=True, slots=True)
class SearchPages:
    """Finding posts by their words."""

    website: Website

    async def search(self, request: Request) -> Response:
        """Show the form and, for a query (`?q=`), what was found."""
        number, asked = page_number(request), query_of(request)
        content = self.website.content
        site, found, tree = await gather(
            content.site.get(),
            content.search.find(asked, number),
            content.taxonomy.categories(),
        )
        title = f"Search: {found.query}" if found.query else "Search"
        head = self.website.head(site, title, "/search", no_index=bool(found.query))
        html = self.website.render(
            request,
            site,
            "search.html",
            head,
            query=found.query,
            corrected=found.corrected,
            corrected_path=with_query("/search", q=found.corrected),
            results=[
                Result(hit.post, marked(hit.title), marked(hit.snippet)) for hit in found.items
            ],
            pages=pager(found, "/search", q=asked),
            categories=tree.children(),
        )
        return respond(request, html.encode(), HTML, plan.SEARCH)


def query_of(request: Request) -> str:
    """Return what is looked for, without control characters, cut to a sensible length."""
    text = request.query_params.get("q", "")[: QUERY_CHARACTERS_MAX * 4]
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:QUERY_CHARACTERS_MAX]


def marked(segments: Sequence[Segment]) -> Markup:
    """Return text as HTML with the matches in `<mark>`."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(text) if is_match else text for text, is_match in segments
    )
