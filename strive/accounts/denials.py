"""Whoever is known and was refused stands in the audit log (security.md 39)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

import structlog
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from strive.accounts.audit import TEXT_CHARACTERS_MAX, Audit
from strive.accounts.authentication import principal_in
from strive.accounts.entry import Action
from strive.accounts.principal import Principal
from strive.accounts.recent import ReauthenticationNeeded
from strive.kit.clock import Clock
from strive.platform.database import DatabaseUnavailable
from strive.platform.errors import Forbidden

ONCE_IN: Final = timedelta(minutes=1)
ENTRIES_MAX: Final = 20  # of one principal in that time
_REMEMBERED_MAX: Final = 1_000

log = structlog.get_logger(__name__)


class Denials:
    """ASGI middleware, right inside of `Authentication`.

    The same request of the same principal is written down once a minute in each process, for
    whoever knocks a thousand times is one entry and not a full disk; whoever knocks at a thousand
    doors is some. Nobody known is not written down at all: the access log has them.
    """

    def __init__(self, app: ASGIApp, audit: Audit, clock: Clock) -> None:
        self.app = app
        self._audit = audit
        self._clock = clock
        self._written: dict[tuple[str, ...], datetime] = {}
        self._counted: Counter[tuple[str, str]] = Counter()
        self._since = clock.now()

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the application behind it, as a mount looks for them."""
        routes: list[BaseRoute] = getattr(self.app, "routes", [])
        return routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what it raises passes on."""
        try:
            await self.app(scope, receive, send)
        except ReauthenticationNeeded:
            raise
        except Forbidden as error:
            principal = principal_in(scope)
            if principal is not None:
                await self._write(principal, scope, error)
            raise

    async def _write(self, principal: Principal, scope: Scope, error: Forbidden) -> None:
        method, path = scope["method"], scope["path"][:TEXT_CHARACTERS_MAX]
        who = principal.user_id, principal.name
        if not self._is_new((*who, method, path)) or not self._has_room(who):
            return
        details = {"method": method, "path": path, "code": error.code}
        try:
            await self._audit.record(Action.DENIED, by=principal, scope=scope, details=details)
        except DatabaseUnavailable as away:
            log.warning("denial.not_written", path=path, error=repr(away))

    def _is_new(self, key: tuple[str, ...]) -> bool:
        now = self._clock.now()
        written = self._written.get(key)
        if written is not None and now - written < ONCE_IN:
            return False
        if len(self._written) >= _REMEMBERED_MAX:
            self._written.clear()
        self._written[key] = now
        return True

    def _has_room(self, who: tuple[str, str]) -> bool:
        now = self._clock.now()
        if not timedelta(0) <= now - self._since < ONCE_IN:
            self._since = now
            self._counted.clear()
        self._counted[who] += 1
        return self._counted[who] <= ENTRIES_MAX
