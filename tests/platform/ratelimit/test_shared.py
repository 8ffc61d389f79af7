"""What Valkey decides for all processes, on its own clock."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from strive.platform.ratelimit.windows import Outcome, Spend

MINUTE_US = 60_000_000
START_US = 1_800_000_000_000_000


def passed(outcomes: list[Outcome]) -> int:
    return sum(not state.retry_us for outcome in outcomes for state in outcome.states)


async def test_of_many_at_once_exactly_the_quota_passes(pair, prefix):
    spend = Spend(prefix, 100, MINUTE_US)
    takes = [pair[number % 2].take([spend]) for number in range(300)]
    assert passed(await asyncio.gather(*takes)) == 100


@pytest.mark.slow
def test_of_several_processes_exactly_the_quota_passes(valkey_url, prefix):
    code = """
import asyncio, sys
from strive.platform.ratelimit.shared import SharedWindows
from strive.platform.ratelimit.windows import Spend
from strive.platform.valkey import ValkeySettings, open_valkey

async def main(url, key):
    windows = SharedWindows(open_valkey(ValkeySettings(url, timeout_ms=5_000)))
    takes = [windows.take([Spend(key.encode(), 100, 60_000_000)]) for _ in range(80)]
    outcomes = await asyncio.gather(*takes)
    print(sum(not outcome.states[0].retry_us for outcome in outcomes))
    await windows.close()

asyncio.run(main(*sys.argv[1:]))
"""
    command = [sys.executable, "-c", code, valkey_url, prefix.decode()]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    counts = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(counts) == 100


async def test_a_window_ends_at_its_microsecond_on_the_clock_of_the_server(pair, prefix):
    window_us = 30_000
    spend = Spend(prefix, 1, window_us)
    last = (await pair[0].take([spend])).at_us
    edges = refusals = 0
    while edges < 5:
        at_us, (state,) = await pair[edges % 2].take([spend])
        if state.retry_us:
            assert at_us + state.retry_us == last + window_us
            refusals += 1
        else:
            assert at_us >= last + window_us
            last, edges = at_us, edges + 1
    assert refusals


@pytest.mark.parametrize(("after_us", "fits"), [(999_999, False), (1_000_000, True)])
async def test_the_same_to_the_microsecond_at_a_chosen_time(timed, prefix, after_us, fits):
    spend = Spend(prefix, 1, 1_000_000)
    await timed.take([spend], START_US)
    outcome = await timed.take([spend], START_US + after_us)
    assert bool(outcome.states[0].retry_us) is not fits


async def test_all_policies_of_a_request_go_in_one_round_trip(pair, prefix):
    spends = [Spend(prefix + name, 5, MINUTE_US) for name in (b"a", b"b", b"c")]
    await pair[0].take(spends)
    before = pair[0].round_trips
    outcome = await pair[0].take(spends)
    assert (pair[0].round_trips - before, [state.remaining for state in outcome.states]) == (
        1,
        [3, 3, 3],
    )


async def test_if_one_policy_refuses_none_is_used(pair, prefix):
    free, full = Spend(prefix + b"free", 5, MINUTE_US), Spend(prefix + b"full", 1, MINUTE_US)
    await pair[0].take([full])
    outcome = await pair[0].take([free, full])
    assert [state.remaining for state in outcome.states] == [5, 0]
    assert outcome.states[1].retry_us
    assert not outcome.states[0].retry_us


async def test_requests_that_come_meanwhile_share_the_next_round_trip(pair, prefix):
    windows = pair[0]
    await windows.take([Spend(prefix, 1_000, MINUTE_US)])
    before = windows.round_trips
    takes = [windows.take([Spend(prefix, 1_000, MINUTE_US)]) for _ in range(200)]
    assert passed(await asyncio.gather(*takes)) == 200
    assert windows.round_trips - before == 2  # the first alone, all others together


@pytest.mark.parametrize("who", [0, 1], ids=["the one that asks", "one that waits"])
async def test_one_that_gives_up_does_not_take_the_others_with_it(pair, prefix, who):
    windows, spend = pair[0], Spend(prefix, 1_000, MINUTE_US)
    await windows.take([spend])
    takes = [asyncio.create_task(windows.take([spend])) for _ in range(3)]
    await asyncio.sleep(0)
    takes[who].cancel()
    del takes[who]
    assert passed(await asyncio.gather(*takes)) == 2


async def test_what_was_used_goes_with_its_window(pair, prefix, valkey):
    await pair[0].take([Spend(prefix, 5, 2_000_000)])
    assert 2_000 < await valkey.pttl(prefix) <= 3_000


async def test_a_key_never_holds_more_than_its_quota(timed, prefix, valkey):
    spend = Spend(prefix, 4, 1_000_000)
    for number in range(40):
        await timed.take([spend], START_US + number * 100_000)
        assert await valkey.llen(prefix) <= 4


async def test_a_large_quota_leaves_at_once(timed, prefix):
    spend = Spend(prefix, 5_000, 1_000_000, cost=1_000)
    for _ in range(5):
        await timed.take([spend], START_US)
    outcome = await timed.take([spend], START_US + 1_000_000)
    assert outcome.states[0].remaining == 4_000


async def test_a_clock_that_goes_back_blocks_nobody_longer_than_a_window(timed, prefix):
    spend, hour_us = Spend(prefix, 2, MINUTE_US), 3_600_000_000
    for _ in range(2):
        await timed.take([spend], START_US)
    earlier = START_US - hour_us
    outcome = await timed.take([spend], earlier)
    assert outcome.states[0].retry_us == MINUTE_US
    outcome = await timed.take([spend], earlier + MINUTE_US)
    assert not outcome.states[0].retry_us


async def test_a_script_that_was_forgotten_is_loaded_again_and_nothing_counts_twice(
    pair, prefix, valkey
):
    spend = Spend(prefix, 300, MINUTE_US)
    await pair[0].take([spend])
    await valkey.script_flush()
    outcomes = await asyncio.gather(*(pair[0].take([spend]) for _ in range(100)))
    assert min(outcome.states[0].remaining for outcome in outcomes) == 199


async def test_a_refund_gives_back_to_all_processes(pair, prefix):
    first, second = pair
    spends = [Spend(prefix + b"a", 5, MINUTE_US, cost=3), Spend(prefix + b"b", 1, MINUTE_US)]
    outcome = await first.take(spends)
    assert (await second.take(spends)).states[1].retry_us
    await first.refund(spends, outcome.at_us)
    again = await second.take(spends)
    assert [state.remaining for state in again.states] == [2, 0]


async def test_a_refund_gives_back_no_more_than_was_used(pair, prefix):
    spend = Spend(prefix, 5, MINUTE_US)
    await pair[0].take([spend])
    outcome = await pair[0].take([spend])
    for _ in range(3):
        await pair[0].refund([spend], outcome.at_us)
    assert (await pair[0].take([spend])).states[0].remaining == 3
