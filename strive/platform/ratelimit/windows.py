"""Exact sliding windows: at most a quota in any window, whichever moment it begins at.

For each key the moments are kept at which units were used, one for each unit; a moment leaves
when it is a whole window old. (A counter of this and the last minute is only near, and with a
quota of 1 it is a fixed window; GCRA lets up to twice the quota through in one window.) There are
never more moments than the quota, so memory is bounded; time is in whole microseconds.

`LocalWindows` keeps them in this process. `shared.SharedWindows` does the same in Valkey.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

KEYS_MAX: Final = 20_000


class Spend(NamedTuple):
    """What a request would use of one window; a `shadow` refuses nothing."""

    key: bytes
    quota: int
    window_us: int
    cost: int = 1
    shadow: bool = False


class State(NamedTuple):
    """A window after a request.

    Attributes:
        remaining: How much may still be used.
        reset_us: How long until there is more: the oldest unit leaves. 0 when nothing is used.
        retry_us: How long until the request would fit; 0 when it did.
    """

    remaining: int
    reset_us: int
    retry_us: int


class Outcome(NamedTuple):
    """What became of a request: the moment it counts at, and the window of each `Spend`."""

    at_us: int
    states: tuple[State, ...]


def is_admitted(spends: Sequence[Spend], outcome: Outcome) -> bool:
    """Tell whether everything fitted that can refuse; if not, nothing at all was used."""
    return not any(
        state.retry_us and not spend.shadow
        for spend, state in zip(spends, outcome.states, strict=True)
    )


class LocalWindows:
    """Windows in this process, of the `keys_max` that were used last."""

    def __init__(self, keys_max: int = KEYS_MAX) -> None:
        self._keys_max = keys_max
        self._kept: dict[bytes, tuple[int, array[int]]] = {}  # the one used last at the end

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, spends: Sequence[Spend], now_us: int) -> Outcome:
        """Use all of it or nothing; `now_us` never goes back."""
        used = [self._moments(spend, now_us) for spend in spends]
        fits = [
            len(moments) + spend.cost <= spend.quota
            for spend, moments in zip(spends, used, strict=True)
        ]
        refused = any(
            not fitting and not spend.shadow for spend, fitting in zip(spends, fits, strict=True)
        )
        states = []
        for spend, moments, fitting in zip(spends, used, fits, strict=True):
            if fitting and not refused:
                moments.extend([now_us] * spend.cost)
                self._keep(spend, moments, now_us)
            states.append(_state(spend, moments, now_us, fits=fitting))
        return Outcome(now_us, tuple(states))

    def refund(self, spends: Sequence[Spend], at_us: int) -> None:
        """Give back what was used at a moment."""
        for spend in spends:
            _, moments = self._kept.get(spend.key, (0, array("q")))
            for _ in range(min(spend.cost, moments.count(at_us))):
                moments.remove(at_us)

    def _moments(self, spend: Spend, now_us: int) -> array[int]:
        _, moments = self._kept.get(spend.key, (0, array("q")))
        if moments and moments[0] <= now_us - spend.window_us:
            del moments[: bisect_right(moments, now_us - spend.window_us)]
        return moments

    def _keep(self, spend: Spend, moments: array[int], now_us: int) -> None:
        self._kept.pop(spend.key, None)
        self._kept[spend.key] = (now_us + spend.window_us, moments)
        for _ in range(2):  # of what is over, more goes than comes
            oldest = next(iter(self._kept))
            if len(self._kept) > self._keys_max or self._kept[oldest][0] <= now_us:
                del self._kept[oldest]


def _state(spend: Spend, moments: Sequence[int], now_us: int, *, fits: bool) -> State:
    def until_gone(index: int) -> int:
        return moments[index] + spend.window_us - now_us

    reset_us = until_gone(0) if moments else 0
    retry_us = 0 if fits else until_gone(len(moments) + spend.cost - spend.quota - 1)
    return State(max(0, spend.quota - len(moments)), reset_us, retry_us)
