"""A small application behind the same layers as the real one."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from strive.kit.clock import ManualClock
from strive.platform.database import DatabaseUnavailable
from strive.platform.errors import Conflict, Unavailable
from strive.platform.web.context import RequestContext
from strive.platform.web.errors import ErrorBoundary
from strive.platform.web.paths import TidyPaths
from strive.platform.web.proxies import TrustedProxies
from strive.platform.web.security import SecurityHeaders

SECRET = "the reason nobody may see"
RAISES = {
    "bug": RuntimeError(SECRET),
    "conflict": Conflict("Somebody else saved meanwhile."),
    "away": Unavailable("Not now.", retry_after_s=7),
    "database": DatabaseUnavailable[0](SECRET),
}


async def show(request: Request) -> Response:
    """Say who asks, how."""
    return PlainTextResponse(f"{request.client.host} {request.url.scheme} {request.url.path}")


async def fail(request: Request) -> Response:
    raise RAISES[request.path_params["how"]]


@pytest.fixture
def layers() -> ASGIApp:
    """The application; the addresses of tests are those of trusted proxies."""
    router = Router(
        [
            Route("/show", show),
            Route("/show/{rest:path}", show),
            Route("/fail/{how}", fail),
            Route("/api/fail/{how}", fail),
        ],
        redirect_slashes=False,
    )

    async def app(scope, receive, send):
        scope["app"] = app
        await router(scope, receive, send)

    clock = ManualClock(datetime(2026, 3, 14, tzinfo=UTC))
    guarded = SecurityHeaders(ErrorBoundary(TidyPaths(app), clock=clock))
    proxies = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("10.0.0.0/8")]
    return TrustedProxies(RequestContext(guarded), proxies)


@pytest.fixture
def get(layers: ASGIApp) -> Callable[..., Awaitable[httpx.Response]]:
    """Ask the application for an address."""

    async def ask(path: str, method: str = "GET", peer: str = "127.0.0.1", **headers: str):
        transport = httpx.ASGITransport(layers, client=(peer, 1234))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=transport, base_url="http://site.example") as client:
            return await client.request(method, path, headers=named)

    return ask
