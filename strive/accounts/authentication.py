"""From the credential of a request to the principal behind it."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from strive.accounts.errors import TokenInvalid
from strive.accounts.principal import Principal
from strive.accounts.tokens import Tokens

_BEARER: Final = re.compile(rb"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)  # RFC 6750
_PRINCIPAL: Final = "strive.principal"


class Authentication:
    """ASGI middleware: a request with `Authorization` gets its principal, or is refused.

    A request without one costs nothing, and what is public answers it.
    """

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self.app = app
        self._tokens = tokens

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes of the application behind it, as a mount looks for them."""
        routes: list[BaseRoute] = getattr(self.app, "routes", [])
        return routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; raises `TokenInvalid` for a credential that is not good."""
        for name, value in scope["headers"] if scope["type"] == "http" else ():
            if name == b"authorization":
                scope = {**scope, _PRINCIPAL: await self._principal(value)}
        await self.app(scope, receive, send)

    async def _principal(self, header: bytes) -> Principal:
        credential = _BEARER.fullmatch(header)
        if credential is None:
            raise TokenInvalid("A credential is sent as: Authorization: Bearer strive_…")
        return await self._tokens.authenticate(credential[1].decode())


def principal_of(request: Request) -> Principal | None:
    """Return who has shown a credential with this request, if anybody."""
    principal: Principal | None = request.scope.get(_PRINCIPAL)
    return principal
