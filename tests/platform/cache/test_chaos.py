"""Readers of three processes, a writer, and a Valkey that is cut off and flushed meanwhile."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from strive.platform.cache import DataCache, NotHeard, PageCache, SharedPurging, ValkeyPages
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey

NAMES = "abcd"
LASTS_S = 3.0


class Origin:
    """Pages that show a number; `seen` is the one that every process has been told of."""

    def __init__(self) -> None:
        self.lots = random.Random(7)
        self.current = dict.fromkeys(NAMES, 0)
        self.seen = dict.fromkeys(NAMES, 0)

    async def read(self, name: str) -> int:
        number = self.current[name]
        await asyncio.sleep(self.lots.random() * 0.01)
        return number

    async def __call__(self, scope, _receive, send) -> None:
        name = scope["path"][1:]
        number = b"%d" % await self.read(name)
        headers = [
            (b"cache-control", b"max-age=%d, stale-while-revalidate=5" % self.lots.choice([1, 60])),
            (b"etag", b'"%s"' % number),
            (b"cache-groups", b'"%s"' % name.encode()),
            (b"vary", b"x-kind"),
        ]
        is_same = (b"if-none-match", b'"%s"' % number) in scope["headers"]
        status, body = (304, b"") if is_same else (200, number)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Process:
    """The caches of one process."""

    def __init__(self, url: str, prefix: str, origin: Origin) -> None:
        self.clients = [open_valkey(ValkeySettings(url, timeout_ms=ms)) for ms in (1_000, 50)]
        patient, quick = self.clients
        self.purging = SharedPurging(patient, prefix=prefix)
        self.data = DataCache(quick, release=prefix, purging=self.purging)
        second_level = ValkeyPages(quick, release=prefix)
        cache = PageCache(origin, purging=self.purging, second_level=second_level)
        self.reader = httpx.AsyncClient(
            transport=httpx.ASGITransport(cache), base_url="http://site.test"
        )


@pytest.fixture
def origin() -> Origin:
    return Origin()


@pytest_asyncio.fixture
async def processes(valkey_url, origin) -> AsyncIterator[list[Process]]:
    prefix = f"test-{secrets.token_hex(4)}"
    opened = [Process(valkey_url, prefix, origin) for _ in range(3)]
    for process in opened:
        await process.purging.__aenter__()
    yield opened
    for process in opened:
        await process.purging.__aexit__()
        await process.reader.aclose()
        for client in process.clients:
            await client.aclose()


@pytest_asyncio.fixture
async def valkey(valkey_url) -> AsyncIterator[Valkey]:
    client = open_valkey(ValkeySettings(valkey_url))
    yield client
    await client.aclose()


async def change(origin: Origin, processes: list[Process]) -> None:
    """Change something, purge it until all are told, and wait until all have heard."""
    name, purging = origin.lots.choice(NAMES), origin.lots.choice(processes).purging
    origin.current[name] += 1
    while True:
        try:
            await purging.purge([name], soft=origin.lots.random() < 0.5)
            break
        except NotHeard:
            await asyncio.sleep(0.02)
    number = purging.purges.sequence
    while any(one.purging.purges.sequence < number for one in processes):  # noqa: ASYNC110 - polled
        await asyncio.sleep(0.002)
    origin.seen[name] = origin.current[name]


async def test_nobody_reads_what_was_purged_before_whatever_happens_to_valkey(
    origin, processes, valkey
):
    end, old = time.monotonic() + LASTS_S, []

    async def read() -> None:
        while time.monotonic() < end:
            process, name = origin.lots.choice(processes), origin.lots.choice(NAMES)
            least = origin.seen[name]
            page = await process.reader.get(
                f"/{name}", headers={"x-kind": origin.lots.choice("12")}
            )
            value = await process.data.get_or_set(
                name,
                origin.lots.choice([0.05, 60]),
                lambda name=name: origin.read(name),
                tags=[name],
            )
            old.extend(number for number in (int(page.text), value) if number < least)
            await asyncio.sleep(0)

    async def write() -> None:
        while time.monotonic() < end:
            await change(origin, processes)
            await asyncio.sleep(origin.lots.random() * 0.03)

    async def break_things() -> None:
        for command in (valkey.flushall, valkey.script_flush, valkey.flushall):
            await asyncio.sleep(LASTS_S / 5)
            await command()
            await asyncio.sleep(LASTS_S / 10)
            await valkey.client_kill_filter(_type="normal", skipme=True)

    await asyncio.gather(write(), break_things(), *(read() for _ in range(6)))
    assert min(origin.seen.values()) > 0
    assert old == []
