"""The public site as readers reach it: its routes behind the middleware that shapes answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from browser import opened_browser
from msgspec.structs import replace
from playwright.async_api import Browser, BrowserContext, Route
from starlette.routing import Router

import strive
from strive.content import Content, pages
from strive.content.drafts import Draft
from strive.content.post import Body, Format, Kind, Post
from strive.content.taxonomy import Author, AuthorDraft, Category, CategoryDraft
from strive.kit.clock import ManualClock
from strive.platform.web.errors import ErrorBoundary
from strive.platform.web.icons import Icons
from strive.platform.web.paths import TidyPaths
from strive.platform.web.security import SecurityHeaders
from strive.platform.web.static import StaticFiles
from strive.platform.web.templates import Templates

HERE = Path(strive.__file__).parent
BASE_URL = "https://site.test"
PLAYERS = ["https://www.youtube-nocookie.com"]
COAST = b'<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1000"/>'

Publish = Callable[..., Awaitable[Post]]


@pytest.fixture
def templates() -> tuple[Templates, StaticFiles]:
    static = StaticFiles([HERE / "theme/static"])
    folders = [HERE / "content/templates", HERE / "theme/templates"]
    return Templates(folders, static=static, icons=Icons([HERE / "theme/icons"])), static


@pytest.fixture
def app(content: Content, clock: ManualClock, templates) -> Any:
    """The ASGI app of the site alone, over the test's content."""
    site = pages.open_pages(content, templates[0], base_url=BASE_URL, clock=clock)
    router = Router([*templates[1].routes(), *site.routes()], redirect_slashes=False)

    async def routed(scope, receive, send) -> None:
        scope["app"] = routed  # so that the router raises what it does not find
        await router(scope, receive, send)

    inner = pages.RedirectsOfMissing(routed, redirects=content.redirects)
    boundary = ErrorBoundary(TidyPaths(inner), clock=clock, page=site.error_page)
    return SecurityHeaders(boundary, frame_sources=PLAYERS)


@pytest_asyncio.fixture
async def site(app) -> AsyncIterator[httpx.AsyncClient]:
    """A reader's client; follows nothing by itself."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


@pytest.fixture
def publish(content: Content) -> Publish:
    """Publish a post (or page, by `kind`) of some HTML; the other fields are the draft's."""

    async def publish(title: str, html: str = "<p>Words.</p>", **fields: Any) -> Post:
        draft = Draft(title=title, **({"body": Body(html, Format.HTML)} | fields))
        saved = await content.publishing.save(draft, by="ada")
        return await content.publishing.publish(saved.id, by="ada")

    return publish


@pytest_asyncio.fixture
async def author(content: Content) -> Author:
    return await content.taxonomy.save_author(
        AuthorDraft(name="Ada Byron", bio="Writes about engines.", website="https://ada.test/")
    )


@pytest_asyncio.fixture
async def category(content: Content) -> Category:
    above = await content.taxonomy.save_category(CategoryDraft(title="Machines"))
    draft = CategoryDraft(title="Engines", parent=above.id, description="What turns.")
    return await content.taxonomy.save_category(draft)


@pytest.fixture
def settle(content: Content):
    """Change settings of the site."""

    async def settle(**fields: Any) -> None:
        await content.site.change(replace(await content.site.get(), **fields))

    return settle


@pytest_asyncio.fixture
async def page(publish: Publish) -> Post:
    return await publish("About us", "<p>We are few.</p>", kind=Kind.PAGE)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with opened_browser() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, site):
    """Return a function that opens a context; the application itself answers, without a server."""

    async def answer(route: Route) -> None:
        request = route.request
        if "/media/" in request.url:
            await route.fulfill(body=COAST, content_type="image/svg+xml")
            return
        if not request.url.startswith("https://site.test/"):
            await route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")
            return
        given = await site.request(request.method, request.url, headers={"accept": "text/html"})
        await route.fulfill(
            status=given.status_code, headers=dict(given.headers), body=given.content
        )

    async def context(**settings: Any) -> BrowserContext:
        opened = await browser.new_context(base_url="https://site.test", **settings)
        await opened.route("**/*", answer)
        return opened

    return context
