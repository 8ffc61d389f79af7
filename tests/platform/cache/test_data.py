"""The data cache: one fetch for all, in a process and among processes, and what failures do."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
import pytest_asyncio
from waiting import until

from strive.platform.cache.bus import SharedPurging
from strive.platform.cache.data import DataCache
from strive.platform.cache.tagging import noting
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey


class Fetches:
    """A dear thing to fetch, counted."""

    def __init__(self) -> None:
        self.count = 0
        self.value: object = "value"
        self.raises: Exception | None = None
        self.gate: asyncio.Event | None = None

    async def __call__(self):
        self.count += 1
        number = self.count
        if self.gate is not None:
            await self.gate.wait()
        if self.raises is not None:
            raise self.raises
        return f"value {number}" if self.value == "value" else self.value


@pytest.fixture
def fetch() -> Fetches:
    return Fetches()


@pytest.fixture
def cache(clocks) -> DataCache:
    """A cache of one process."""
    return DataCache(now=lambda: clocks.ages, wall=lambda: clocks.unix)


@pytest_asyncio.fixture
async def valkey(valkey_url) -> AsyncIterator[Valkey]:
    client = open_valkey(ValkeySettings(valkey_url))
    yield client
    await client.aclose()


@pytest_asyncio.fixture
async def pair(valkey, clocks) -> AsyncIterator[list[DataCache]]:
    """Two processes' worth of cache."""
    name = f"test-{secrets.token_hex(4)}"
    purgings = [SharedPurging(valkey, prefix=name) for _ in range(2)]
    async with purgings[0], purgings[1]:
        await until(lambda: all(purging.is_connected for purging in purgings))
        yield [
            DataCache(
                valkey,
                release=name,
                purging=purging,
                now=lambda: clocks.ages,
                wall=lambda: clocks.unix,
            )
            for purging in purgings
        ]


async def test_a_value_is_fetched_once_and_again_after_its_time(cache, fetch, clocks):
    assert await cache.get_or_set("k", 60, fetch) == "value 1"
    assert await cache.get_or_set("k", 60, fetch) == "value 1"
    clocks.move(61)
    assert await cache.get_or_set("k", 60, fetch) == "value 2"


@pytest.mark.parametrize("value", [None, 0, "", False, [], {}, 0.0, b""])
async def test_nothing_is_something_too(pair, fetch, value):
    fetch.value = value
    for cache in (*pair, *pair):
        assert await cache.get_or_set("k", 60, fetch) == value
    assert fetch.count == 1


async def test_what_is_not_there_is_asked_for_again_sooner(cache, fetch, clocks):
    fetch.value = None
    await cache.get_or_set("k", 600, fetch, absent_ttl=10)
    clocks.move(11)
    fetch.value = "value"
    assert await cache.get_or_set("k", 600, fetch) == "value 2"


async def test_all_that_wait_in_a_process_share_one_fetch(cache, fetch):
    fetch.gate = asyncio.Event()
    waiting = [asyncio.create_task(cache.get_or_set("k", 60, fetch)) for _ in range(500)]
    await asyncio.sleep(0.01)
    fetch.gate.set()
    assert set(await asyncio.gather(*waiting)) == {"value 1"}
    assert cache.counters.collapsed == 499


async def test_who_stops_waiting_does_not_stop_the_fetch(cache, fetch):
    fetch.gate = asyncio.Event()
    first, second = (asyncio.create_task(cache.get_or_set("k", 60, fetch)) for _ in range(2))
    await asyncio.sleep(0.01)
    first.cancel()
    fetch.gate.set()
    assert await second == "value 1"


async def test_two_processes_fetch_once(pair, fetch):
    fetch.gate = asyncio.Event()
    calls = [cache.get_or_set("k", 60, fetch) for cache in pair * 20]
    waiting = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(0.1)
    fetch.gate.set()
    assert set(await asyncio.gather(*waiting)) == {"value 1"}
    assert fetch.count == 1


async def test_a_fetch_longer_than_the_lock_is_still_the_only_one(pair, fetch, monkeypatch):
    monkeypatch.setattr("strive.platform.cache.keeping.LOCK_MS", 150)
    fetch.gate = asyncio.Event()
    calls = [cache.get_or_set("k", 60, fetch) for cache in pair]
    waiting = [asyncio.create_task(call) for call in calls]
    await asyncio.sleep(0.6)
    assert fetch.count == 1
    fetch.gate.set()
    assert set(await asyncio.gather(*waiting)) == {"value 1"}


async def test_a_lock_of_a_process_that_died_frees_one_waiter(pair, fetch, valkey):
    prefix = pair[0]._keeping._prefix
    await valkey.set(f"{prefix}lock:k", "dead", px=200)
    calls = [cache.get_or_set("k", 60, fetch) for cache in pair * 10]
    assert set(await asyncio.gather(*calls)) == {"value 1"}
    assert fetch.count == 1


async def test_types_come_back_as_they_were(pair):
    class Post(msgspec.Struct, frozen=True):
        title: str
        at: datetime
        tags: tuple[str, ...]

    post = Post("T", datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC), ("a", "b"))

    async def fetch() -> dict[str, Post]:
        return {"x": post}

    for cache in pair:
        assert await cache.get_or_set("k", 60, fetch, type=dict[str, Post]) == {"x": post}


async def test_what_another_shape_wrote_is_fetched(pair, fetch):
    await pair[0].get_or_set("k", 60, fetch, type=str)
    fetch.value = 5
    assert await pair[1].get_or_set("k", 60, fetch, type=int) == 5


