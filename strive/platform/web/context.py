"""The context of a request: under which id it runs, and how long it took."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.kit.ids import new_id
from strive.platform.database.monitoring import DatabaseUse, current_use
from strive.platform.ratelimit.client import client_of
from strive.platform.web.proxies import TRUSTED

request_id: ContextVar[str] = ContextVar("request_id", default="")

ANSWER_FIELDS: Final = (b"x-request-id", b"server-timing")
"""What is said of one answer only, and is not to be stored with it."""

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_QUIET_PATHS = frozenset({"/livez", "/readyz", "/metrics"})

log = structlog.get_logger("strive.access")


class RequestContext:
    """ASGI middleware; adds `X-Request-ID` and `Server-Timing` and writes the access log.

    The log has the network of who asks, cut off so far that it names no person, and no query.
    The id that a trusted proxy gave (`proxies.TrustedProxies`) is kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        identifier = _given_id(scope) if TRUSTED in scope else ""
        identifier = identifier or new_id()
        use = DatabaseUse()
        id_token, use_token = request_id.set(identifier), current_use.set(use)
        status = 0

        async def send_with_timing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", identifier.encode()),
                    (b"server-timing", _server_timing(started, use)),
                ]
            await send(message)

        try:
            await self.app(scope, receive, send_with_timing)
        finally:
            _log_access(scope, status, started, use)
            current_use.reset(use_token)
            request_id.reset(id_token)


def quick_ids() -> Callable[[], list[tuple[bytes, bytes]]]:
    """Return what gives each answer that is only handed out an id, at next to no cost.

    Such requests are not logged one by one, so the ids need only be different.
    """
    start, numbers = new_id()[:16].encode(), count()
    return lambda: [(b"x-request-id", b"%b%x" % (start, next(numbers)))]


def _given_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode())
    return ""


def _server_timing(started: float, use: DatabaseUse) -> bytes:
    total_ms = (time.perf_counter() - started) * 1000
    return b'total;dur=%.1f, db;dur=%.1f;desc="%d queries"' % (total_ms, use.query_ms, use.queries)


def _log_access(scope: Scope, status: int, started: float, use: DatabaseUse) -> None:
    path = scope["path"]
    if path in _QUIET_PATHS:
        return
    log.info(
        "request",
        method=scope["method"],
        path=path,
        status=status,
        duration_ms=round((time.perf_counter() - started) * 1000, 1),
        db_queries=use.queries,
        db_ms=round(use.query_ms, 1),
        client=client_of(scope).shown,
    )
