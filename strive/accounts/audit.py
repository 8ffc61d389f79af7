"""The audit log: who did what, when and from where; entries are never changed (security.md 39)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any, Final

from starlette.types import Scope

from strive.accounts.entry import Action, Entry
from strive.accounts.principal import Principal
from strive.accounts.store.audit import AuditStore, Unit
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database, Session
from strive.platform.ratelimit.client import client_of
from strive.platform.web.context import request_id

PAGE_MAX: Final = 200
TEXT_CHARACTERS_MAX: Final = 500

NOWHERE: Final[Scope] = {"headers": ()}
"""The scope of what is done by a command."""


class Audit:
    """Writes entries and finds them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = AuditStore(database)
        self._clock = clock
        self._watchers: list[Callable[[Entry], None]] = []

    async def record(  # noqa: PLR0913 - what an entry says
        self,
        action: Action,
        *,
        by: Principal | None = None,
        target: str = "",
        scope: Scope = NOWHERE,
        details: dict[str, Any] | None = None,
        session: Session | None = None,
        address: str = "",
    ) -> None:
        """Add an entry, in a transaction where there is one.

        Args:
            action: What was done, or tried in vain.
            by: Who did it, as far as known.
            target: What it was done to, as `kind:id`.
            scope: Of the request it was done with.
            details: What else is to be known: plain values, no secrets.
            session: Of the database.
            address: From where, if not from where the request comes; it names no person.
        """
        entry = Entry(
            id=new_id(),
            at=self._clock.now(),
            action=action,
            by=by.user_id if by else "",
            by_name=by.name if by else "",
            target=target,
            details={name: _short(value) for name, value in (details or {}).items()},
            address=address or client_of(scope).shown,
            request=request_id.get(),
        )
        await self._store.add(entry, session)
        for watcher in self._watchers:
            watcher(entry)

    def watch(self, watcher: Callable[[Entry], None]) -> None:
        """Have each entry told as soon as it is written, to alert on; must return at once.

        An entry of a transaction is told when it is added, also if the transaction is tried again
        or fails: an alert may come once too often, and never not at all.
        """
        self._watchers.append(watcher)

    async def find(  # noqa: PLR0913 - what entries are chosen by
        self,
        *,
        action: Action | None = None,
        by: str = "",
        target: str = "",
        since: datetime | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Entry]:
        """Return entries, newest first; `after` is time and id of the last one seen."""
        return await self._store.find(
            action=action,
            by=by,
            target=target,
            since=since,
            after=after,
            limit=min(limit, PAGE_MAX),
        )

    async def everything(
        self,
        *,
        action: Action | None = None,
        by: str = "",
        target: str = "",
        since: datetime | None = None,
    ) -> AsyncIterator[Entry]:
        """Yield all such entries, newest first, however many there are."""
        after: tuple[datetime, str] | None = None
        while True:
            found = await self._store.find(
                action=action, by=by, target=target, since=since, after=after, limit=PAGE_MAX
            )
            for entry in found:
                yield entry
            if len(found) < PAGE_MAX:
                return
            after = found[-1].at, found[-1].id

    async def over_time(
        self, actions: Sequence[Action], since: datetime, unit: Unit
    ) -> list[tuple[Action, datetime, int]]:
        """Count entries of some actions since a moment, by action and hour or day (UTC)."""
        return await self._store.count_over_time(actions, since, unit)

    async def counts(self, since: datetime) -> dict[str, int]:
        """Count entries since a moment, by action."""
        return await self._store.count_by_action(since)


def _short(value: Any) -> Any:
    return value[:TEXT_CHARACTERS_MAX] if isinstance(value, str) else value