async def test_a_purge_takes_a_value_away_everywhere(pair, fetch):
    for cache in pair:
        await cache.get_or_set("k", 60, fetch, tags=["posts"])
        await cache.get_or_set("other", 60, fetch, tags=["authors"])
    await pair[0].purge(["posts"])
    assert await pair[0].get_or_set("k", 60, fetch, tags=["posts"]) == "value 3"
    await until(lambda: len({cache.purging.purges.sequence for cache in pair}) == 1)
    assert await pair[1].get_or_set("k", 60, fetch, tags=["posts"]) == "value 3"
    assert await pair[1].get_or_set("other", 60, fetch, tags=["authors"]) == "value 2"


async def test_a_value_fetched_before_a_purge_is_not_kept_after_it(cache, fetch):
    fetch.gate = asyncio.Event()
    before = asyncio.create_task(cache.get_or_set("k", 60, fetch, tags=["posts"]))
    await asyncio.sleep(0.01)
    await cache.purge(["posts"])
    after = asyncio.create_task(cache.get_or_set("k", 60, fetch, tags=["posts"]))
    await asyncio.sleep(0.01)
    fetch.gate.set()
    assert (await before, await after) == ("value 1", "value 2")
    assert await cache.get_or_set("k", 60, fetch, tags=["posts"]) == "value 2"


async def test_something_stale_is_better_than_an_error(cache, fetch, clocks):
    await cache.get_or_set("k", 60, fetch)
    fetch.raises = ConnectionError("away")
    clocks.move(3_600)
    assert await cache.get_or_set("k", 60, fetch) == "value 1"
    for _ in range(10):
        await cache.get_or_set("k", 60, fetch)
    assert fetch.count == 2, "a failing fetch is not tried with every request"
    clocks.move(90_000)
    with pytest.raises(ConnectionError):
        await cache.get_or_set("k", 60, fetch)


async def test_something_stale_in_valkey_covers_too(pair, fetch, clocks):
    await pair[0].get_or_set("k", 60, fetch)
    fetch.raises = ConnectionError("away")
    clocks.move(3_600)
    assert await pair[1].get_or_set("k", 60, fetch) == "value 1"


async def test_what_was_purged_does_not_cover(cache, fetch):
    await cache.get_or_set("k", 60, fetch, tags=["posts"])
    await cache.purge(["posts"])
    fetch.raises = ConnectionError("away")
    with pytest.raises(ConnectionError):
        await cache.get_or_set("k", 60, fetch, tags=["posts"])


async def test_an_error_without_cover_reaches_all_that_wait_and_is_not_kept(cache, fetch):
    fetch.raises = ValueError("no")
    calls = [cache.get_or_set("k", 60, fetch) for _ in range(5)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [str(result) for result in results] == ["no"] * 5
    assert fetch.count == 1
    fetch.raises = None
    assert await cache.get_or_set("k", 60, fetch) == "value 2"


async def test_a_fetch_that_hangs_is_given_up(cache, fetch):
    fetch.gate = asyncio.Event()
    with pytest.raises(TimeoutError):
        await cache.get_or_set("k", 60, fetch, hard_timeout=0.05)


async def test_after_a_soft_timeout_the_stale_value_serves_and_the_fetch_goes_on(
    cache, fetch, clocks
):
    await cache.get_or_set("k", 60, fetch)
    clocks.move(61)
    fetch.gate = asyncio.Event()
    assert await cache.get_or_set("k", 60, fetch, soft_timeout=0.02) == "value 1"
    fetch.gate.set()
    await asyncio.sleep(0.01)
    assert await cache.get_or_set("k", 60, fetch) == "value 2"
    assert fetch.count == 2


async def test_a_hot_value_is_fetched_before_it_ends(cache, clocks):
    count = 0

    async def slow() -> int:
        nonlocal count
        count += 1
        clocks.move(1)
        return count

    await cache.get_or_set("k", 60, slow)
    hits = cache.counters.hits
    for _ in range(600):
        clocks.move(0.1)
        await cache.get_or_set("k", 60, slow)
        await asyncio.sleep(0)
    assert count > 1
    assert cache.counters.hits - hits == 600, "nobody ever waited"


async def test_without_valkey_each_process_has_its_own(fetch):
    nowhere = open_valkey(ValkeySettings("valkey://127.0.0.1:1", timeout_ms=100))
    cache = DataCache(nowhere)
    assert await cache.get_or_set("k", 60, fetch) == "value 1"
    assert await cache.get_or_set("k", 60, fetch) == "value 1"
    await nowhere.aclose()


async def test_tags_can_depend_on_the_value(cache, fetch):
    await cache.get_or_set("k", 60, fetch, tags=lambda value: [f"tag of {value}"])
    await cache.purge(["tag of value 1"])
    assert await cache.get_or_set("k", 60, fetch) == "value 2"


async def test_what_is_made_of_values_is_purged_with_them(cache, fetch):
    async def whole():
        return f"made of {await cache.get_or_set('part', 60, fetch, tags=['part'])}"

    assert await cache.get_or_set("whole", 60, whole) == "made of value 1"
    await cache.purge(["part"])
    assert await cache.get_or_set("whole", 60, whole) == "made of value 2"


async def test_whoever_reads_learns_the_tags_each_time(cache, fetch):
    for _ in range(2):
        with noting() as noted:
            await cache.get_or_set("k", 60, fetch, tags=["a"])
        assert noted == {"a"}


async def test_what_is_not_shared_is_not_in_valkey(pair, fetch, valkey):
    await asyncio.gather(*(each.get_or_set("own", 60, fetch, shared=False) for each in pair))
    assert not [key async for key in valkey.scan_iter(f"{pair[0]._keeping._prefix}*")]
    assert fetch.count == 2
