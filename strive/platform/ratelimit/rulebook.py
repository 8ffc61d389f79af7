"""Lists and changed limits, kept in MongoDB: changed in one place, followed by every process."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.ratelimit.limiter import Limiter
from strive.platform.ratelimit.rules import (
    Change,
    Kind,
    Rule,
    Ruleset,
    Verdict,
    checked,
    checked_change,
)
from strive.platform.ratelimit.store import RulesetStore

EVERY_S: Final = 5.0

log = structlog.get_logger(__name__)


class Rulebook:
    """Reads and changes who is denied, who is allowed, and what the limits are."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = RulesetStore(database)
        self._clock = clock
        self._known = Ruleset(version=-1)

    async def put(
        self,
        verdict: Verdict,
        value: str,
        *,
        kind: Kind = Kind.NETWORK,
        reason: str = "",
        lasting: timedelta | None = None,
    ) -> Rule:
        """Deny or allow a network or a user agent, from now on or for some time.

        Raises:
            Invalid: It is no network or no part of a user agent, or the lists are full.
        """
        until = None if lasting is None else self._clock.now() + lasting
        rule = checked(Rule(verdict, kind, value, reason, until))
        await self._store.put_rule(rule, self._clock.now())
        return rule

    async def lift(self, value: str, *, kind: Kind = Kind.NETWORK) -> bool:
        """Take an entry off its list; tell whether there was one. Raises `Invalid`."""
        return await self._store.drop_rule(kind, checked(Rule(Verdict.DENY, kind, value)).value)

    async def change(self, change: Change) -> None:
        """Change a limit; what it does not name stays as declared. Raises `Invalid`."""
        await self._store.put_change(checked_change(change))

    async def restore(self, policy: str) -> bool:
        """Leave a limit as it is declared; tell whether it was changed."""
        return await self._store.drop_change(policy)

    async def read(self) -> Ruleset:
        """Return everything as it is now."""
        self._known = await self._store.newer_than(self._known.version) or self._known
        return self._known

    async def update(self, limiter: Limiter) -> None:
        """Let a limiter go by what is written now; entries whose time is over count no more."""
        limiter.follow(await self.read(), self._clock.now())

    async def follow_for_ever(self, limiter: Limiter) -> None:
        """Keep a limiter up to date, within five seconds of a change, until cancelled."""
        is_known = True
        while True:
            try:
                await self.update(limiter)
                is_known = True
            except Exception as error:  # noqa: BLE001 - what was read last goes on to count
                if is_known:
                    log.warning("limits.rules_not_read", error=repr(error))
                is_known = False
            await asyncio.sleep(EVERY_S)
