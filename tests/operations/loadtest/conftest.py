"""The small site that load tests ask, while a test runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from loadtested import Site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, backlog=1_000)
    site.port = server.sockets[0].getsockname()[1]
    yield site
    server.close()
    site.cut_all()
    await server.wait_closed()
