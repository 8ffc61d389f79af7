"""A whole instance under load while its neighbours are killed, stopped and flushed.

The numbers are those of the faults they stand for: readers must not notice.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from whole_instance import Site, running, wait_until_ready

from strive.platform.valkey import ValkeySettings, open_valkey

pytestmark = pytest.mark.slow
PATHS = ["/", "/blog", "/about", "/feed.xml", "/categories", "/api/v1/posts", "/api/v1/site"]
READERS = 20
PAUSE_S = 5.0


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("faults"), STRIVE_LIMITS="off") as started:
        yield started


@dataclass
class Seen:
    """What readers saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    fetched: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def errors(self) -> float:
        """The share of answers that are errors of the server."""
        failed = sum(count for status, count in self.statuses.items() if status >= 500)
        return failed / self.statuses.total()

    @property
    def p99_s(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


@asynccontextmanager
async def readers(site: Site) -> AsyncIterator[Seen]:
    """Read all paths over and over in the background."""
    seen, until_told = Seen(), asyncio.Event()
    limits = httpx.Limits(max_connections=READERS)
    async with httpx.AsyncClient(base_url=site.url, limits=limits, timeout=30) as client:

        async def read(start: int) -> None:
            number = start
            while not until_told.is_set():
                path = PATHS[number % len(PATHS)]
                number += 1
                began = time.perf_counter()
                answer = await client.get(path)
                seen.seconds.append(time.perf_counter() - began)
                seen.statuses[answer.status_code] += 1
                if "hit" not in answer.headers.get("cache-status", ""):
                    seen.fetched[path] += 1

        reading = [asyncio.create_task(read(number)) for number in range(READERS)]
        await asyncio.sleep(0.5)
        try:
            yield seen
        finally:
            until_told.set()
            await asyncio.gather(*reading)


async def test_a_killed_valkey_is_noticed_by_no_reader(site):
    async with readers(site) as seen:
        site.process("valkey").send_signal(signal.SIGKILL)
        await asyncio.sleep(3)
    assert seen.statuses.total() > READERS
    assert seen.errors < 0.001, seen.statuses
    wait_until_ready(site)


async def test_a_stopped_valkey_holds_nobody_up(site):
    valkey = site.process("valkey")
    async with readers(site) as seen:
        valkey.suspend()
        await asyncio.sleep(PAUSE_S)
        valkey.resume()
        await asyncio.sleep(0.5)
    assert seen.errors < 0.001, seen.statuses
    assert seen.p99_s < PAUSE_S / 2, "nobody waited until Valkey was back"


async def test_a_flushed_valkey_means_one_fetch_of_each_page(site):
    valkey = open_valkey(ValkeySettings(site.instance.valkey_url))
    async with readers(site) as seen:
        seen.fetched.clear()
        await valkey.flushall()
        await asyncio.sleep(2)
    await valkey.aclose()
    assert seen.errors == 0, seen.statuses
    waited = READERS + 1  # those that waited for the one fetch are no hits either
    assert all(count <= waited for count in seen.fetched.values()), seen.fetched


async def test_a_database_away_leaves_the_pages_and_refuses_the_rest_at_once(site):
    mongod = site.process("mongod")
    async with httpx.AsyncClient(base_url=site.url, timeout=30) as client:
        for path in PATHS:
            await client.get(path)
        mongod.suspend()
        try:
            assert (
                await client.get("/blog?page=2&away=1")
            ).status_code == 503  # and so it is known
            began = time.perf_counter()
            for path in PATHS:
                assert (await client.get(path)).status_code == 200
            refused = await client.get("/api/v1/posts?limit=3")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert refused.json()["success"] is False
            assert time.perf_counter() - began < 2
        finally:
            mongod.resume()
        async with asyncio.timeout(20):
            while (await client.get("/api/v1/posts?limit=3")).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
