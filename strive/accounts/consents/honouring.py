"""The signal of a browser, recorded for whoever is signed in."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Final

import structlog
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from strive.accounts.authentication import principal_in
from strive.accounts.consents.consents import Consents
from strive.accounts.consents.entry import Source
from strive.accounts.consents.purpose import DO_NOT_SELL
from strive.accounts.consents.signal import is_sent
from strive.accounts.principal import Principal
from strive.accounts.visit import visit_of
from strive.platform.database import DatabaseUnavailable, why

KNOWN_MAX: Final = 10_000
KNOWN_S: Final = 3_600.0

log = structlog.get_logger(__name__)


class PrivacySignal:
    """ASGI middleware behind authentication: `Sec-GPC: 1` of somebody signed in is an opt-out.

    Asked of the database once an hour a person in each process; a request without the signal, or
    of nobody, costs nothing. Nobody is refused a page because it cannot be recorded just now: the
    next request says it again.
    """

    def __init__(self, app: ASGIApp, consents: Consents) -> None:
        self.app = app
        self._consents = consents
        self._known: OrderedDict[str, float] = OrderedDict()

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the application behind it, as a mount looks for them."""
        routes: list[BaseRoute] = getattr(self.app, "routes", [])
        return routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and is_sent(scope):
            principal = principal_in(scope)
            is_whole = principal is not None and not principal.needs_second_factor
            if principal and principal.user_id and is_whole and not self._is_known(principal):
                await self._note(principal, scope)
        await self.app(scope, receive, send)

    def _is_known(self, principal: Principal) -> bool:
        return self._known.get(principal.user_id, 0.0) > time.monotonic()

    async def _note(self, principal: Principal, scope: Scope) -> None:
        visit = visit_of(Request(scope))
        try:
            await self._consents.give(
                principal, DO_NOT_SELL.name, visit, Source.SIGNAL, version=DO_NOT_SELL.version
            )
        except DatabaseUnavailable as error:
            log.warning("privacy_signal.not_recorded", error=why(error))
            return
        self._known[principal.user_id] = time.monotonic() + KNOWN_S
        self._known.move_to_end(principal.user_id)
        while len(self._known) > KNOWN_MAX:
            self._known.popitem(last=False)
