"""A published site behind a proxy, and the way its changes take to it."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from strive.app import Strive
from strive.content.drafts import Draft
from strive.content.post import Body, Post
from strive.kit.clock import SystemClock
from strive.local.ports import free_port
from strive.platform.cdn import read_cdn
from strive.platform.cdn.edge import Edge
from strive.platform.cdn.opening import open_edge
from strive.platform.cdn.store import INDEXES
from strive.platform.database import create_indexes
from strive.platform.outbox import Outbox
from strive.settings import Settings
from tests.deploy.proxies import HOST, TOKEN, Proxy, Site, nginx, varnish


@pytest.fixture(scope="module")
def site(settings: Settings, strive: Strive) -> Iterator[Site]:
    served = Site(settings, free_port())
    served.start()
    yield served
    served.kill()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that servers may use which give up being root."""
    with tempfile.TemporaryDirectory(prefix="strive-proxy-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.fixture(scope="module", params=["nginx", "varnish"])
def proxy(request: pytest.FixtureRequest, site: Site, folder: Path) -> Iterator[Proxy]:
    start = {"nginx": nginx, "varnish": varnish}[request.param]
    with start(folder, site) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def reader(proxy: Proxy) -> AsyncIterator[httpx.AsyncClient]:
    async with proxy.client() as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def outbox(strive: Strive) -> Outbox:
    await create_indexes(strive.database.raw, INDEXES)
    return Outbox(strive.database, SystemClock())


@pytest_asyncio.fixture(loop_scope="session")
async def edge(strive: Strive, outbox: Outbox, proxy: Proxy) -> AsyncIterator[Edge]:
    """What tells the proxy of changes."""
    cdn = read_cdn(f"purge+http://{proxy.node}?token={TOKEN}")
    clock, base_url = SystemClock(), f"https://{HOST}"
    async with open_edge(cdn, strive.database, outbox, clock, base_url=base_url) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def post(strive: Strive) -> Post:
    """A post that readers see."""
    saved = await strive.content.publishing.save(
        Draft(title="Before the change", body=Body("A text. " * 200)), by="ada"
    )
    return await strive.content.publishing.publish(saved.id, by="ada")
