"""Lists and changed limits in MongoDB."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio
from waiting import until

from strive.platform.errors import Invalid
from strive.platform.ratelimit import rulebook as module
from strive.platform.ratelimit import store
from strive.platform.ratelimit.client import identify
from strive.platform.ratelimit.limiter import Limiter
from strive.platform.ratelimit.rulebook import Rulebook
from strive.platform.ratelimit.rules import Change, Kind, Verdict


@pytest_asyncio.fixture
async def rulebook(database, clock) -> Rulebook:
    await database.collection("limits", fresh=True).delete_many({"_id": "limits"})
    return Rulebook(database, clock)


@pytest.fixture
def limiter(pair) -> Limiter:
    return Limiter(pair[0], site="test", secret="s")


def verdict_on(limiter: Limiter, host: str) -> Verdict | None:
    return limiter.judge(identify(host), b"")


async def test_at_first_there_is_nothing(rulebook, limiter):
    await rulebook.update(limiter)
    assert limiter.rules.is_empty


async def test_what_one_process_writes_another_goes_by(rulebook, limiter, database, clock):
    await Rulebook(database, clock).put(Verdict.DENY, "203.0.113.0/24", reason="scrapes")
    await rulebook.update(limiter)
    assert verdict_on(limiter, "203.0.113.7") is Verdict.DENY
    assert await Rulebook(database, clock).lift("203.0.113.9/24")
    await rulebook.update(limiter)
    assert verdict_on(limiter, "203.0.113.7") is None


async def test_an_entry_is_replaced_by_one_about_the_same(rulebook):
    await rulebook.put(Verdict.DENY, "203.0.113.7")
    await rulebook.put(Verdict.ALLOW, "203.0.113.7", reason="the office")
    (rule,) = (await rulebook.read()).rules
    assert (rule.verdict, rule.value, rule.reason) == (
        Verdict.ALLOW,
        "203.0.113.7/32",
        "the office",
    )


async def test_an_entry_for_some_time_ends_by_itself(rulebook, limiter, clock):
    await rulebook.put(Verdict.DENY, "203.0.113.7", lasting=timedelta(hours=1))
    await rulebook.update(limiter)
    assert verdict_on(limiter, "203.0.113.7") is Verdict.DENY
    clock.move(timedelta(hours=1))
    await rulebook.update(limiter)
    assert verdict_on(limiter, "203.0.113.7") is None


async def test_what_is_over_is_not_kept(rulebook, clock):
    await rulebook.put(Verdict.DENY, "203.0.113.7", lasting=timedelta(hours=1))
    clock.move(timedelta(hours=2))
    await rulebook.put(Verdict.DENY, "198.51.100.7")
    assert [rule.value for rule in (await rulebook.read()).rules] == ["198.51.100.7/32"]


async def test_a_value_that_looks_like_an_operator_is_a_value(rulebook):
    await rulebook.put(Verdict.DENY, "$$ROOT bot", kind=Kind.AGENT, reason="$version")
    assert [rule.value for rule in (await rulebook.read()).rules] == ["$$root bot"]
    assert await rulebook.lift("$$ROOT bot", kind=Kind.AGENT)
    assert not await rulebook.lift("$$ROOT bot", kind=Kind.AGENT)


async def test_a_limit_is_changed_and_restored(rulebook):
    await rulebook.change(Change("api", quota=200))
    await rulebook.change(Change("api", quota=300, shadow=True))
    assert (await rulebook.read()).changes == (Change("api", quota=300, shadow=True),)
    assert await rulebook.restore("api")
    assert not await rulebook.restore("api")
    assert (await rulebook.read()).changes == ()


async def test_full_lists_say_so(rulebook, monkeypatch):
    monkeypatch.setattr(store, "RULES_MAX", 2)
    for number in range(2):
        await rulebook.put(Verdict.DENY, f"203.0.113.{number}")
    await rulebook.put(Verdict.ALLOW, "203.0.113.1")
    with pytest.raises(Invalid, match="lift some first"):
        await rulebook.put(Verdict.DENY, "203.0.113.9")


async def test_many_that_write_at_once_lose_nothing(database, clock, rulebook):
    writers = [Rulebook(database, clock) for _ in range(10)]
    writes = [w.put(Verdict.DENY, f"203.0.113.{n}") for n, w in enumerate(writers)]
    await asyncio.gather(*writes)
    found = await rulebook.read()
    assert len(found.rules) == 10
    assert found.version == 10


async def test_a_process_follows_by_itself_and_bears_what_it_cannot_read(
    rulebook, limiter, database, monkeypatch
):
    monkeypatch.setattr(module, "EVERY_S", 0.01)
    limits = database.collection("limits", fresh=True)
    following = asyncio.create_task(rulebook.follow_for_ever(limiter))
    async with asyncio.timeout(10):
        await rulebook.put(Verdict.DENY, "203.0.113.7")
        await until(lambda: verdict_on(limiter, "203.0.113.7") is Verdict.DENY)
        await limits.update_one({"_id": "limits"}, {"$set": {"version": 7, "rules": [{}]}})
        await asyncio.sleep(0.05)
        assert verdict_on(limiter, "203.0.113.7") is Verdict.DENY
        await limits.update_one({"_id": "limits"}, {"$set": {"version": 8, "rules": []}})
        await until(lambda: verdict_on(limiter, "203.0.113.7") is None)
    following.cancel()
