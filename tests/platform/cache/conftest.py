"""An origin that says what a test wants, behind a page cache whose clocks a test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import httpx
import pytest
import pytest_asyncio

from strive.platform.cache import PageCache, Policy

START = 1_800_000_000.0


class Clocks:
    """The clock of ages and the clock on the wall; they go together unless one is moved alone."""

    def __init__(self) -> None:
        self.ages = 1_000.0
        self.unix = START

    def move(self, seconds: float) -> None:
        self.ages += seconds
        self.unix += seconds

    def date(self, offset: float = 0.0) -> str:
        return formatdate(self.unix + offset, usegmt=True)


@dataclass
class Origin:
    """An application that counts what it is asked.

    Answers `status`, `headers` and `body`; a body numbers the request when it has a `%d`.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"cache-control": "max-age=60"})
    body: bytes = b"answer %d"
    chunks: list[bytes] | None = None
    raises: Exception | None = None
    gate: asyncio.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, count: int) -> None:
        """Wait until so many requests have come."""
        async with asyncio.timeout(5):
            while self.count < count:  # noqa: ASYNC110 - a request is not an event of this loop's
                await asyncio.sleep(0.001)

    @property
    def count(self) -> int:
        return len(self.asked)

    async def __call__(self, scope, _receive, send) -> None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope["query_string"].decode()
        self.asked.append({"method": scope["method"], "query": query, "headers": headers})
        number = self.count
        if self.gate is not None:
            await self.gate.wait()
        if self.raises is not None:
            raise self.raises
        known = headers.get("if-none-match")
        if known is not None and known == self.headers.get("etag"):
            await self._send(send, 304, [b""])
            return
        body = self.body.replace(b"%d", b"%d" % number)
        await self._send(send, self.status, self.chunks or [body])

    async def _send(self, send, status: int, chunks: list[bytes]) -> None:
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for chunk in chunks[:-1]:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": chunks[-1]})


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def origin() -> Origin:
    return Origin()


@pytest.fixture
def make_cache(origin: Origin, clocks: Clocks) -> Callable[..., PageCache]:
    """Make a page cache over the origin."""

    def make(**options: Any) -> PageCache:
        policy = options.pop("policy", Policy())
        return PageCache(
            origin, policy=policy, now=lambda: clocks.ages, wall=lambda: clocks.unix, **options
        )

    return make


@pytest.fixture
def cache(make_cache) -> PageCache:
    return make_cache()


@pytest_asyncio.fixture
async def client(cache: PageCache) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the cache that asks for no content coding unless told."""
    async with client_of(cache) as opened:
        yield opened


def client_of(app: Any, host: str = "site.test") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)
    client = httpx.AsyncClient(transport=transport, base_url=f"https://{host}")
    for name in ("accept-encoding", "accept", "user-agent", "connection"):
        del client.headers[name]
    return client


@pytest.fixture
def open_client() -> Callable[..., httpx.AsyncClient]:
    return client_of
