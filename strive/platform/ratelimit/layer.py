"""Limits as a layer of the application, one before the page cache and one behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.errors import StriveError
from strive.platform.ratelimit.client import client_of
from strive.platform.ratelimit.errors import Denied
from strive.platform.ratelimit.limiter import Limiter
from strive.platform.ratelimit.rules import Verdict
from strive.platform.ratelimit.spending import AccountOf, Spending, begin
from strive.platform.ratelimit.table import Table

Covers = Callable[[str], bool]

_VERDICT: Final = "strive.verdict"
_REFUSAL: Final = "strive.refusal"


def is_api(path: str) -> bool:
    """Tell whether a path is limited before the page cache: the API's."""
    return path.startswith("/api/") or path == "/api"


def is_page(path: str) -> bool:
    """Tell whether a path is limited behind the page cache: all but the API's."""
    return not is_api(path)


def is_refused(scope: Scope) -> bool:
    """Tell whether a layer has turned a request away, and it goes on only to be told so."""
    return _REFUSAL in scope


class LimitLayer:
    """ASGI middleware that lets through what the limits of its route allow.

    Args:
        app: The application behind it.
        limiter: The limits of this process.
        table: Which limits a request has.
        covers: The paths whose limits this layer takes; who is denied is so at all paths.
        refused: Where a request goes that is turned away: past the page cache, to the layer that
            raises why within the error boundary. Without it, this is that layer.
        account_of: Whose requests are counted by account.
    """

    def __init__(  # noqa: PLR0913 - each is one decision of the composition
        self,
        app: ASGIApp,
        limiter: Limiter,
        table: Table,
        *,
        covers: Covers,
        refused: ASGIApp | None = None,
        account_of: AccountOf | None = None,
    ) -> None:
        self.app = app
        self._limiter = limiter
        self._table = table
        self._covers = covers
        self._refused = refused
        self._account_of = account_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            spending = await self._admit(scope)
        except StriveError as error:
            if self._refused is None:
                raise
            scope[_REFUSAL] = error
            await self._refused(scope, receive, send)
            return
        if spending is None:
            await self.app(scope, receive, send)
            return

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start" and (said := spending.fields()):
                given = [(name.encode(), value.encode()) for name, value in said.items()]
                message = {**message, "headers": [*message["headers"], *given]}
            await send(message)

        await self.app(scope, receive, send_with_fields)

    async def _admit(self, scope: Scope) -> Spending | None:
        """Take what the request costs; None where another layer does. Raises why it may not."""
        if _REFUSAL in scope:
            raise scope[_REFUSAL]
        limiter, covered = self._limiter, self._covers(scope["path"])
        verdict = self._verdict(scope)
        if verdict is Verdict.DENY:
            raise Denied("Requests from your address are not answered here.")
        if not covered:
            return None
        account = self._account_of(scope) if self._account_of else None
        is_exempt = verdict is Verdict.ALLOW or limiter.mode == "off"
        spending = begin(scope, limiter, account, is_exempt=is_exempt)
        if not is_exempt:
            await spending.take(self._table.find(scope["method"], scope["path"]))
        return spending

    def _verdict(self, scope: Scope) -> Verdict | None:
        """Look the sender up in the lists, once for all layers."""
        limiter = self._limiter
        if limiter.mode == "off" or limiter.rules.is_empty:
            return None
        if _VERDICT not in scope:
            agent = _value_of(scope, b"user-agent") if limiter.rules.reads_agent else b""
            scope[_VERDICT] = limiter.judge(client_of(scope), agent)
        verdict: Verdict | None = scope[_VERDICT]
        return verdict


def _value_of(scope: Scope, name: bytes) -> bytes:
    """Return the first value of a request field, b"" without it."""
    return next((value for field, value in scope["headers"] if field == name), b"")
