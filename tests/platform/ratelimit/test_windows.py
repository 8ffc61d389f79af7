"""Windows are exact: in Valkey and in the process they decide as a list of all that passed."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strive.platform.ratelimit.windows import LocalWindows, Spend, is_admitted

START_US = 1_800_000_000_000_000
SECOND_US = 1_000_000


@dataclass
class Everything:
    """The model: all that was ever used, looked through from the beginning each time."""

    used: dict[bytes, list[int]] = field(default_factory=lambda: defaultdict(list))

    def take(self, spends: Sequence[Spend], now: int) -> list[tuple[bool, int, int, int]]:
        """Return of each whether it fits, what remains, when there is more, when to try again."""
        fits = [len(self._inside(spend, now)) + spend.cost <= spend.quota for spend in spends]
        refused = any(not fit and not spend.shadow for fit, spend in zip(fits, spends, strict=True))
        for fit, spend in zip(fits, spends, strict=True):
            if fit and not refused:
                self.used[spend.key] += [now] * spend.cost
        return [
            (fit, *self._state(spend, now, fit=fit))
            for fit, spend in zip(fits, spends, strict=True)
        ]

    def refund(self, spends: Sequence[Spend], at: int) -> None:
        for spend in spends:
            for _ in range(min(spend.cost, self.used[spend.key].count(at))):
                self.used[spend.key].remove(at)

    def _inside(self, spend: Spend, now: int) -> list[int]:
        return [moment for moment in self.used[spend.key] if now - spend.window_us < moment <= now]

    def _state(self, spend: Spend, now: int, *, fit: bool) -> tuple[int, int, int]:
        inside = self._inside(spend, now)
        ends = sorted(moment + spend.window_us for moment in inside)
        retry = 0
        if not fit:
            retry = next(
                end - now
                for end in ends
                if len(self._inside(spend, end)) + spend.cost <= spend.quota
            )
        return max(0, spend.quota - len(inside)), ends[0] - now if ends else 0, retry


WINDOWS = {b"a": (3, 1_000), b"b": (5, 2_500), b"c": (1, 7_000)}  # quota and window
SPENDS = st.lists(
    st.builds(
        lambda name, cost, shadow: (name, min(cost, WINDOWS[name][0]), shadow),
        st.sampled_from(sorted(WINDOWS)),
        st.integers(1, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda spend: spend[0],
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 499, 500, 999, 1_000, 1_001, 2_499, 2_500, 7_000]),
        SPENDS,
        st.integers(0, 9),  # 0: give back what was used last
    ),
    min_size=1,
    max_size=40,
)


def spend_of(prefix: bytes, name: bytes, cost: int, *, shadow: bool) -> Spend:
    quota, window_us = WINDOWS[name]
    return Spend(prefix + name, quota, window_us, cost, shadow)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_both_decide_as_a_list_of_everything_does(steps, timed):
    model, local, now = Everything(), LocalWindows(), START_US
    prefix = f"{{limits}}:{secrets.token_hex(6)}:".encode()
    for gap_us, chosen, luck in steps:
        now += gap_us
        spends = [spend_of(prefix, name, cost, shadow=shadow) for name, cost, shadow in chosen]
        expected = model.take(spends, now)
        for outcome in (local.take(spends, now), await timed.take(spends, now)):
            assert outcome.at_us == now
            assert [(not state.retry_us, *state) for state in outcome.states] == expected
        if luck == 0 and is_admitted(spends, outcome):
            for windows in (model, local):
                windows.refund(spends, now)
            await timed.refund(spends, now)


@settings(deadline=None)
@given(
    quota=st.integers(1, 8),
    gaps=st.lists(st.integers(0, 400), min_size=30, max_size=80),
)
def test_no_window_whenever_it_begins_has_more_than_the_quota(quota, gaps):
    windows, now, passed = LocalWindows(), START_US, []
    for gap in gaps:
        now += gap
        if not windows.take([Spend(b"k", quota, 1_000)], now).states[0].retry_us:
            passed.append(now)
    for begin in passed:
        assert sum(begin <= moment < begin + 1_000 for moment in passed) <= quota
