"""What a data cache must stand: fetches that ask for themselves, values too large, odd keys."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from strive.platform.cache import DataCache
from strive.platform.cache.items import VALUE_BYTES_MAX
from strive.platform.valkey import ValkeySettings, open_valkey


@pytest.fixture
def alone() -> DataCache:
    return DataCache()


@pytest_asyncio.fixture
async def pair(valkey_url) -> AsyncIterator[tuple[DataCache, DataCache]]:
    """Two processes' caches over one Valkey."""
    client, release = open_valkey(ValkeySettings(valkey_url)), secrets.token_hex(4)
    yield DataCache(client, release=release), DataCache(client, release=release)
    await client.aclose()


def returning(value, calls: list | None = None):
    async def fetch():
        if calls is not None:
            calls.append(value)
        return value

    return fetch


async def test_a_fetch_that_needs_its_own_value_is_told_at_once(alone):
    async def direct():
        return await alone.get_or_set("a", 60, direct)

    async def around():
        return await alone.get_or_set("c", 60, back)

    async def back():
        return await alone.get_or_set("b", 60, around)

    async with asyncio.timeout(2):
        for key, fetch in (("a", direct), ("b", around)):
            with pytest.raises(RuntimeError, match=f"needs itself.*{key}"):
                await alone.get_or_set(key, 60, fetch)


async def test_fetches_may_need_other_values_and_each_other_in_turn(alone):
    async def outer():
        first = await alone.get_or_set("inner", 60, returning(1))
        return first + await alone.get_or_set("inner", 60, returning(1))

    assert await alone.get_or_set("outer", 60, outer) == 2
    assert await alone.get_or_set("inner", 60, outer) == 1


async def test_a_value_too_large_to_share_stays_in_the_process(pair):
    first, second = pair
    large, calls = "x" * (VALUE_BYTES_MAX + 1), []
    for cache in (first, first, second):
        assert await cache.get_or_set("k", 60, returning(large, calls)) == large
    assert len(calls) == 2


async def test_none_is_read_back_whatever_the_type(pair):
    calls: list = []
    for cache in pair:
        assert await cache.get_or_set("k", 60, returning(None, calls), type=int) is None
    assert len(calls) == 1


async def test_no_key_is_the_lock_of_another(pair):
    first, _ = pair
    assert await first.get_or_set("lock:k", 60, returning("value")) == "value"
    async with asyncio.timeout(2):
        assert await first.get_or_set("k", 60, returning(1), hard_timeout=60) == 1


async def test_who_stops_waiting_stops_nobody_else(alone):
    gate = asyncio.Event()

    async def slow():
        await gate.wait()
        return "value"

    first = asyncio.create_task(alone.get_or_set("k", 60, slow))
    second = asyncio.create_task(alone.get_or_set("k", 60, slow))
    await asyncio.sleep(0.01)
    first.cancel()
    gate.set()
    assert await second == "value"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_tags_that_cannot_be_told_keep_nothing(alone):
    calls: list = []
    with pytest.raises(ZeroDivisionError):
        await alone.get_or_set("k", 60, returning(1, calls), tags=lambda _: [str(1 // 0)])
    assert await alone.get_or_set("k", 60, returning(2, calls)) == 2


async def test_a_fetch_that_cancels_itself_is_an_error_not_a_cancelled_request(alone):
    async def cancelled():
        raise asyncio.CancelledError

    with pytest.raises(RuntimeError, match="gave up"):
        await alone.get_or_set("k", 60, cancelled)


async def test_a_long_key_counts_with_what_it_takes(alone):
    await alone.get_or_set("k" * 10_000, 60, returning(1), tags=["t" * 10_000])
    assert alone.memory.size > 20_000
