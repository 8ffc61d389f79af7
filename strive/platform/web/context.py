"""The outermost layer: who asks (through trusted proxies), under which id, and how long it took."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Sequence
from contextvars import ContextVar

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.kit.ids import new_id
from strive.platform.database.monitoring import DatabaseUse, current_use

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

request_id: ContextVar[str] = ContextVar("request_id", default="")

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_QUIET_PATHS = frozenset({"/livez", "/readyz", "/metrics"})

log = structlog.get_logger("strive.access")


class RequestContext:
    """ASGI middleware; adds `X-Request-ID` and `Server-Timing` and writes the access log."""

    def __init__(self, app: ASGIApp, *, trusted_proxies: Sequence[Network] = ()) -> None:
        self.app = app
        self._trusted = tuple(trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        trusted = self._look_through_proxies(scope)
        identifier = _given_id(scope) if trusted else ""
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

    def _look_through_proxies(self, scope: Scope) -> bool:
        """Replace the proxy's address and scheme by the client's; tell whether a proxy is trusted.

        `X-Forwarded-For` is read from the right: the first address that is no proxy of ours.
        """
        client = scope.get("client")
        if not self._trusted or client is None or not self._is_trusted(client[0]):
            return False
        for hop in reversed(_list_of(scope, b"x-forwarded-for")):
            if not _is_address(hop):
                break
            scope["client"] = (hop, 0)
            if not self._is_trusted(hop):
                break
        for scheme in _list_of(scope, b"x-forwarded-proto")[-1:]:
            if scheme.lower() in {"http", "https"}:
                scope["scheme"] = scheme.lower()
        return True

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)


def _list_of(scope: Scope, name: bytes) -> list[str]:
    """Return the entries of a list header; each proxy may add to a line or send its own."""
    lines = [value.decode("latin-1") for header, value in scope["headers"] if header == name]
    return [entry.strip() for entry in ",".join(lines).split(",") if entry.strip()]


def _is_address(text: str) -> bool:
    """Tell whether a text is an IP address, without a zone: that would be any text at all."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


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
    client = scope.get("client")
    log.info(
        "request",
        method=scope["method"],
        path=path,
        status=status,
        duration_ms=round((time.perf_counter() - started) * 1000, 1),
        db_queries=use.queries,
        db_ms=round(use.query_ms, 1),
        client=client[0] if client else None,
    )
