"""Limits without Valkey: killed, stopped, slow, emptied, and back (faults 5, 6 and 7)."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from strive.platform.ratelimit.limiter import Decision, Limiter
from strive.platform.ratelimit.policy import Failure, Policy
from strive.platform.ratelimit.shared import REST_S, TIMEOUT_MS, SharedWindows, open_quick
from strive.platform.valkey import ValkeySettings, open_valkey

OPEN = Policy("open", 10, 60)
GUARDED = Policy("guarded", 5, 60, failure=Failure.STRICT)
NOWHERE = "valkey://127.0.0.1:1"


class Process:
    """A process's limiter whose rest after a failure a test can end."""

    def __init__(self, url: str, timeout_ms: int | None, **options) -> None:
        self._offset_s = 0.0
        settings = ValkeySettings(url, timeout_ms=timeout_ms or TIMEOUT_MS)
        client = open_valkey(settings) if timeout_ms else open_quick(settings)
        self.windows = SharedWindows(client, now=self.now)
        self.limiter = Limiter(
            self.windows, site="test", secret=secrets.token_hex(8), now=self.now, **options
        )

    def now(self) -> float:
        return time.monotonic() + self._offset_s

    def rest(self) -> None:
        self._offset_s += REST_S

    async def take(self, policy: Policy, whose: str = "203.0.113.7") -> Decision:
        return await self.limiter.take([self.limiter.ask(policy, whose)], "203.0.113.0/24")

    async def passed(self, policy: Policy, count: int, whose: str = "203.0.113.7") -> int:
        return sum([not (await self.take(policy, whose)).refusing for _ in range(count)])


@pytest_asyncio.fixture
async def processes() -> AsyncIterator[Callable[..., Process]]:
    made: list[Process] = []

    def make(url: str = NOWHERE, timeout_ms: int | None = None, **options) -> Process:
        made.append(Process(url, timeout_ms, **options))
        return made[-1]

    yield make
    for process in made:
        await process.windows.close()


async def test_where_nobody_listens_a_process_keeps_the_same_limit_alone(processes):
    process = processes()
    assert await process.passed(OPEN, 15) == 10
    assert process.limiter.counters.policies["open"].without_valkey == 11
    assert process.limiter.counters.policies["open"].from_memory == 4


@pytest.mark.parametrize(("of", "left"), [(1, 2), (2, 1), (8, 1)])
async def test_a_guarded_limit_is_stricter_alone_and_shared_by_the_processes(processes, of, left):
    assert await processes(processes=of).passed(GUARDED, 10) == left


async def test_alone_the_quota_that_is_told_is_the_one_that_counts(processes):
    process = processes()
    decision = await process.take(GUARDED)
    assert decision.is_alone
    assert decision.states[0].remaining == 1


async def test_what_was_used_alone_can_be_given_back(processes):
    process, policy = processes(), Policy("once", 1, 60)
    decision = await process.take(policy)
    assert (await process.take(policy)).refusing
    await process.limiter.refund(decision)
    assert not (await process.take(policy)).refusing


async def test_after_a_failure_valkey_is_left_alone_for_a_while_then_asked_by_one(processes):
    process = processes()
    await process.passed(OPEN, 5)
    assert process.windows.round_trips == 1
    process.rest()
    await asyncio.gather(*(process.take(OPEN, f"198.51.100.{n}") for n in range(50)))
    assert process.windows.round_trips == 2


@pytest.mark.slow
async def test_killed_limits_hold_and_started_again_valkey_takes_over(own_valkey, processes, logs):
    own_valkey.start()
    process = processes(own_valkey.url, timeout_ms=5_000)
    assert await process.passed(OPEN, 12) == 10
    own_valkey.kill()
    assert await process.passed(OPEN, 12, "198.51.100.9") == 10
    own_valkey.start()
    process.rest()
    decision = await process.take(OPEN, "192.0.2.1")
    assert not decision.is_alone
    assert decision.states[0].remaining == 9
    events = [line["event"] for line in logs if "valkey" in line["event"]]
    assert events == ["limits.valkey_away", "limits.valkey_back"]


@pytest.mark.slow
async def test_a_valkey_that_hangs_costs_a_request_the_time_out_once(own_valkey, processes):
    own_valkey.start()
    process = processes(own_valkey.url)
    async with asyncio.timeout(20):
        while (await process.take(OPEN)).is_alone:  # connected
            process.rest()
    own_valkey.pause()
    took = []

    async def one(number: int) -> Decision:
        started = time.monotonic()
        decision = await process.take(OPEN, f"198.51.100.{number}")
        took.append(time.monotonic() - started)
        return decision

    decisions = await asyncio.gather(*(one(number) for number in range(200)))
    assert all(decision.is_alone for decision in decisions)
    assert max(took) < 0.5
    started = time.monotonic()
    assert await process.passed(OPEN, 100, "192.0.2.1") == 10
    assert time.monotonic() - started < 0.5
    own_valkey.go_on()
    async with asyncio.timeout(20):
        while (await process.take(OPEN, "192.0.2.2")).is_alone:
            process.rest()


@pytest.mark.slow
async def test_a_valkey_that_pauses_its_clients_is_done_without(own_valkey, processes):
    own_valkey.start()
    admin = open_valkey(ValkeySettings(own_valkey.url, timeout_ms=5_000))
    process = processes(own_valkey.url)
    await admin.client_pause(10_000, all=False)  # else nobody could end it
    assert (await process.take(OPEN)).is_alone
    await admin.client_unpause()
    async with asyncio.timeout(20):
        while (await process.take(OPEN)).is_alone:
            process.rest()
    await admin.aclose()


@pytest.mark.slow
async def test_emptied_limits_begin_anew_and_nothing_fails(own_valkey, processes):
    own_valkey.start()
    admin = open_valkey(ValkeySettings(own_valkey.url, timeout_ms=5_000))
    process = processes(own_valkey.url, timeout_ms=5_000)
    assert await process.passed(OPEN, 5) == 5
    await admin.flushall()
    await admin.script_flush()
    decision = await process.take(OPEN)
    assert (decision.is_alone, decision.states[0].remaining) == (False, 9)
    await admin.aclose()


@pytest.mark.slow
async def test_a_valkey_without_room_is_done_without(own_valkey, processes):
    own_valkey.start()
    admin = open_valkey(ValkeySettings(own_valkey.url, timeout_ms=5_000))
    process = processes(own_valkey.url, timeout_ms=5_000)
    await process.take(OPEN)
    await admin.config_set("maxmemory-policy", "noeviction")
    await admin.config_set("maxmemory", "1")
    assert (await process.take(OPEN)).is_alone
    await admin.aclose()
