"""What is measured within this process: hit rate, purges, limits."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from itertools import accumulate

from starlette.types import Message, Receive, Scope, Send

from bench.figures import Figure
from strive.platform.cache import PageCache, SharedPurging
from strive.platform.cache.purges import State
from strive.platform.valkey import ValkeySettings, open_valkey

PAGES = 10_000
PAGE_BYTES = 20_000
REQUESTS = 200_000
ZIPF = 1.3
PURGES = 300
MIX = {"post": 0.60, "home": 0.12, "list": 0.08, "feed": 0.06, "asset": 0.14}
"""What readers ask for; posts by a law of Zipf, the others are few addresses each."""


async def _origin(_scope: Scope, _receive: Receive, send: Send) -> None:
    headers = [(b"cache-control", b"public, s-maxage=3600"), (b"content-type", b"image/png")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": bytes(PAGE_BYTES)})


def hit_rate() -> Figure:
    """Replay readers on a page cache in memory alone that holds a tenth of the site.

    The first half of the requests warms it, the second is counted.
    """
    cache = PageCache(_origin, memory_bytes=PAGES * (PAGE_BYTES + 2_000) // 10)
    paths = _readers(random.Random(3))

    async def replay(some: Sequence[str]) -> None:
        for path in some:
            await cache(_scope(path), _nothing, _ignored)

    asyncio.run(replay(paths[: REQUESTS // 2]))
    cache.counters.hits = cache.counters.misses = 0
    asyncio.run(replay(paths[REQUESTS // 2 :]))
    rate = cache.counters.hit_rate
    note = f"hit rate {rate:.1%}; posts by Zipf {ZIPF}, {REQUESTS // 2:,} requests after as many"
    return Figure("misses, a cache of a tenth of the site", (1 - rate) * 100, "%", 5, note=note)


def _readers(lots: random.Random) -> list[str]:
    weights = list(accumulate(1 / rank**ZIPF for rank in range(1, PAGES + 1)))
    posts = [f"/blog/{n}" for n in lots.choices(range(PAGES), cum_weights=weights, k=REQUESTS)]
    others = {"home": ["/"], "list": [f"/blog?page={n}" for n in range(1, 20)]}
    others |= {"feed": ["/feed.xml", "/atom.xml"], "asset": [f"/static/{n}" for n in range(8)]}
    kinds = lots.choices(list(MIX), list(MIX.values()), k=REQUESTS)
    return [
        post if kind == "post" else lots.choice(others[kind])
        for post, kind in zip(posts, kinds, strict=True)
    ]


def purge_latency(valkey_url: str) -> Figure:
    """Purge in one process and see when another knows."""
    return asyncio.run(_purges(valkey_url))


async def _purges(valkey_url: str) -> Figure:
    clients = [open_valkey(ValkeySettings(valkey_url)) for _ in range(2)]
    here, there = (SharedPurging(client, prefix="bench") for client in clients)
    taken: list[float] = []
    async with here, there:
        while not (here.is_connected and there.is_connected):  # noqa: ASYNC110 - polled
            await asyncio.sleep(0.01)
        for number in range(PURGES):
            stamp, started = there.purges.sequence, time.perf_counter()
            await here.purge([f"tag {number}"])
            while there.purges.state(stamp, [f"tag {number}"]) is not State.GONE:  # noqa: ASYNC110
                await asyncio.sleep(0)
            taken.append((time.perf_counter() - started) * 1000)
    for client in clients:
        await client.aclose()
    taken.sort()
    note = f"p50 {taken[len(taken) // 2]:.1f} ms, {PURGES} purges"
    return Figure("purge to gone elsewhere, p99", taken[int(PURGES * 0.99)], "ms", 1_000, note=note)


def _scope(path: str) -> Scope:
    plain, _, query = path.partition("?")
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"bench")],
    }


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _ignored(_message: Message) -> None:
    return None
