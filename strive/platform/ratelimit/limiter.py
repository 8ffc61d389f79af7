"""Whether a request may pass: lists, who is known to be blocked, Valkey, and without it alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple

import structlog

from strive.platform.ratelimit.blocks import Blocks
from strive.platform.ratelimit.client import Client
from strive.platform.ratelimit.counters import NEAR, Counters
from strive.platform.ratelimit.policy import Failure, Policy
from strive.platform.ratelimit.rules import Rules, Ruleset, Verdict
from strive.platform.ratelimit.shared import Away, SharedWindows
from strive.platform.ratelimit.windows import LocalWindows, Outcome, Spend, State

Mode = Literal["on", "shadow", "off"]

log = structlog.get_logger(__name__)


class Ask(NamedTuple):
    """What a request asks of one policy.

    Attributes:
        policy: As it is applied now.
        spend: In Valkey.
        alone: In this process, while Valkey is away.
    """

    policy: Policy
    spend: Spend
    alone: Spend


class Decision(NamedTuple):
    """What became of it: the window of each policy, those who refuse, and what was used where."""

    asks: Sequence[Ask]
    states: Sequence[State]
    refusing: Sequence[tuple[Policy, State]]
    at_us: int
    is_alone: bool

    @property
    def spends(self) -> list[Spend]:
        """What was used."""
        return [
            ask.alone if self.is_alone else ask.spend
            for ask, state in zip(self.asks, self.states, strict=True)
            if not state.retry_us
        ]


class Limiter:
    """The limits of one process.

    Args:
        shared: Windows in Valkey.
        site: Names what shares a Valkey with others.
        secret: Hides in keys whose they are; the same in all processes.
        processes: How many share this machine.
        mode: `shadow` refuses nothing, and counts and logs what it would; `off` does nothing.
        now: A clock of seconds that never goes back.

    Attributes:
        on_refused: Told the policy and sender of each refusal that had to be decided anew, which
            those remembered for some seconds need not; must return at once.
    """

    def __init__(  # noqa: PLR0913 - each is one decision of the composition
        self,
        shared: SharedWindows,
        *,
        site: str,
        secret: str,
        processes: int = 1,
        mode: Mode = "on",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.mode = mode
        self.counters = Counters()
        self.rules = Rules()
        self.on_refused: Callable[[str, str], None] = _tell_nobody
        # One hash tag for all: the policies of a request are of several identities, and in a
        # cluster only keys of one tag can be decided together.
        self._prefix = f"{{{site}:limits}}"
        self._shared = shared
        self._local = LocalWindows()
        self._blocks = Blocks(now=now)
        self._processes = processes
        self._now = now
        self._changed: dict[str, Callable[[Policy], Policy]] = {}
        self._version = -1
        key = blake2b(secret.encode(), digest_size=32).digest()

        @lru_cache(maxsize=16_384)
        def hidden(whose: str) -> str:
            return blake2b(whose.encode(), key=key, digest_size=12).hexdigest()

        self._hidden = hidden
        self._applied = lru_cache(maxsize=1_024)(self._apply)

    @property
    def is_alone(self) -> bool:
        """Whether this process decides without the others, for Valkey is away."""
        return self._shared.is_away

    def follow(self, ruleset: Ruleset, now: datetime) -> None:
        """Go by other lists and changed limits from now on."""
        self.rules = Rules(ruleset.rules, now)
        if ruleset.version != self._version:
            self._version = ruleset.version
            self._changed = {change.policy: change.applied_to for change in ruleset.changes}
            self._applied.cache_clear()
            self._blocks.clear()

    def judge(self, client: Client, agent: bytes) -> Verdict | None:
        """Look a sender up in the lists; in shadow nobody is denied."""
        verdict = self.rules.judge(client, agent)
        if verdict is Verdict.ALLOW:
            self.counters.allowed += 1
        elif verdict is Verdict.DENY:
            self.counters.denied += 1
            if self.mode == "shadow":
                log.info("limits.denied", who=client.shown, shadow=True)
                return None
        return verdict

    def ask(self, policy: Policy, whose: str) -> Ask:
        """Return what a request asks of a policy, as it is applied now."""
        policy, alone_quota = self._applied(policy)
        key = f"{self._prefix}:{policy.name}:{self._hidden(whose)}".encode()
        window_us = policy.window_s * 1_000_000
        shadow = policy.shadow
        return Ask(
            policy,
            Spend(key, policy.quota, window_us, policy.cost, shadow),
            Spend(key, alone_quota, window_us, min(policy.cost, alone_quota), shadow),
        )

    async def take(self, asks: Sequence[Ask], who: str) -> Decision:
        """Use what a request needs of all its policies, or nothing at all.

        Args:
            asks: Of each policy, at least one.
            who: The sender, cut off so far that it names no person.
        """
        blocked = self._blocked(asks, who)
        if blocked is not None:
            return blocked
        asked = self._now()
        try:
            outcome, is_alone = await self._shared.take([ask.spend for ask in asks]), False
        except Away:
            alone = [ask.alone for ask in asks]
            outcome, is_alone = self._local.take(alone, int(self._now() * 1_000_000)), True
        decision = _decision(asks, outcome, is_alone=is_alone)
        self._note(decision, who, asked)
        return decision

    async def refund(self, decision: Decision) -> None:
        """Give back what a request used: a successful sign-in is no guess."""
        spends = decision.spends
        self._blocks.forget(spend.key for spend in spends)
        if decision.is_alone:
            self._local.refund(spends, decision.at_us)
        elif spends:
            await self._shared.refund(spends, decision.at_us)

    def _apply(self, policy: Policy) -> tuple[Policy, int]:
        """Return a policy with its changes, and its quota while Valkey is away."""
        change = self._changed.get(policy.name)
        if change is not None:
            policy = change(policy)
        if self.mode == "shadow":
            policy = replace(policy, shadow=True)
        if policy.failure is Failure.LOCAL:
            return policy, policy.quota
        return policy, max(1, policy.quota // (2 * self._processes))

    def _blocked(self, asks: Sequence[Ask], who: str) -> Decision | None:
        """Return the refusal by those policies that are known to refuse, if any is."""
        found = [(ask, self._blocks.find(ask.spend.key, ask.spend.cost)) for ask in asks]
        known = [(ask, state) for ask, state in found if state is not None]
        if not known:
            return None
        for ask, _ in known:
            counters = self.counters.policies[ask.policy.name]
            counters.refused += 1
            counters.from_memory += 1
            self.counters.limited.note(ask.policy.name, who)
        refusing = [(ask.policy, state) for ask, state in known]
        blocking, states = zip(*known, strict=True)
        return Decision(blocking, states, refusing, 0, is_alone=False)

    def _note(self, decision: Decision, who: str, asked: float) -> None:
        """Count and log what was decided, and remember who is blocked."""
        for ask, state in zip(decision.asks, decision.states, strict=True):
            policy = ask.policy
            counters = self.counters.policies[policy.name]
            counters.without_valkey += decision.is_alone
            if not state.retry_us:
                quota = ask.alone.quota if decision.is_alone else policy.quota
                admitted = not decision.refusing
                counters.admitted += admitted
                counters.near_limit += admitted and quota - state.remaining >= NEAR * quota
                continue
            self.counters.limited.note(policy.name, who)
            if policy.shadow:
                counters.shadow_refused += 1
            else:
                counters.refused += 1
                self.on_refused(policy.name, who)
                self._blocks.put(ask.spend.key, ask.spend.cost, state, asked)
            log.info("limits.exceeded", policy=policy.name, who=who, shadow=policy.shadow)


def _tell_nobody(_policy: str, _who: str) -> None:
    """Where nobody wants to know of refusals."""


def _decision(asks: Sequence[Ask], outcome: Outcome, *, is_alone: bool) -> Decision:
    refusing = [
        (ask.policy, state)
        for ask, state in zip(asks, outcome.states, strict=True)
        if state.retry_us and not ask.policy.shadow
    ]
    return Decision(asks, outcome.states, refusing, outcome.at_us, is_alone)
