"""Backpressure: what is too much is refused at once, so that the rest is served as well as ever.

A process works on a bounded number of requests at a time. A burst may wait for a moment; when
there has been a queue all along, the load is no burst, and nobody waits for longer than a blink
(controlled delay: B. Maurer, "Fail at Scale", ACM Queue 13 (8), 2015). It stands behind the page
cache, whose hits never come here.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.errors import Unavailable

RUNNING_MAX: Final = 64  # a request takes milliseconds of one core; more only wait for each other
WAITING_MAX: Final = 1_024
BURST_WAIT_S: Final = 1.0
STANDING_WAIT_S: Final = 0.1
ALWAYS_SERVED: Final = frozenset({"/livez", "/readyz", "/metrics"})
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
        """Return how many may wait, and for how long; beside a standing queue, not in vain."""
        if self._now() - self._calm_at < BURST_WAIT_S:
            return self._waiting_max, BURST_WAIT_S
        return min(self._running_max, self._waiting_max), STANDING_WAIT_S

    def _refusal(self) -> Overloaded:
        self.refused += 1
        seconds = random.randint(*_RETRY_AFTER_S)  # noqa: S311 - a lot, not a secret
        return Overloaded(
            "There are more readers just now than can be served. Please try again in a moment.",
            retry_after_s=seconds,
        )


class Backpressure:
    """ASGI middleware; raises `Overloaded` for what is too much, for the error boundary to answer.

    Args:
        app: The application behind it.
        gate: Who may come in; one for each process.
        always: Paths that are served in any case, for those who watch over the process.
        is_brief: Tells of a request (its scope) that it takes no work, and needs no place.
    """

    def __init__(
        self,
        app: ASGIApp,
        gate: Gate | None = None,
        *,
        always: Collection[str] = ALWAYS_SERVED,
        is_brief: Callable[[Scope], bool] = lambda _scope: False,
    ) -> None:
        self.app = app
        self.gate = gate or Gate()
        self._always = always
        self._is_brief = is_brief

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_let_by = scope["type"] != "http" or scope["path"] in self._always
        if is_let_by or self._is_brief(scope):
            await self.app(scope, receive, send)
            return
        await self.gate.enter()
        place = _Place(self.gate, receive, send)
        try:
            await self.app(scope, place.receive, place.send)
        finally:
            place.give_up()


class _Place:
    """The place of one request: held while it is worked on, not while its client is waited for."""

    __slots__ = ("_gate", "_is_held", "_is_over", "_receive", "_send")

    def __init__(self, gate: Gate, receive: Receive, send: Send) -> None:
        self._gate = gate
        self._receive = receive
        self._send = send
        self._is_held = True
        self._is_over = False

    async def receive(self) -> Message:
        """Receive from the client, who may take all the time that others allow."""
        if not self._is_held:
            return await self._receive()
        self._let_go()
        message = await self._receive()
        if not self._is_over:
            await self._gate.reenter()
            self._hold()
        return message

    async def send(self, message: Message) -> None:
        """Send to the client; once an answer begins, the work is done."""
        self.give_up()
        await self._send(message)

    def give_up(self) -> None:
        """Give the place back, for good."""
        self._is_over = True
        if self._is_held:
            self._let_go()

    def _hold(self) -> None:
        """Keep the place just given, unless an answer has begun meanwhile."""
        self._is_held = not self._is_over
        if not self._is_held:
            self._gate.leave()

    def _let_go(self) -> None:
        self._is_held = False
        self._gate.leave()
