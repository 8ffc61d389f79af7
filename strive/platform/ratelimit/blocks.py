"""Who is blocked, remembered in the process: the answer is known without asking Valkey.

Something is remembered for as long as nothing can change by itself, and for ten seconds at most:
so soon is felt what another process gave back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from strive.platform.ratelimit.windows import State

LASTS_MAX_S: Final = 10.0
KEYS_MAX: Final = 10_000
_US: Final = 1_000_000


class _Block(NamedTuple):
    asked: float
    until: float
    cost: int
    state: State


class Blocks:
    """Refusals by key, the newest `keys_max`."""

    def __init__(
        self, *, keys_max: int = KEYS_MAX, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._keys_max = keys_max
        self._now = now
        self._kept: dict[bytes, _Block] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: bytes, cost: int, state: State, asked: float) -> None:
        """Remember a refusal of so much, as it was when Valkey was `asked`, or later."""
        until = asked + min(state.reset_us / _US, LASTS_MAX_S)
        self._kept.pop(key, None)
        self._kept[key] = _Block(asked, until, cost, state)
        if len(self._kept) > self._keys_max:
            del self._kept[next(iter(self._kept))]

    def find(self, key: bytes, cost: int) -> State | None:
        """Return the window of a key for which so much is refused, as it is now."""
        block = self._kept.get(key)
        if block is None or cost < block.cost:
            return None
        now = self._now()
        if now >= block.until:
            del self._kept[key]
            return None
        passed_us = int((now - block.asked) * _US)
        remaining, reset_us, retry_us = block.state
        return State(remaining, reset_us - passed_us, retry_us - passed_us)

    def forget(self, keys: Iterable[bytes]) -> None:
        """Ask Valkey about keys again."""
        for key in keys:
            self._kept.pop(key, None)

    def clear(self) -> None:
        """Ask Valkey about everybody again."""
        self._kept.clear()
