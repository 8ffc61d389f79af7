"""Periodic jobs, enqueued by one leader among any number of schedulers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from strive.platform.database import DatabaseUnavailable, why
from strive.platform.jobs import Jobs
from strive.platform.leases import Lease, Leases

LEADERSHIP = timedelta(seconds=6)  # how long all wait after a leader was killed
TICK_S = 0.25

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job looked after every so often: `every_s` seconds between the starts of two looks."""

    job: str
    every_s: float


class Scheduler:
    """One candidate for leadership; run any number of them."""

    def __init__(
        self,
        jobs: Jobs,
        leases: Leases,
        plan: Sequence[Periodic],
        *,
        leadership: timedelta = LEADERSHIP,
    ) -> None:
        self._jobs = jobs
        self._leases = leases
        self._plan = plan
        self._leadership = leadership
        self._due: dict[str, float] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._lease: Lease | None = None

    @property
    def leads(self) -> bool:
        """Whether this process held the leadership when it last asked."""
        return self._lease is not None

    async def run(self) -> None:
        """Lead or stand by until cancelled; leadership passes on when it ends."""
        try:
            asked_at = float("-inf")
            renewed_every_s = self._leadership.total_seconds() / 3
            while True:
                if time.monotonic() - asked_at >= renewed_every_s:
                    asked_at = time.monotonic()
                    await self._ask_for_leadership()
                if self.leads:
                    self._start_what_is_due()
                await asyncio.sleep(TICK_S)
        finally:
            await self._stop()

    async def _ask_for_leadership(self) -> None:
        try:
            lease = await self._leases.acquire("scheduler", self._leadership)
        except DatabaseUnavailable as error:
            log.warning("scheduler.database_away", error=why(error))
            lease = None
        if (lease is None) != (self._lease is None):
            log.info("scheduler.leads" if lease else "scheduler.stands_by")
        self._lease = lease

    def _start_what_is_due(self) -> None:
        now = time.monotonic()
        for periodic in self._plan:
            name = periodic.job
            running = self._running.get(name)
            if self._due.get(name, 0.0) <= now and (running is None or running.done()):
                self._due[name] = now + periodic.every_s
                self._running[name] = asyncio.create_task(self._look(name), name=f"look:{name}")

    async def _look(self, name: str) -> None:
        """Have a worker look; without a queue, look from here, so that nothing waits for Valkey."""
        if not await self._jobs.later(name):
            await self._jobs.now(name)

    async def _stop(self) -> None:
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        if self._lease is not None:
            await self._leases.release(self._lease)
            self._lease = None
