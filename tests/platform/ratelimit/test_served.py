"""Limits of a site as it is deployed: several processes, Valkey killed under load, a flood."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from served import Served, serving

pytestmark = pytest.mark.slow

WORKERS = 2
QUOTA = 100
TOO_MANY = 160


@pytest.fixture(scope="module")
def served(strive, own_valkey) -> Iterator[Served]:
    """A site with limits, whose clients say by a trusted header who they are."""
    own_valkey.start()
    settings = strive.settings
    limited = replace(settings, limits="on", valkey=replace(settings.valkey, url=own_valkey.url))
    with serving(
        limited,
        STRIVE_WORKERS=str(WORKERS),
        STRIVE_TRUSTED_PROXIES="127.0.0.1",
        STRIVE_LOG_LEVEL="ERROR",
    ) as site:
        yield site


async def asked(site: Served, address: str, count: int) -> Counter[int]:
    """Ask the API over several connections at once; return the statuses of its answers."""
    async with httpx.AsyncClient(base_url=site.url, timeout=30) as client:
        headers = {"x-forwarded-for": address}
        answers = [client.get("/api/v1/site", headers=headers) for _ in range(count)]
        return Counter(answer.status_code for answer in await asyncio.gather(*answers))


async def until_exact(site: Served) -> Counter[int]:
    """Ask from one address after the other until the processes decide together."""
    async with asyncio.timeout(20):
        for number in range(1, 200):
            statuses = await asked(site, f"192.0.2.{number}", TOO_MANY)
            if statuses[200] == QUOTA:
                break
            await asyncio.sleep(0.5)
    return statuses


async def test_killed_valkey_loosens_limits_by_processes_and_comes_back_by_itself(
    served, own_valkey
):
    assert await until_exact(served) == {200: QUOTA, 429: TOO_MANY - QUOTA}
    own_valkey.kill()
    alone = await asked(served, "198.51.100.1", 3 * QUOTA)
    assert QUOTA <= alone[200] <= WORKERS * QUOTA
    assert alone.keys() == {200, 429}
    own_valkey.start()
    assert await until_exact(served) == {200: QUOTA, 429: TOO_MANY - QUOTA}


async def test_a_flood_from_one_address_is_refused_fast_and_others_are_answered(served):
    floods, readers, stopped = Counter[int](), Counter[int](), asyncio.Event()
    waited: list[float] = []
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:

        async def flood() -> None:
            while not stopped.is_set():
                answer = await client.get(
                    "/api/v1/posts?limit=1", headers={"x-forwarded-for": "203.0.113.7"}
                )
                floods[answer.status_code] += 1

        flooding = [asyncio.create_task(flood()) for _ in range(16)]
        for number in range(50):
            began = time.perf_counter()
            answer = await client.get(
                f"/api/v1/posts?page={1 + number % 3}",
                headers={"x-forwarded-for": f"198.18.0.{number}"},
            )
            waited.append(time.perf_counter() - began)
            readers[answer.status_code] += 1
            await asyncio.sleep(0.01)
        stopped.set()
        await asyncio.gather(*flooding)
    assert readers.keys() <= {200, 404}  # there may be no third page
    assert sorted(waited)[-2] < 1
    assert floods.keys() == {200, 429}
    assert floods[429] > floods[200]
