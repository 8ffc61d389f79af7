"""Claims of blocked addresses in the audit log: bounded, after the refusal, and for alerts."""

from __future__ import annotations

from datetime import timedelta

import pytest_asyncio

from strive.accounts.blocked import ENTRIES_MAX, ONCE_IN, Blocked
from strive.accounts.entry import Action
from strive.platform.ratelimit.client import identify
from strive.platform.ratelimit.policy import Policy

WHO = "192.0.2.0/24"


@pytest_asyncio.fixture
async def blocked(strive, clock, database):
    await database.raw["audit"].delete_many({})
    return Blocked(strive.accounts.audit, clock)


async def entries(strive):
    return await strive.accounts.audit.find(action=Action.BLOCKED, limit=200)


async def test_an_address_is_written_once_a_minute_for_each_limit(strive, blocked, clock):
    for _ in range(100):
        blocked.note("auth", WHO)
    blocked.note("pages", WHO)
    await blocked.written()
    found = await entries(strive)
    assert {(entry.address, entry.details["limit"]) for entry in found} == {
        (WHO, "auth"),
        (WHO, "pages"),
    }
    assert len(found) == 2
    clock.move(ONCE_IN)
    blocked.note("auth", WHO)
    await blocked.written()
    assert len(await entries(strive)) == 3


async def test_however_many_addresses_there_are_they_fill_nothing(strive, blocked, clock):
    for number in range(10 * ENTRIES_MAX):
        blocked.note("auth", f"10.{number // 256}.{number % 256}.0/24")
    await blocked.written()
    assert len(await entries(strive)) == ENTRIES_MAX


async def test_a_clock_that_goes_back_stops_nothing(strive, blocked, clock):
    blocked.note("auth", WHO)
    clock.move(-timedelta(hours=1))
    blocked.note("auth", WHO)
    await blocked.written()
    assert len(await entries(strive)) == 2


async def test_the_limiter_tells_of_a_refusal_and_of_nothing_else(strive):
    told: list[tuple[str, str]] = []
    limiter, before = strive.limiter, strive.limiter.on_refused
    limiter.on_refused = lambda policy, who: told.append((policy, who))
    try:
        ask = limiter.ask(Policy("told", 1, 60), "somebody told")
        await limiter.take([ask], identify("192.0.2.7").shown)
        assert not told
        for _ in range(5):
            await limiter.take([ask], identify("192.0.2.7").shown)
    finally:
        limiter.on_refused = before
    assert told == [("told", WHO)], "what is remembered is not told again"


async def test_whoever_watches_hears_of_each_entry(strive):
    heard = []
    strive.accounts.audit.watch(heard.append)
    await strive.accounts.audit.record(Action.DENIED, target="x:1")
    assert [(entry.action, entry.target) for entry in heard] == [(Action.DENIED, "x:1")]
