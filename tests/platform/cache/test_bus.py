"""Purges reach every process, also when something between them breaks."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from waiting import until

from strive.platform.cache.bus import SharedPurging
from strive.platform.cache.purges import State
from strive.platform.cache.purging import NotHeard
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey

WITHIN_S = 1.0


@pytest_asyncio.fixture
async def valkey(valkey_url) -> AsyncIterator[Valkey]:
    client = open_valkey(ValkeySettings(valkey_url))
    yield client
    await client.aclose()


@pytest.fixture
def prefix() -> str:
    return f"test-{secrets.token_hex(4)}"


@pytest_asyncio.fixture
async def pair(valkey_url, prefix) -> AsyncIterator[tuple[SharedPurging, SharedPurging]]:
    """Two processes' worth of purging, each with its own connections, listening."""
    clients = [open_valkey(ValkeySettings(valkey_url)) for _ in range(2)]
    first, second = (SharedPurging(client, prefix=prefix) for client in clients)
    async with first, second:
        await connected(first, second)
        yield first, second
    for client in clients:
        await client.aclose()


async def soon(happened) -> bool:
    """Wait as long as a purge may take to be heard."""
    return await until(happened, WITHIN_S)


async def connected(*purgings: SharedPurging) -> None:
    for purging in purgings:
        assert await soon(lambda purging=purging: purging.is_connected)


async def test_a_purge_is_heard_by_the_other_process(pair):
    first, second = pair
    stamp = second.purges.sequence
    await first.purge(["posts"])
    assert first.purges.state(stamp, ["posts"]) is State.GONE
    assert await soon(lambda: second.purges.state(stamp, ["posts"]) is State.GONE)
    assert second.purges.state(stamp, ["authors"]) is State.CURRENT
    later = second.purges.sequence
    assert second.purges.state(later, ["posts"]) is State.CURRENT


async def test_a_soft_purge_stays_soft_on_the_way(pair):
    first, second = pair
    stamp = second.purges.sequence
    await first.purge(["posts"], soft=True)
    assert await soon(lambda: second.purges.state(stamp, ["posts"]) is State.OUTDATED)


async def test_many_purges_from_both_sides_are_all_heard(pair):
    first, second = pair
    stamps = first.purges.sequence, second.purges.sequence
    tags = [f"tag {number}" for number in range(200)]
    sides = [pair[number % 2].purge([tag]) for number, tag in enumerate(tags)]
    await asyncio.gather(*sides)
    for purging, stamp in zip((first, second), stamps, strict=True):

        def all_gone(purging=purging, stamp=stamp) -> bool:
            return all(purging.purges.state(stamp, [tag]) is State.GONE for tag in tags)

        assert await soon(all_gone)
    assert second.purges.state(stamps[1], ["another"]) is State.CURRENT


async def test_what_was_purged_while_a_connection_was_lost_is_heard_after(pair, valkey):
    first, second = pair
    stamp = second.purges.sequence
    await valkey.client_kill_filter(_type="normal", skipme=True)
    for _ in range(20):
        try:
            await first.purge(["posts"])
            break
        except NotHeard:
            await asyncio.sleep(0.02)
    assert await soon(lambda: second.purges.state(stamp, ["posts"]) is State.GONE)


async def test_purges_that_nobody_can_read_any_more_take_everything_with_them(pair, valkey, prefix):
    _, second = pair
    stamp = second.purges.sequence
    async with valkey.pipeline() as together:  # a purge, and the stream cut before it is read
        together.incr(f"{prefix}:purge-number")
        together.incr(f"{prefix}:purge-number")
        await together.execute()
    await pair[0].purge(["posts"])
    assert await soon(lambda: second.purges.state(stamp, ["anything"]) is State.GONE)
    assert second.purges.state(second.purges.sequence, ["anything"]) is State.CURRENT


async def test_a_flush_of_valkey_is_noticed_and_numbers_go_on_upwards(pair, valkey, prefix):
    first, second = pair
    await first.purge(["posts"])
    stamp = second.purges.sequence
    await valkey.delete(f"{prefix}:purge-number", f"{prefix}:purges")
    assert await soon(lambda: second.purges.state(stamp, ["anything"]) is State.GONE)
    after = second.purges.sequence
    assert after >= stamp
    await first.purge(["authors"])
    assert await soon(lambda: second.purges.state(after, ["authors"]) is State.GONE)


