"""Addresses that the limits turned away stand in the audit log: few entries, and none in the way.

A refusal costs nothing more for it: what is to be written is written after it, once a minute for
each address and limit, and by each process at most so many in a minute; whoever asks a million
times from a thousand addresses fills no disk.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from strive.accounts.audit import Audit
from strive.accounts.entry import Action
from strive.kit.clock import Clock
from strive.platform.database import PyMongoError

ONCE_IN: Final = timedelta(minutes=1)
ENTRIES_MAX: Final = 60  # of a process in that time

log = structlog.get_logger(__name__)


class Blocked:
    """Writes down who was turned away, as far as it names no person."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock
        self._since = clock.now()
        self._written: set[tuple[str, str]] = set()
        self._writing: set[asyncio.Task[None]] = set()

    def note(self, policy: str, who: str) -> None:
        """Note that a limit refused an address; returns at once."""
        if self._is_new((policy, who), self._clock.now()):
            task = asyncio.get_running_loop().create_task(self._write(policy, who))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def written(self) -> None:
        """Wait until what was noted is written."""
        await asyncio.gather(*self._writing)

    def _is_new(self, key: tuple[str, str], now: datetime) -> bool:
        if not timedelta(0) <= now - self._since < ONCE_IN:
            self._since = now
            self._written.clear()
        if key in self._written or len(self._written) >= ENTRIES_MAX:
            return False
        self._written.add(key)
        return True

    async def _write(self, policy: str, who: str) -> None:
        try:
            await self._audit.record(Action.BLOCKED, details={"limit": policy}, address=who)
        except PyMongoError as error:
            log.warning("blocked.not_written", policy=policy, error=repr(error))
