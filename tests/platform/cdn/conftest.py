"""An edge that sends purges to the local servers, through a real outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from strive.kit.clock import ManualClock
from strive.platform.cdn import read_cdn
from strive.platform.cdn.edge import Edge
from strive.platform.cdn.opening import open_edge
from strive.platform.cdn.store import INDEXES
from strive.platform.database import Database, create_indexes
from strive.platform.outbox import Outbox
from tests.platform.cdn.cloudflare_api import CloudflareApi
from tests.platform.cdn.cloudfront_api import KEY, SECRET, CloudFrontApi
from tests.platform.cdn.fastly_api import FastlyApi
from tests.platform.cdn.vercel_api import VercelApi

SITE = "https://blog.example.org"


@dataclass(frozen=True)
class Sending:
    """An edge and the outbox that it hears from."""

    edge: Edge
    outbox: Outbox
    clock: ManualClock

    async def purge(self, *tags: str, urls: tuple[str, ...] = (), soft: bool = False) -> None:
        """Have something purged by a change that succeeds; nothing is sent yet."""
        await self.outbox.transact(
            lambda session: self.edge.purge_later(session, tags, urls, soft=soft)
        )

    async def later(self, **delta: float) -> int:
        """Deliver what is due after a while; return how many entries were attempted."""
        self.clock.move(timedelta(**delta))
        return await self.outbox.deliver_due()


Open = Callable[[str], AbstractAsyncContextManager[Sending]]


@pytest_asyncio.fixture(loop_scope="session")
async def sending_to(database: Database, clock: ManualClock) -> Open:
    """Open an edge by a setting, on empty collections."""
    await create_indexes(database.raw, INDEXES)
    for name in ("edgePurges", "outbox"):
        await database.raw[name].delete_many({})

    @asynccontextmanager
    async def opened(setting: str) -> AsyncIterator[Sending]:
        outbox = Outbox(database, clock)
        cdn = read_cdn(setting) if setting else None
        async with open_edge(cdn, database, outbox, clock, base_url=SITE) as edge:
            yield Sending(edge, outbox, clock)

    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def cloudflare(clock: ManualClock) -> AsyncIterator[CloudflareApi]:
    api = CloudflareApi(clock=clock)
    async with api.running():
        yield api


@pytest_asyncio.fixture(loop_scope="session")
async def fastly() -> AsyncIterator[FastlyApi]:
    api = FastlyApi()
    async with api.running():
        yield api


@pytest_asyncio.fixture(loop_scope="session")
async def vercel() -> AsyncIterator[VercelApi]:
    api = VercelApi()
    async with api.running():
        yield api


@pytest_asyncio.fixture(loop_scope="session")
async def cloudfront(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CloudFrontApi]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    api = CloudFrontApi()
    async with api.running():
        yield api
