"""Content by API: posts, pages, categories, authors, search and the site, to be read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from msgspec import to_builtins
from starlette.routing import Mount

from strive.content import Content
from strive.content.api import examples, queries, shapes
from strive.content.api.posts import Posts
from strive.content.api.publication import Publication
from strive.content.api.reading import Reading
from strive.content.api.shaping import Shaping
from strive.content.api.shelves import Authors, Categories
from strive.content.listing import Sort
from strive.content.pages.urls import Urls
from strive.kit.clock import Clock
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint, build_api
from strive.platform.web.openapi import components, operation
from strive.platform.web.parameters import Parameters

_TAGS: Final = {
    "posts": "What is published in the blog, and pages beside it.",
    "categories": "What posts are filed under.",
    "authors": "Who writes.",
    "publication": "The site as a whole.",
    "accounts": "Signing in, and what is one's own.",
    "writing": "Posts and pages as they are edited, by those who may.",
    "upkeep": "What stands around posts, kept in order by those who may.",
}
_SUMMARY: Final = "Read what the publication publishes."
_CURSOR: Final = {
    "type": ["string", "null"],
    "description": "Where the list goes on: the parameter `cursor` of the next request",
    "examples": [None],
}
_ASKED: Final = {"type": "string", "description": "What was asked, tidied", "examples": ["light"]}
_CORRECTED: Final = {
    "type": "string",
    "description": 'What was looked for besides, "" when every word is known',
    "examples": [""],
}
_SELECTABLE: Final = (
    shapes.PostSummary,
    shapes.Post,
    shapes.Category,
    shapes.Author,
    shapes.Site,
)


def mount(
    content: Content,
    *,
    base_url: str,
    clock: Clock,
    more: Sequence[Endpoint] = (),
    types: Sequence[type] = (),
) -> Mount:
    """Return the API as a route at `/api`; `base_url` is the site's whole address.

    `more` are endpoints of others, whose descriptions refer to `types`.
    """
    reading = Reading(content, Shaping(Urls(base_url.rstrip("/"))), clock)
    api = build_api(
        [
            *_post_endpoints(reading),
            *_shelf_endpoints(reading),
            *_site_endpoints(reading),
            *more,
        ],
        schemas=partial(components, [shapes.Hit, Sort, *types], _SELECTABLE),
        tags=_TAGS,
        summary=_SUMMARY,
    )
    (mounted,) = limited([Mount("/api", api)], API)
    return mounted


def _post_endpoints(reading: Reading) -> list[Endpoint]:
    posts = Posts(reading)
    listed = operation(
        shapes.PostSummary,
        examples.SUMMARY,
        summary="List posts",
        parameters=queries.POSTS,
        listed=True,
        meta={"nextCursor": _CURSOR},
        errors=[403, 404],
    )
    post = _one(shapes.Post, examples.POST, "post", queries.POST, errors=(403, 404))
    page = _one(shapes.Post, examples.PAGE, "page", queries.POST, errors=(403, 404))
    return [
        Endpoint("/posts", posts.list_posts, "listPosts", "posts", listed, API),
        Endpoint("/posts/{slug}", posts.get_post, "getPost", "posts", post, API),
        Endpoint("/pages/{slug}", posts.get_page, "getPage", "posts", page, API),
    ]


def _shelf_endpoints(reading: Reading) -> list[Endpoint]:
    shelf, somebody = examples.CATEGORY, examples.AUTHOR
    categories, authors = Categories(reading), Authors(reading)
    listed = _some(shapes.Category, shelf, "categories", queries.CATEGORIES)
    category = _one(shapes.Category, shelf, "category", queries.CATEGORY)
    some = _some(shapes.Author, somebody, "authors", queries.AUTHORS)
    author = _one(shapes.Author, somebody, "author", queries.AUTHOR)
    return [
        Endpoint(
            "/categories", categories.list_categories, "listCategories", "categories", listed, API
        ),
        Endpoint(
            "/categories/{slug}",
            categories.get_category,
            "getCategory",
            "categories",
            category,
            API,
        ),
        Endpoint("/authors", authors.list_authors, "listAuthors", "authors", some, API),
        Endpoint("/authors/{slug}", authors.get_author, "getAuthor", "authors", author, API),
    ]


def _site_endpoints(reading: Reading) -> list[Endpoint]:
    publication = Publication(reading)
    found = operation(
        shapes.Hit,
        examples.HIT,
        summary="Search",
        parameters=queries.SEARCH,
        listed=True,
        meta={"query": _ASKED, "corrected": _CORRECTED},
    )
    site = operation(shapes.Site, examples.SITE, summary="Get the site", parameters=queries.SITE)
    return [
        Endpoint("/search", publication.search, "search", "publication", found, API),
        Endpoint("/site", publication.get_site, "getSite", "publication", site, API),
    ]


def _some(shape: type[Any], example: Any, what: str, parameters: Parameters[Any]) -> dict[str, Any]:
    summary = f"List {what}"
    return operation(shape, example, summary=summary, parameters=parameters, listed=True)


def _one(
    shape: type[Any],
    example: Any,
    what: str,
    parameters: Parameters[Any],
    errors: Sequence[int] = (404,),
) -> dict[str, Any]:
    return operation(
        shape,
        example,
        summary=f"Get {'an' if what[0] in 'aeiou' else 'a'} {what}",
        parameters=parameters,
        path={"slug": (f"The slug of the {what}", to_builtins(example)["slug"])},
        moves=True,
        errors=errors,
    )
