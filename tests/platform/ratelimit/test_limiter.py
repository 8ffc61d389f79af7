"""A process decides by lists, by what it knows to be blocked, and by Valkey; and counts."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from strive.platform.ratelimit.blocks import LASTS_MAX_S
from strive.platform.ratelimit.limiter import Decision, Limiter
from strive.platform.ratelimit.policy import Policy
from strive.platform.ratelimit.rules import Change, Ruleset
from strive.platform.ratelimit.shared import SharedWindows

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.s = 1_000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def make(pair, hands) -> Callable[..., Limiter]:
    """Make a process's limiter; all of a test share their windows, and no other test's."""
    secret = secrets.token_hex(16)

    def make(windows: SharedWindows = pair[0], **options) -> Limiter:
        return Limiter(windows, site="test", secret=secret, now=hands, **options)

    return make


@pytest.fixture
def limiter(make) -> Limiter:
    return make()


async def take(limiter: Limiter, *policies: Policy, whose: str = "203.0.113.7") -> Decision:
    return await limiter.take([limiter.ask(policy, whose) for policy in policies], "203.0.113.0/24")


async def test_what_is_used_up_is_refused(limiter):
    policy = Policy("p", 2, 60)
    assert [bool((await take(limiter, policy)).refusing) for _ in range(3)] == [False, False, True]
    assert not (await take(limiter, policy, whose="198.51.100.9")).refusing


async def test_who_is_blocked_costs_no_round_trip(limiter, pair):
    policy = Policy("p", 1, 60)
    for _ in range(2):
        await take(limiter, policy)
    before = pair[0].round_trips
    for _ in range(50):
        decision = await take(limiter, policy)
        assert decision.refusing[0][0].name == "p"
    assert pair[0].round_trips == before
    assert limiter.counters.policies["p"].from_memory == 50
    assert limiter.counters.policies["p"].refused == 51


async def test_a_block_says_how_long_it_still_lasts(limiter, hands):
    policy = Policy("p", 1, 60)
    for _ in range(2):
        decision = await take(limiter, policy)
    first = decision.refusing[0][1]
    hands.s += 7
    state = (await take(limiter, policy)).refusing[0][1]
    assert state == (0, first.reset_us - 7_000_000, first.retry_us - 7_000_000)


async def test_a_block_ends_when_its_window_does_and_not_later(limiter, hands, pair):
    policy = Policy("p", 1, 1)
    for _ in range(2):
        decision = await take(limiter, policy)
    before = pair[0].round_trips
    hands.s += decision.refusing[0][1].retry_us / 1_000_000
    await take(limiter, policy)
    assert pair[0].round_trips == before + 1


async def test_a_long_block_is_asked_about_again_after_a_while(limiter, hands, pair):
    policy = Policy("p", 1, 3_600)
    for _ in range(2):
        await take(limiter, policy)
    before = pair[0].round_trips
    hands.s += LASTS_MAX_S
    assert (await take(limiter, policy)).refusing
    assert pair[0].round_trips == before + 1


async def test_a_block_of_a_dear_request_lets_a_cheap_one_pass(limiter):
    policy, dear = Policy("p", 10, 60), Policy("p", 10, 60, cost=6)
    assert not (await take(limiter, dear)).refusing
    assert (await take(limiter, dear)).refusing
    assert not (await take(limiter, policy)).refusing


async def test_what_is_given_back_may_be_used_again_at_once(limiter):
    policy = Policy("p", 1, 60)
    decision = await take(limiter, policy)
    assert (await take(limiter, policy)).refusing
    await limiter.refund(decision)
    assert not (await take(limiter, policy)).refusing


async def test_what_another_process_gives_back_is_felt_within_ten_seconds(make, pair, hands):
    here, there, policy = make(pair[0]), make(pair[1]), Policy("p", 1, 3_600)
    decision = await take(there, policy)
    assert (await take(here, policy)).refusing
    await there.refund(decision)
    hands.s += LASTS_MAX_S
    assert not (await take(here, policy)).refusing


async def test_only_the_policies_that_refuse_are_named(limiter):
    wide, narrow = Policy("wide", 10, 60), Policy("narrow", 1, 60)
    await take(limiter, wide, narrow)
    refusing = (await take(limiter, wide, narrow)).refusing
    assert [policy.name for policy, _ in refusing] == ["narrow"]
    assert (await take(limiter, wide)).states[0].remaining == 8


async def test_a_policy_in_shadow_counts_and_logs_and_lets_pass(limiter, logs):
    shadow, strict = Policy("shadow", 1, 60, shadow=True), Policy("strict", 5, 60)
    await take(limiter, shadow, strict)
    decision = await take(limiter, shadow, strict)
    assert not decision.refusing
    assert decision.states[1].remaining == 3
    assert limiter.counters.policies["shadow"].shadow_refused == 1
    assert logs == [
        {
            "event": "limits.exceeded",
            "log_level": "info",
            "policy": "shadow",
            "who": "203.0.113.0/24",
            "shadow": True,
        }
    ]


async def test_all_limits_in_shadow_refuse_nobody(make):
    limiter, policy = make(mode="shadow"), Policy("p", 1, 60)
    assert not any([(await take(limiter, policy)).refusing for _ in range(3)])
    assert limiter.counters.policies["p"].shadow_refused == 2


@pytest.mark.parametrize(("quota", "near"), [(10, 3), (5, 2), (1, 1)])
async def test_requests_from_four_fifths_of_the_quota_on_are_near_it(limiter, quota, near):
    for _ in range(quota + 1):
        await take(limiter, Policy("p", quota, 60))
    counters = limiter.counters.policies["p"]
    assert (counters.admitted, counters.near_limit, counters.refused) == (quota, near, 1)


async def test_who_is_limited_most_is_known_without_naming_a_person(limiter):
    for _ in range(3):
        await take(limiter, Policy("p", 1, 60, shadow=True))
    assert limiter.counters.limited.top(5) == [("p", "203.0.113.0/24", 2)]


async def test_keys_do_not_tell_whose_they_are(limiter, make):
    policy = Policy("p", 1, 60)
    key = limiter.ask(policy, "203.0.113.7").spend.key
    assert key.startswith(b"{test:limits}:p:")
    assert b"203" not in key
    assert key == make().ask(policy, "203.0.113.7").spend.key


async def test_a_limit_changes_while_running(limiter):
    policy = Policy("p", 1, 3_600)
    for _ in range(2):
        decision = await take(limiter, policy)
    assert decision.refusing
    limiter.follow(Ruleset(1, changes=(Change("p", quota=3),)), NOON)
    decision = await take(limiter, policy)
    assert (decision.refusing, decision.states[0].remaining) == ([], 1)
    limiter.follow(Ruleset(2, changes=(Change("p", shadow=True),)), NOON)
    assert not (await take(limiter, policy)).refusing
    limiter.follow(Ruleset(3), NOON)
    assert (await take(limiter, policy)).refusing


async def test_what_is_dear_costs_all_of_a_quota_that_was_made_smaller(limiter):
    limiter.follow(Ruleset(1, changes=(Change("p", quota=2),)), NOON)
    dear = Policy("p", 10, 60, cost=5)
    assert [bool((await take(limiter, dear)).refusing) for _ in range(2)] == [False, True]
