"""Claims of `strive.platform.leases`."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from strive.platform.leases import Leases

LONG = timedelta(minutes=5)


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
