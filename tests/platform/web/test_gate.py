"""Claims of the gate: so many come in, a burst waits, a standing queue is kept short."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from strive.platform.web.gate import BURST_WAIT_S, CALM_S, STANDING_WAIT_S, Gate, Overloaded


class Seconds:
    """A clock of seconds that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def settle() -> None:
    for _ in range(5):  # everything that can go on does so
        await asyncio.sleep(0)


async def ending(tasks: list[asyncio.Task]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError, Overloaded):
            await task


async def test_so_many_are_let_in_and_the_next_waits_for_a_place():
    gate = Gate(running_max=2)
    await gate.enter()
    await gate.enter()
    third = asyncio.create_task(gate.enter())
    await settle()
    assert (gate.running, gate.waiting, third.done()) == (2, 1, False)
    gate.leave()
    await third
    assert (gate.running, gate.waiting) == (2, 0)


async def test_places_are_given_in_turn():
    gate = Gate(running_max=1)
    await gate.enter()
    order: list[str] = []

    async def come(name: str) -> None:
        await gate.enter()
        order.append(name)
        gate.leave()

    waiting = [asyncio.create_task(come(name)) for name in "abc"]
    await settle()
    gate.leave()
    await asyncio.gather(*waiting)
    assert order == ["a", "b", "c"]
    assert gate.running == 0


async def test_beyond_those_that_may_wait_it_is_refused_at_once():
    gate = Gate(running_max=1, waiting_max=1)
    await gate.enter()
    waiting = asyncio.create_task(gate.enter())
    await settle()
    with pytest.raises(Overloaded):
        await gate.enter()
    assert gate.refused == 1
    await ending([waiting])


async def test_a_burst_may_wait_longer_than_a_standing_queue():
    seconds = Seconds()
    gate = Gate(running_max=4, waiting_max=9, now=seconds)
    for _ in range(4):
        await gate.enter()
    assert gate._terms() == (9, BURST_WAIT_S)
    seconds.now += BURST_WAIT_S
    assert gate._terms() == (2, STANDING_WAIT_S)
    gate.leave()
    assert gate._terms() == (9, BURST_WAIT_S), "calm again as soon as nobody waits"


async def test_after_a_refusal_it_is_calm_only_after_a_while():
    seconds = Seconds()
    gate = Gate(running_max=0, waiting_max=0, now=seconds)
    with pytest.raises(Overloaded):
        await gate.enter()
    gate._waiting_max = 9
    assert gate._terms() == (0, STANDING_WAIT_S)
    seconds.now += CALM_S
    gate._calm_at = seconds.now
    assert gate._terms() == (9, BURST_WAIT_S)


async def test_it_is_full_when_one_more_would_be_refused():
    gate = Gate(running_max=1, waiting_max=1)
    assert not gate.is_full
    await gate.enter()
    assert gate.is_busy
    assert not gate.is_full
    waiting = asyncio.create_task(gate.enter())
    await settle()
    assert gate.is_full
    gate.leave()
    await waiting
    assert not gate.is_full


async def test_who_waits_in_a_standing_queue_is_refused_soon():
    seconds = Seconds()
    gate = Gate(running_max=2, now=seconds)
    gate.running = 2
    seconds.now += BURST_WAIT_S
    started = asyncio.get_running_loop().time()
    with pytest.raises(Overloaded) as refused:
        await gate.enter()
    assert asyncio.get_running_loop().time() - started < STANDING_WAIT_S * 3
    assert 1 <= refused.value.retry_after_s <= 4
    assert gate.waiting == 0


async def test_a_place_given_in_the_moment_patience_ends_is_not_lost():
    seconds = Seconds()
    gate = Gate(running_max=6, now=seconds)
    gate.running = 5
    for _ in range(20):
        await gate.enter()
        seconds.now += BURST_WAIT_S
        waiting = [asyncio.create_task(gate.enter()) for _ in range(3)]
        asyncio.get_running_loop().call_later(STANDING_WAIT_S, gate.leave)
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        entered = sum(outcome is None for outcome in outcomes)
        assert (gate.running, gate.waiting) == (5 + entered, 0)
        for _ in range(entered):
            gate.leave()


async def test_who_goes_away_while_waiting_takes_no_place():
    gate = Gate(running_max=1)
    await gate.enter()
    waiting = asyncio.create_task(gate.enter())
    await settle()
    await ending([waiting])
    gate.leave()
    assert (gate.running, gate.waiting) == (0, 0)


async def test_who_goes_away_when_given_a_place_gives_it_back():
    gate = Gate(running_max=1)
    await gate.enter()
    waiting = asyncio.create_task(gate.enter())
    await settle()
    gate.leave()
    await ending([waiting])
    assert gate.running == 0
