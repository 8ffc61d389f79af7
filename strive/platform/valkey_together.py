"""Commands to Valkey that are given in the same moment, sent in one round trip.

What comes while a round trip is on its way waits for it and goes together in the next, so that
under load many share what a round trip costs.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Final, NamedTuple

from strive.platform.valkey import Valkey, ValkeyUnavailable

TOGETHER_MAX: Final = 64  # commands in one round trip
LATER_S: Final = 0.005  # how long what nobody waits for may wait for company


class _Given(NamedTuple):
    command: tuple[Any, ...]
    answered: asyncio.Future[Any]


class Together:
    """Sends commands to Valkey, many at once.

    When a round trip fails, all that wait for the next fail with it: each would wait in vain.
    """

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey
        self._given: deque[_Given] = deque()
        self._sending: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def now(self, *command: Any) -> asyncio.Future[Any]:
        """Send a command; its answer, or one of `ValkeyUnavailable`, is in the future."""
        answered = self._give(command)
        self._start()
        return answered

    def soon(self, *command: Any) -> asyncio.Future[Any]:
        """Send a command that nobody waits for, with the next that somebody does or by itself."""
        answered = self._give(command)
        if self._sending is None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LATER_S, self._start)
        return answered

    def _give(self, command: tuple[Any, ...]) -> asyncio.Future[Any]:
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._given.append(_Given(command, answered))
        return answered

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._sending is None and self._given:
            self._sending = asyncio.create_task(self._send())

    async def _send(self) -> None:
        try:
            while self._given:
                count = min(len(self._given), TOGETHER_MAX)
                batch = [self._given.popleft() for _ in range(count)]
                try:
                    answers = await self._ask(batch)
                except ValkeyUnavailable as error:
                    answers = [error] * (len(batch) + len(self._given))
                    batch += self._given
                    self._given.clear()
                for given, answer in zip(batch, answers, strict=True):
                    _tell(given.answered, answer)
        finally:
            self._sending = None

    async def _ask(self, batch: list[_Given]) -> list[Any]:
        if len(batch) == 1:
            return [await self._valkey.execute_command(*batch[0].command)]  # type: ignore[no-untyped-call]
        async with self._valkey.pipeline(transaction=False) as together:
            for given in batch:
                together.execute_command(*given.command)
            return await together.execute(raise_on_error=False)


def _tell(answered: asyncio.Future[Any], answer: Any) -> None:
    if answered.done():  # whoever waited has given up
        return
    if isinstance(answer, Exception):
        answered.set_exception(answer)
    else:
        answered.set_result(answer)