async def test_a_process_that_starts_knows_what_was_purged_before(pair, valkey_url, prefix):
    first, _ = pair
    stamp = first.purges.sequence
    await first.purge(["posts"])
    client = open_valkey(ValkeySettings(valkey_url))
    async with SharedPurging(client, prefix=prefix) as late:
        await connected(late)
        assert late.purges.state(stamp, ["posts"]) is State.GONE
        assert late.purges.state(late.purges.sequence, ["posts"]) is State.CURRENT
    await client.aclose()


async def test_without_valkey_a_purge_counts_here_and_says_that_others_do_not_know():
    client = open_valkey(ValkeySettings("valkey://127.0.0.1:1", timeout_ms=100))
    async with SharedPurging(client) as alone:
        stamp = alone.purges.sequence
        with pytest.raises(NotHeard):
            await alone.purge(["posts"])
        assert alone.purges.state(stamp, ["posts"]) is State.GONE
        assert alone.purges.state(stamp, ["authors"]) is State.CURRENT
    await client.aclose()


async def restored(valkey, kept: dict[str, bytes]) -> None:
    """Take Valkey back to what it knew, as a snapshot or a replica that lagged behind does."""
    async with valkey.pipeline() as together:
        for key, dump in kept.items():
            together.restore(key, 0, dump, replace=True)
        await together.execute()


async def dumped(valkey, prefix: str) -> dict[str, bytes]:
    return {key: await valkey.dump(key) for key in (f"{prefix}:purge-number", f"{prefix}:purges")}


async def test_a_valkey_that_forgot_the_last_purges_does_not_give_their_numbers_again(
    pair, valkey, prefix
):
    first, second = pair
    await first.purge(["posts"])
    kept = await dumped(valkey, prefix)
    for _ in range(5):
        await first.purge(["posts"])
    assert await soon(lambda: second.purges.sequence >= first.purges.sequence)
    stamp = second.purges.sequence
    await restored(valkey, kept)
    assert await soon(lambda: second.purges.state(stamp, ["anything"]) is State.GONE)
    stamp = second.purges.sequence
    await first.purge(["authors"])
    assert await soon(lambda: second.purges.state(stamp, ["authors"]) is State.GONE)


async def test_another_purge_under_a_number_that_was_read_is_noticed_on_reconnecting(
    pair, valkey, valkey_url, prefix
):
    first, second = pair
    await first.purge(["posts"])
    kept = await dumped(valkey, prefix)
    await first.purge(["posts"])
    assert await soon(lambda: second.purges.sequence >= first.purges.sequence)
    stamp = second.purges.sequence
    client = open_valkey(ValkeySettings(valkey_url))
    await restored(valkey, kept)
    await SharedPurging(client, prefix=prefix).purge(["authors"])  # by one that read nothing
    await valkey.client_kill_filter(_type="normal", skipme=True)
    assert await soon(lambda: second.purges.state(stamp, ["authors"]) is State.GONE)
    await client.aclose()


async def test_a_process_that_starts_takes_purges_that_valkey_forgot_as_of_everything(
    pair, valkey, valkey_url, prefix
):
    first, _ = pair
    await first.purge(["posts"])
    kept, stamp = await dumped(valkey, prefix), first.purges.sequence
    await first.purge(["posts"])
    await restored(valkey, kept)
    await first.purge(["authors"])
    client = open_valkey(ValkeySettings(valkey_url))
    async with SharedPurging(client, prefix=prefix) as late:
        await connected(late)
        assert late.purges.state(stamp, ["posts"]) is State.GONE
    await client.aclose()


async def test_what_cannot_be_read_in_the_stream_takes_everything_and_stops_nothing(
    pair, valkey, prefix
):
    first, second = pair
    stamp = second.purges.sequence
    number = await valkey.incr(f"{prefix}:purge-number")
    await valkey.xadd(f"{prefix}:purges", {"purge": b"\xc1"}, id=f"{number}-0")
    assert await soon(lambda: second.purges.state(stamp, ["anything"]) is State.GONE)
    stamp = second.purges.sequence
    await first.purge(["posts"])
    assert await soon(lambda: second.purges.state(stamp, ["posts"]) is State.GONE)


async def test_a_lost_counter_does_not_end_purging_when_the_clock_went_back(pair, valkey, prefix):
    first, second = pair
    await valkey.xadd(f"{prefix}:purges", {"purge": b"\xc1"}, id="9000000000000-0")
    await valkey.delete(f"{prefix}:purge-number")
    stamp = second.purges.sequence
    await first.purge(["posts"])
    assert await soon(lambda: second.purges.state(stamp, ["posts"]) is State.GONE)
