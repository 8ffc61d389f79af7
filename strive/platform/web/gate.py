"""Who may come in: a bounded number at a time, the others in turn, within limits.

A burst may wait for a moment. When there has been a queue all along, or somebody was refused just
now, the load is no burst, and few wait, no longer than a blink (after controlled delay: B. Maurer,
"Fail at Scale", ACM Queue 13 (8), 2015).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from strive.platform.errors import Unavailable

RUNNING_MAX: Final = 64  # a request takes milliseconds of one core; more only wait for each other
WAITING_MAX: Final = 1_024
BURST_WAIT_S: Final = 1.0
STANDING_WAIT_S: Final = 0.1
CALM_S: Final = 5.0  # without a refusal, until the next burst may wait
_RETRY_AFTER_S: Final = (1, 4)  # spread, so that those who were refused do not return together


class Overloaded(Unavailable):
    """More is asked of this process than it can do."""

    code = "overloaded"
    is_brief = True


class Gate:
    """Lets a bounded number in at a time; others wait in turn, within limits."""

    def __init__(
        self,
        *,
        running_max: int = RUNNING_MAX,
        waiting_max: int = WAITING_MAX,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.running = 0
        self.refused = 0
        self._running_max = running_max
        self._waiting_max = waiting_max
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._now = now
        self._calm_at = now()
        self._refused_at = self._calm_at - CALM_S

    @property
    def is_busy(self) -> bool:
        """Whether one more would have to wait."""
        return self.running >= self._running_max

    @property
    def is_full(self) -> bool:
        """Whether one more would be refused."""
        return self.is_busy and len(self._waiting) >= self._terms()[0]

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def enter(self) -> None:
        """Take a place, at once or within the time that one may wait; raises `Overloaded`."""
        if not self.is_busy:
            self._calm_at = self._now()
            self.running += 1
            return
        most, patience_s = self._terms()
        if len(self._waiting) >= most:
            raise self._refusal()
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if not await self._is_given(turn, patience_s):
            raise self._refusal()

    async def reenter(self) -> None:
        """Take the next place there is, before all that wait."""
        if not self.is_busy:
            self.running += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.appendleft(turn)
        await self._is_given(turn, None)

    def leave(self) -> None:
        """Give a place to the next who waits, or back."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # it may just have run out of patience
                turn.set_result(None)
                return
        self.running -= 1
        self._calm_at = self._now()

    async def _is_given(self, turn: asyncio.Future[None], patience_s: float | None) -> bool:
        try:
            async with asyncio.timeout(patience_s):
                await turn
        except TimeoutError:
            if turn.cancelled():
                self._forget(turn)
                return False
        except asyncio.CancelledError:
            if turn.cancelled():
                self._forget(turn)
            else:
                self.leave()
            raise
        return True

    def _forget(self, turn: asyncio.Future[None]) -> None:
        with suppress(ValueError):
            self._waiting.remove(turn)

    def _terms(self) -> tuple[int, float]:
        """Return how many may wait, and for how long; beside a standing queue, few in vain."""
        now = self._now()
        is_standing = now - self._calm_at >= BURST_WAIT_S or now - self._refused_at < CALM_S
        if is_standing:
            return min(self._running_max // 2, self._waiting_max), STANDING_WAIT_S
        return self._waiting_max, BURST_WAIT_S

    def _refusal(self) -> Overloaded:
        self.refused += 1
        self._refused_at = self._now()
        seconds = random.randint(*_RETRY_AFTER_S)  # noqa: S311 - a lot, not a secret
        return Overloaded(
            "There are more readers just now than can be served. Please try again in a moment.",
            retry_after_s=seconds,
        )
