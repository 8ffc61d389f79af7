"""Sending waiting purges to a CDN: together, one process at a time each, and not against a wall."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.cdn.calling import Denied
from strive.platform.cdn.counters import Counters
from strive.platform.cdn.purge import Limits, Purge, Waiting, merged, packed
from strive.platform.cdn.store import PurgeStore
from strive.platform.outbox import GiveUp, RetryLater

LEASE: Final = timedelta(minutes=2)
AT_ONCE: Final = 1_000  # waiting purges that are taken together
REST_S_MAX: Final = 60.0  # without a call, when the CDN fails again and again
REPEATED_AFTER: Final = timedelta(seconds=5)

log = structlog.get_logger(__name__)


class Cdn(Protocol):
    """Something purges can be sent to.

    Attributes:
        limits: How much one call takes.
        races: Whether what was being fetched during a purge may be stored after it, as it was
            before; then hard purges are sent once more.
    """

    limits: Limits
    races: bool

    async def purge(self, purge: Purge, reference: str, /) -> None:
        """Carry out a purge of any size; it may be repeated, then with the same reference.

        Raises:
            RetryLater: Not now.
            GiveUp: Not this.
        """
        ...


class Sender:
    """Sends what waits, for one process."""

    def __init__(self, cdn: Cdn, store: PurgeStore, clock: Clock, counters: Counters) -> None:
        self.cdn = cdn
        self._store = store
        self._clock = clock
        self._counters = counters
        self._sending = asyncio.Lock()
        self._failures = 0  # in a row
        self._resting_until: datetime | None = None
        self._trouble = ""

    async def send_waiting(self) -> None:
        """Send everything that waits.

        Raises:
            RetryLater: The CDN has not taken it all, or is left in peace after it failed.
        """
        async with self._sending:
            now = self._clock.now()
            if self._resting_until is not None and now < self._resting_until:
                rest_s = (self._resting_until - now).total_seconds()
                raise RetryLater(self._trouble, after_s=rest_s)
            while await self._send_some():
                pass

    async def _send_some(self) -> bool:
        """Send what can be taken; tell whether there was something."""
        claim = new_id()
        taken = await self._store.take(claim, self._clock.now(), LEASE, AT_ONCE)
        left = len(taken)
        try:
            for batch in packed(taken, self.cdn.limits):
                await self._send(batch)
                left -= len(batch)
        except RetryLater as reason:
            self._rest(reason, left)
            raise
        finally:
            if left:
                await self._store.put_back(claim, self._clock.now())
        self._failures = 0
        return bool(taken)

    async def _send(self, batch: Sequence[Waiting]) -> None:
        """Send purges in one call; when it is refused, find out which of them is the reason."""
        ids = [waiting.id for waiting in batch]
        reference = hashlib.sha256(" ".join(ids).encode()).hexdigest()
        try:
            await self.cdn.purge(merged(batch), reference)
        except GiveUp as reason:
            if len(batch) == 1:
                await self._refuse(batch[0], str(reason))
                return
            middle = len(batch) // 2
            await self._send(batch[:middle])
            await self._send(batch[middle:])
        else:
            await self._done(batch)

    async def _done(self, batch: Sequence[Waiting]) -> None:
        self._counters.sent += sum(not each.was_sent for each in batch)
        repeated = [each.id for each in batch if self._is_repeated(each)]
        over = [each.id for each in batch if not self._is_repeated(each)]
        if repeated:
            await self._store.repeat(repeated, self._clock.now() + REPEATED_AFTER)
        if over:
            await self._store.remove(over)

    def _is_repeated(self, waiting: Waiting) -> bool:
        return self.cdn.races and not waiting.was_sent and not waiting.purge.soft

    async def _refuse(self, waiting: Waiting, reason: str) -> None:
        self._counters.failed += 1
        purge = waiting.purge
        log.error("cdn.gave_up", reason=reason, tags=purge.tags[:10], urls=purge.urls[:10])
        await self._store.refuse(waiting.id, reason, self._clock.now())

    def _rest(self, reason: RetryLater, left: int) -> None:
        """Leave the CDN in peace for as long as it says, or longer with each failure."""
        self._counters.retried += left
        self._failures += 1
        rest_s = max(reason.after_s or 0.0, min(2.0**self._failures, REST_S_MAX))
        self._resting_until = self._clock.now() + timedelta(seconds=rest_s)
        self._trouble = str(reason)
        tell = log.error if isinstance(reason, Denied) else log.warning
        tell("cdn.purges_wait", reason=self._trouble, purges=left, rest_s=round(rest_s, 1))
