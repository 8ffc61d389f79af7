"""Stored responses shared by processes through Valkey, and what happens when it fails."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator

import pytest_asyncio
from waiting import until

from strive.platform.cache import PageCache
from strive.platform.cache.bus import SharedPurging
from strive.platform.cache.second_level import TIMEOUT_MS, ValkeyPages
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey


@pytest_asyncio.fixture
async def valkey(valkey_url) -> AsyncIterator[Valkey]:
    client = open_valkey(ValkeySettings(valkey_url, timeout_ms=5_000))
    yield client
    await client.client_unpause()
    await client.aclose()


@pytest_asyncio.fixture
async def quick(valkey_url) -> AsyncIterator[Valkey]:
    """A client as the page cache has it."""
    client = open_valkey(ValkeySettings(valkey_url, timeout_ms=TIMEOUT_MS))
    yield client
    await client.aclose()


class Process:
    """A page cache as one process has it."""

    def __init__(self, cache: PageCache, pages: ValkeyPages, client) -> None:
        self.cache, self.pages, self.client = cache, pages, client

    async def get(self, path: str = "/", **headers: str):
        answer = await self.client.get(path, headers=headers)
        await self.pages.settle()
        return answer


@pytest_asyncio.fixture
async def processes(valkey, quick, make_cache, open_client, clocks):
    """Make a process; those of one release and prefix share what they store."""
    prefix, purgings = f"test-{secrets.token_hex(4)}", []

    async def make(release: str = "1", client: Valkey = quick) -> Process:
        purging = SharedPurging(valkey, prefix=prefix)
        purgings.append(await purging.__aenter__())
        await until(lambda: purging.is_connected)
        pages = ValkeyPages(
            client,
            release=prefix + release,
            now=lambda: clocks.ages,
            wall=lambda: clocks.unix,
        )
        cache = make_cache(purging=purging, second_level=pages)
        return Process(cache, pages, open_client(cache))

    yield make
    for purging in purgings:
        await purging.__aexit__(None, None, None)


async def test_what_one_process_fetched_another_has(processes, origin, clocks):
    origin.headers |= {"content-type": "text/html", "etag": '"1"'}
    first, second = await processes(), await processes()
    await first.get("/a?b=1")
    clocks.move(7)
    answer = await second.get("/a?b=1")
    assert (answer.text, answer.headers["age"], origin.count) == ("answer 1", "7", 1)
    assert second.cache.counters.second_level_hits == 1
    await second.get("/a?b=1")
    assert second.cache.counters.hits == 1


async def test_choices_and_codings_are_shared_too(processes, origin):
    origin.headers |= {"content-type": "text/html", "vary": "x-kind"}
    origin.body = b"%d All the news that is fit to serve. " * 50
    first, second = await processes(), await processes()
    for kind in ("a", "b"):
        await first.get(**{"x-kind": kind, "accept-encoding": "br"})
    answers = [await second.get(**{"x-kind": kind}) for kind in ("b", "a")]
    assert [answer.text[0] for answer in answers] == ["2", "1"]
    assert origin.count == 2
    assert (await second.get()).text[0] == "3"


async def test_errors_are_not_shared(processes, origin):
    origin.status = 404
    first, second = await processes(), await processes()
    for process in (first, first, second):
        assert (await process.get("/nowhere")).status_code == 404
    assert origin.count == 2


async def test_what_is_older_than_what_is_here_is_not_taken(processes, origin, clocks):
    first, second = await processes(), await processes()
    await first.get()
    clocks.move(10)
    origin.headers["cache-control"] = "max-age=5"
    second.pages._resting_until = time.monotonic() + 60  # as after a failure
    await second.get()
    second.pages._resting_until = 0.0
    clocks.move(10)
    assert (await second.get()).text == "answer 3"


async def test_two_releases_never_read_each_other(processes, origin):
    await (await processes("1")).get()
    await (await processes("2")).get()
    assert origin.count == 2


async def test_a_purge_takes_it_from_both_levels_of_every_process(processes, origin):
    origin.headers["cache-groups"] = '"posts"'
    first, second, third = [await processes() for _ in range(3)]
    await first.get()
    await second.get()
    await first.cache.purge(["posts"])
    assert (await first.get()).text == "answer 2"
    assert (await third.get()).text == "answer 2"
    known = first.cache.purging.purges.sequence
    await until(lambda: second.cache.purging.purges.sequence == known)
    assert (await second.get()).text == "answer 2"
    late = await processes()
    assert (await late.get()).text == "answer 2"
    assert origin.count == 2


async def test_a_flushed_valkey_means_one_fetch_a_process(processes, origin, valkey):
    pair = [await processes() for _ in range(2)]
    for process in pair:
        await process.get()
    before = [process.cache.purging.purges.sequence for process in pair]
    await valkey.flushall()
    for process, known in zip(pair, before, strict=True):  # each notices it by itself
        await until(
            lambda purges=process.cache.purging.purges, known=known: purges.sequence > known
        )
    for process in pair * 5:
        await process.get()
    assert origin.count <= 1 + len(pair)


async def test_without_valkey_each_process_has_its_own(processes, origin):
    nowhere = open_valkey(ValkeySettings("valkey://127.0.0.1:1", timeout_ms=100))
    process = await processes(client=nowhere)
    await process.get()
    assert (await process.get()).text == "answer 1"
    assert origin.count == 1
    await nowhere.aclose()


async def test_a_slow_valkey_holds_nobody_up(processes, origin, valkey):
    process = await processes()
    await valkey.client_pause(2_000)
    started = time.perf_counter()
    answers = await asyncio.gather(*(process.client.get(f"/{number}") for number in range(50)))
    assert time.perf_counter() - started < 1.0
    assert {answer.status_code for answer in answers} == {200}


async def test_what_cannot_be_read_is_fetched(processes, origin, valkey):
    first, second = await processes(), await processes()
    await first.get()
    async for key in valkey.scan_iter("page:*"):
        await valkey.set(key, b"\x93garbage")
    assert (await second.get()).text == "answer 2"
