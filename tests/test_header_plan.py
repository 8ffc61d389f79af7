"""Every route says how long its answers may be kept, and nothing personal is ever `public`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
import pytest_asyncio
from every_route import every_route, filled
from published import publish
from signed_in import signed_in, somebody
from starlette.routing import BaseRoute, Mount, Route

from strive.accounts.role import Role
from strive.accounts.tokens import Scope, Tokens
from strive.app import Strive, build_routes, open_faces
from strive.content.post import Kind, Tag
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.media.portraits import KEPT
from strive.platform.cache import plan

EXPECTED = {
    "/": ("/", plan.PAGE),
    "/blog": ("/blog", plan.PAGE),
    "/blog/archive": ("/blog/archive", plan.PAGE),
    "/blog/{slug}": ("/blog/a-post", plan.PAGE),
    "/blog/{year}/{month}": ("/blog/2026/03", plan.PAGE),
    "/categories": ("/categories", plan.PAGE),
    "/categories/{slug}": ("/categories/machines", plan.PAGE),
    "/categories/{slug}/feed.xml": ("/categories/machines/feed.xml", plan.FEED),
    "/tags/{slug}": ("/tags/maps", plan.PAGE),
    "/authors": ("/authors", plan.PAGE),
    "/authors/{slug}": ("/authors/ada-byron", plan.PAGE),
    "/authors/{slug}/feed.xml": ("/authors/ada-byron/feed.xml", plan.FEED),
    "/search": ("/search?q=post", plan.SEARCH),
    "/preview/{token}": ("", plan.PRIVATE),
    "/privacy": ("/privacy", plan.PAGE),
    "/privacy/record": ("/privacy/record", plan.PAGE),
    "/privacy/choices": ("", plan.PRIVATE),
    "/privacy/receipts/{id}": ("", plan.PRIVATE),
    "/feed.xml": ("/feed.xml", plan.FEED),
    "/atom.xml": ("/atom.xml", plan.FEED),
    "/feed.json": ("/feed.json", plan.FEED),
    "/sitemap.xml": ("/sitemap.xml", plan.FEED),
    "/sitemaps/{name}.xml": ("/sitemaps/posts-1.xml", plan.FEED),
    "/robots.txt": ("/robots.txt", plan.FEED),
    "/llms.txt": ("/llms.txt", plan.FEED),
    "/.well-known/gpc.json": ("/.well-known/gpc.json", plan.FEED),
    "/{key}.txt": ("/nokey.txt", plan.MISSING),
    "/theme/accent-{colour}.css": ("/theme/accent-336699.css", plan.STYLE),
    "/{slug}": ("/about", plan.PAGE),
    "/static/{path:path}": ("", plan.ASSET),
    "/media/people/{name}": ("", KEPT),
    "/media/{fold}/{id}/{name}": ("", plan.ASSET),
    "/livez": ("/livez", plan.LIVE),
    "/readyz": ("/readyz", plan.LIVE),
    "/api/v1/posts": ("/api/v1/posts", plan.API),
    "/api/v1/posts/{slug}": ("/api/v1/posts/a-post", plan.API),
    "/api/v1/pages/{slug}": ("/api/v1/pages/about", plan.API),
    "/api/v1/categories": ("/api/v1/categories", plan.API),
    "/api/v1/categories/{slug}": ("/api/v1/categories/machines", plan.API),
    "/api/v1/authors": ("/api/v1/authors", plan.API),
    "/api/v1/authors/{slug}": ("/api/v1/authors/ada-byron", plan.API),
    "/api/v1/search": ("/api/v1/search?q=post", plan.API),
    "/api/v1/site": ("/api/v1/site", plan.API),
}
DOCUMENTATION = ("/api/openapi.json", "/api/docs")
PRIVATE = ("/account", "/studio")
WRITING = {"/api/v1/webhooks/sanity"}
ASKED = {path: line for path, line in EXPECTED.items() if line[0]}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def publication(strive: Strive) -> None:
    """One of everything."""
    content = strive.content
    ada = await content.taxonomy.save_author(AuthorDraft(name="Ada Byron"))
    machines = await content.taxonomy.save_category(CategoryDraft(title="Machines"))
    shelved = {"author": (ada.id,), "categories": (machines.id,), "tags": (Tag("Maps", "maps"),)}
    await publish(content, "A post", published_at=strive.clock.now(), **shelved)
    await publish(content, "About", kind=Kind.PAGE)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def token(strive: Strive) -> str:
    new = await Tokens(strive.database, strive.clock).create("reader", [Scope.CONTENT_READ])
    return new.secret


def paths_of(routes: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from paths_of(list(route.routes or ()), prefix + route.path)
        elif isinstance(route, Route):
            yield prefix + route.path


async def test_every_route_has_a_line_in_the_plan(strive):
    found = set(paths_of(build_routes(strive, open_faces(strive))))
    planned = {path for path in found if not path.startswith((*DOCUMENTATION, *PRIVATE, "/api/"))}
    assert planned == {path for path in EXPECTED if not path.startswith("/api/")}


@pytest.mark.parametrize("path", ASKED)
async def test_answers_to_anybody_are_kept_as_planned(client, publication, path):
    url, expected = ASKED[path]
    for _ in range(2):  # fetched, then from the cache
        answer = await client.get(url)
        assert answer.headers["cache-control"] == expected
    is_hit = answer.headers["cache-status"].startswith("Strive; hit")
    assert is_hit == (expected != plan.LIVE)


@pytest.mark.parametrize("path", [path for path in ASKED if path.startswith("/api/")])
async def test_answers_to_somebody_are_kept_by_nobody(client, publication, token, path):
    url, _ = ASKED[path]
    headers = {"authorization": f"Bearer {token}"}
    for _ in range(2):
        answer = await client.get(url, headers=headers)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == plan.PRIVATE
        assert "hit" not in answer.headers["cache-status"]
    assert (await client.get(url)).headers["cache-control"] == plan.API


@pytest.mark.parametrize("role", [None, *Role])
async def test_what_is_not_in_the_plan_is_kept_by_nobody(strive, client, publication, role):
    others = [
        filled(path)
        for method, path in every_route(strive)
        if method == "GET" and path not in EXPECTED and not path.startswith(DOCUMENTATION)
    ]
    assert others
    browser = signed_in(strive, await somebody(strive, role)) if role else nullcontext(client)
    async with browser as asking:
        for path in [*others, "/account/x.css", "/studio/posts/x.js", "/studio.png"]:
            for _ in range(2):
                answer = await asking.get(path)
                assert "no-store" in answer.headers["cache-control"], path
                assert "public" not in answer.headers["cache-control"], path
                assert "hit" not in answer.headers["cache-status"], path


@pytest.mark.parametrize("path", [path for path in ASKED if not path.startswith("/theme/")])
async def test_whoever_is_signed_in_is_answered_alone(strive, client, publication, path):
    url, _ = ASKED[path]
    async with signed_in(strive, await somebody(strive)) as browser:
        for _ in range(2):
            answer = await browser.get(url)
            assert answer.headers["cache-control"] == plan.PRIVATE
            assert "hit" not in answer.headers["cache-status"]
    assert "private" not in (await client.get(url)).headers["cache-control"]


async def test_a_preview_is_kept_by_nobody(client, strive, publication):
    post = await strive.content.posts.by_slug(Kind.POST, "a-post")
    link = strive.content.previews.link(post)
    for _ in range(2):
        answer = await client.get(link)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, plan.PRIVATE)
        assert "hit" not in answer.headers["cache-status"]


@pytest.mark.parametrize(
    ("url", "status", "expected"),
    [
        ("/blog/nothing-here", 404, plan.MISSING),
        ("/api/v1/posts/nothing-here", 404, plan.ERROR),
        ("/api/v1/posts?page=0", 400, plan.ERROR),
        ("/blog?page=-1", 404, plan.MISSING),
    ],
)
async def test_errors_are_kept_shortly_or_not_at_all(client, publication, url, status, expected):
    answer = await client.get(url, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["cache-control"]) == (status, expected)


async def test_a_refused_method_is_not_kept(client):
    answer = await client.post("/blog")
    assert (answer.status_code, answer.headers["cache-control"]) == (405, plan.ERROR)
