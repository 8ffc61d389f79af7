"""Claims of `strive.platform.leases`."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from strive.platform.errors import Conflict
from strive.platform.leases import Leases

LONG = timedelta(minutes=5)
SHORT = timedelta(milliseconds=300)


async def test_one_of_many_gets_a_new_lease(database):
    takers = [Leases(database, f"process-{number}") for number in range(10)]
    taken = await asyncio.gather(*(taker.acquire("crowded", LONG) for taker in takers))
    assert len([lease for lease in taken if lease]) == 1


async def test_the_holder_renews_and_keeps_its_token(database):
    mine = Leases(database, "me")
    first = await mine.acquire("renewed", LONG)
    assert await mine.acquire("renewed", LONG) == first


async def test_a_released_lease_passes_on_with_a_higher_token(database):
    mine, other = Leases(database, "me"), Leases(database, "other")
    first = await mine.acquire("passed on", LONG)
    assert await other.acquire("passed on", LONG) is None
    await mine.release(first)
    second = await other.acquire("passed on", LONG)
    assert second.token == first.token + 1


async def test_an_expired_lease_passes_on_and_its_former_holder_gets_a_new_token(database):
    mine, other = Leases(database, "me"), Leases(database, "other")
    first = await mine.acquire("expired", timedelta(0))
    second = await other.acquire("expired", timedelta(0))
    third = await mine.acquire("expired", LONG)
    assert (first.token, second.token, third.token) == (1, 2, 3)


async def test_a_former_holder_cannot_release_what_passed_on(database):
    mine, other = Leases(database, "me"), Leases(database, "other")
    first = await mine.acquire("fenced", timedelta(0))
    await other.acquire("fenced", LONG)
    await mine.release(first)
    assert await mine.acquire("fenced", LONG) is None


async def test_what_is_held_outlasts_its_first_term_and_is_given_back(database):
    mine, other = Leases(database, "me"), Leases(database, "other")
    lease = await mine.acquire("held", SHORT)
    async with mine.held(lease, SHORT):
        await asyncio.sleep(0.5)
        assert await other.acquire("held", LONG) is None
    assert (await other.acquire("held", LONG)).token == lease.token + 1


async def test_work_under_a_lease_that_was_lost_is_cancelled(database):
    mine, other = Leases(database, "me"), Leases(database, "other")
    lease = await mine.acquire("lost", SHORT)

    async def work() -> None:
        async with mine.held(lease, SHORT):
            await mine.release(lease)
            assert await other.acquire("lost", LONG)
            await asyncio.Event().wait()

    with pytest.raises(Conflict, match="'lost' was lost"):
        await work()
    assert await mine.acquire("lost", LONG) is None, "and the new holder keeps it"


async def test_cancelling_work_under_a_lease_gives_it_back(database):
    mine, other = Leases(database, "me"), Leases(database, "other")
    lease = await mine.acquire("cancelled", LONG)

    async def work() -> None:
        async with mine.held(lease, LONG):
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await other.acquire("cancelled", LONG)
