"""Windows in Valkey, for all processes: one round trip for all policies of a request.

Requests that come while one is on its way wait for it and go together in the next, so that under
load a round trip is shared by many, two connections are enough, and a slow Valkey costs nobody
more than the time-out. After a failure Valkey is left alone for a while, then asked by one
request.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha1
from itertools import zip_longest
from typing import Any, Final, NamedTuple

import structlog
from redis.exceptions import NoScriptError, ResponseError

from strive.platform.ratelimit import script
from strive.platform.ratelimit.windows import Outcome, Spend, State
from strive.platform.valkey import Valkey, ValkeySettings, ValkeyUnavailable, open_valkey

TIMEOUT_MS: Final = 50
REST_S: Final = 1.0  # after a failure
TOGETHER_MAX: Final = 256  # requests in one round trip
_CONNECTIONS_MAX: Final = 4

log = structlog.get_logger(__name__)


class Away(Exception):
    """Valkey did not answer in time, or has not just now."""


class _Waiting(NamedTuple):
    spends: Sequence[Spend]
    answered: asyncio.Future[Outcome | None]  # None: decide without Valkey


def open_quick(settings: ValkeySettings) -> Valkey:
    """Return a client that gives up soon, for a request waits for it."""
    return open_valkey(replace(settings, timeout_ms=TIMEOUT_MS, connections_max=_CONNECTIONS_MAX))


class SharedWindows:
    """Windows that all processes at one Valkey share.

    Args:
        valkey: A client that gives up soon (`open_quick`); closed with this.
        clock: Lua that defines `now`, in microseconds.
        now: A clock of seconds that never goes back, to rest by.
    """

    def __init__(
        self,
        valkey: Valkey,
        *,
        clock: str = script.SERVER_CLOCK,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.round_trips = 0
        self._valkey = valkey
        self._line = valkey.client()  # a connection of its own, for what goes alone
        self._now = now
        self._script = script.take(clock)
        self._digest = sha1(self._script.encode(), usedforsecurity=False).hexdigest()
        self._resting_until: float | None = None
        self._queue: list[_Waiting] = []
        self._is_busy = False
        self._sending: asyncio.Task[None] | None = None

    @property
    def is_away(self) -> bool:
        """Whether Valkey did not answer when it was asked last."""
        return self._resting_until is not None

    async def take(self, spends: Sequence[Spend]) -> Outcome:
        """Use all of it or nothing.

        Raises:
            Away: Valkey cannot decide now; decide here.
        """
        if self._resting_until is not None:
            if self._now() < self._resting_until:
                raise Away
            self._resting_until = self._now() + REST_S  # others go on without until this has tried
        waiting = _Waiting(spends, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if not self._is_busy:
            await self._send()
        outcome = await waiting.answered
        if outcome is None:
            raise Away
        return outcome

    async def refund(self, spends: Sequence[Spend], at_us: int) -> None:
        """Give back what was used at a moment; what Valkey does not hear of is not given back."""
        keys = [spend.key for spend in spends]
        costs = [spend.cost for spend in spends]
        try:
            await self._valkey.eval(script.REFUND, len(keys), *keys, at_us, *costs)
        except ValkeyUnavailable as error:
            log.warning("limits.refund_lost", error=repr(error))

    async def close(self) -> None:
        """Wait for what is on its way, then give the connections back."""
        while self._sending is not None:
            await self._sending
        await self._line.aclose()
        await self._valkey.aclose()

    async def _send(self) -> None:
        """Ask for all that wait; who comes meanwhile goes with the next round trip."""
        batch, self._queue = self._queue[:TOGETHER_MAX], self._queue[TOGETHER_MAX:]
        answers: Sequence[Outcome | None] = ()
        self._is_busy = True
        try:
            answers = await self._ask([waiting.spends for waiting in batch])
        except ValkeyUnavailable as error:
            self._rest(error)
            batch, self._queue = batch + self._queue, []
        finally:  # also when whoever leads gives up
            _settle(batch, answers)
            self._is_busy = bool(self._queue)
            self._sending = asyncio.create_task(self._send()) if self._queue else None

    async def _ask(self, asked: list[Sequence[Spend]]) -> list[Outcome | None]:
        answers = await self._run(asked)
        unknown = [i for i, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:  # a new Valkey, or one that was told to forget
            await self._valkey.script_load(self._script)
            again = await self._run([asked[index] for index in unknown])
            for index, answer in zip(unknown, again, strict=True):
                answers[index] = answer
        failed = [answer for answer in answers if isinstance(answer, Exception)]
        if failed:
            self._rest(failed[0])
        else:
            self._wake()
        return [None if isinstance(answer, Exception) else _outcome(answer) for answer in answers]

    async def _run(self, asked: list[Sequence[Spend]]) -> list[Any]:
        """Return what Valkey says to each, be it an error."""
        self.round_trips += 1
        if len(asked) == 1:
            try:
                return [await self._line.evalsha(self._digest, *_arguments(asked[0]))]
            except ResponseError as error:
                return [error]
        async with self._valkey.pipeline(transaction=False) as together:
            for spends in asked:
                together.evalsha(self._digest, *_arguments(spends))
            return await together.execute(raise_on_error=False)

    def _rest(self, error: BaseException) -> None:
        if self._resting_until is None:
            log.warning("limits.valkey_away", error=repr(error))
        self._resting_until = self._now() + REST_S

    def _wake(self) -> None:
        if self._resting_until is not None:
            log.info("limits.valkey_back")
        self._resting_until = None


def _settle(batch: Sequence[_Waiting], answers: Sequence[Outcome | None]) -> None:
    for waiting, outcome in zip_longest(batch, answers):
        if not waiting.answered.done():
            waiting.answered.set_result(outcome)


def _arguments(spends: Sequence[Spend]) -> list[Any]:
    arguments: list[Any] = [len(spends), *(spend.key for spend in spends)]
    for spend in spends:
        arguments += (spend.quota, spend.window_us, spend.cost, int(spend.shadow))
    return arguments


def _outcome(answer: list[int]) -> Outcome:
    at_us, *rest = answer
    states = [State(*rest[index : index + 3]) for index in range(0, len(rest), 3)]
    return Outcome(at_us, tuple(states))
