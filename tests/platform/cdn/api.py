"""What the local servers have in common that follow the APIs of CDNs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


class Refused(Exception):
    """A call the API does not take, and its answer."""

    def __init__(self, response: web.Response) -> None:
        super().__init__(response.status)
        self.response = response


@dataclass
class Api:
    """An API that remembers what it carried out.

    Attributes:
        tags: The tags of each call that purged some, in order.
        urls: The addresses of each call that purged some.
        soft: For each call that purged, whether softly.
        calls: How many calls came.
        failing: Answers given before any other, as (status, headers).
        gate: Calls wait for it.
        called: Set when a call has come.
    """

    tags: list[list[str]] = field(default_factory=list)
    urls: list[list[str]] = field(default_factory=list)
    soft: list[bool] = field(default_factory=list)
    calls: int = 0
    failing: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    called: asyncio.Event = field(default_factory=asyncio.Event)
    endpoint: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        async with TestServer(app, host="127.0.0.1") as server:
            self.endpoint = f"http://127.0.0.1:{server.port}"
            yield

    @property
    def purged(self) -> set[str]:
        """All tags and addresses purged so far."""
        return {item for call in [*self.tags, *self.urls] for item in call}

    async def _serve(self, request: web.Request) -> web.Response:
        if (failure := await self.failure()) is not None:
            status, headers = failure
            return web.Response(status=status, headers=headers, text="trouble\nhere")
        try:
            return await self.answer(request)
        except Refused as refused:
            return refused.response

    async def failure(self) -> tuple[int, dict[str, str]] | None:
        """Count a call, let it wait, and return the failure it is to meet."""
        self.calls += 1
        self.called.set()
        if self.gate is not None:
            await self.gate.wait()
        return self.failing.pop(0) if self.failing else None

    async def answer(self, request: web.Request) -> web.Response:
        raise NotImplementedError
