"""From the credential of a request to the principal behind it."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from strive.accounts.cookies import SessionCookie
from strive.accounts.errors import TokenInvalid
from strive.accounts.principal import Principal, Scope
from strive.accounts.sessions import Sessions
from strive.accounts.tokens import Tokens
from strive.platform.cache import grant_details

_BEARER: Final = re.compile(rb"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)  # RFC 6750
_PRINCIPAL: Final = "strive.principal"


class Authentication:
    """ASGI middleware: a request with a credential gets its principal.

    A token that is not good is refused, for a program is to hear of it; a session that is over
    leaves its reader anonymous. Operators are told what the page cache has. A request without
    either costs nothing. Where both are sent the token counts: a program does not send cookies.
    """

    def __init__(
        self, app: ASGIApp, tokens: Tokens, sessions: Sessions, cookie: SessionCookie
    ) -> None:
        self.app = app
        self._tokens = tokens
        self._sessions = sessions
        self._cookie = cookie

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the application behind it, as a mount looks for them."""
        routes: list[BaseRoute] = getattr(self.app, "routes", [])
        return routes

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Serve one request; raises `TokenInvalid` for a token that is not good."""
        if scope["type"] == "http":
            principal = await self._principal(scope)
            if principal is not None:
                scope = {**scope, _PRINCIPAL: principal}
                if principal.may(Scope.OPERATIONS_READ):
                    grant_details(scope)
        await self.app(scope, receive, send)

    async def _principal(self, scope: AsgiScope) -> Principal | None:
        shown = [value for name, value in scope["headers"] if name == b"authorization"]
        if shown:
            principals = [await self._of_token(value) for value in shown]  # each has to be good
            return principals[-1]
        if secret := self._cookie.read(scope):
            return await self._sessions.authenticate(secret)
        return None

    async def _of_token(self, header: bytes) -> Principal:
        credential = _BEARER.fullmatch(header)
        if credential is None:
            raise TokenInvalid("A credential is sent as: Authorization: Bearer strive_…")
        return await self._tokens.authenticate(credential[1].decode())


def principal_of(request: Request) -> Principal | None:
    """Return who has shown a credential with this request, if anybody."""
    return principal_in(request.scope)


def principal_in(scope: AsgiScope) -> Principal | None:
    """Return who has shown a credential with the request of this scope, if anybody."""
    principal: Principal | None = scope.get(_PRINCIPAL)
    return principal
