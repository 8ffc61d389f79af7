"""The API as a browser or program meets it: inside the layers of the site, without its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
import pytest_asyncio
from starlette.routing import Router
from starlette.types import ASGIApp

from strive.accounts.authentication import Authentication
from strive.accounts.tokens import Tokens
from strive.app import Strive
from strive.content import Content, api
from strive.content.drafts import Draft
from strive.content.post import Body, Post
from strive.kit.clock import ManualClock
from strive.platform.database import Database
from strive.platform.web.context import RequestContext
from strive.platform.web.errors import ErrorBoundary
from strive.platform.web.paths import TidyPaths
from strive.platform.web.security import SecurityHeaders

BASE_URL = "https://example.com"

Publish = Callable[..., Awaitable[Post]]


@pytest.fixture
def app(strive: Strive, content: Content, clock: ManualClock) -> ASGIApp:
    routes = Router([api.mount(content, base_url=BASE_URL, clock=clock)])
    accounts = strive.accounts
    passing: ASGIApp = Authentication(
        _Routes(routes), accounts.tokens, accounts.sessions, accounts.cookie
    )
    bounded = ErrorBoundary(TidyPaths(passing), clock=clock)
    return RequestContext(SecurityHeaders(bounded, https=True))


class _Routes:
    """A router whose routes can raise HTTP errors through it."""

    def __init__(self, router: Router) -> None:
        self._router = router

    async def __call__(self, scope, receive, send) -> None:
        scope["app"] = self
        await self._router(scope, receive, send)


@pytest_asyncio.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as opened:
        yield opened


@pytest_asyncio.fixture
async def tokens(database: Database, clock: ManualClock) -> Tokens:
    await database.raw["apiTokens"].delete_many({})
    return Tokens(database, clock)


@pytest.fixture
def publish(content: Content) -> Publish:
    """Publish a post by its title and whatever else a draft has."""

    async def published(title: str, *, text: str = "Some words.", **more) -> Post:
        draft = Draft(title=title, body=Body(text), **more)
        saved = await content.publishing.save(draft, by="test")
        return await content.publishing.publish(saved.id, by="test")

    return published
