"""Who asks, seen through the proxies that are trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

TRUSTED: Final = "strive.trusted"
"""Set in the scope of a request that came through a trusted proxy."""


class TrustedProxies:
    """ASGI middleware that replaces a trusted proxy's address and scheme by the client's.

    `X-Forwarded-For` is read from the right: the first address that is no proxy of ours.
    """

    def __init__(self, app: ASGIApp, networks: Sequence[Network]) -> None:
        self.app = app
        self._networks = tuple(networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and self._networks:
            self._look_through(scope)
        await self.app(scope, receive, send)

    def _look_through(self, scope: Scope) -> None:
        client = scope.get("client")
        if client is None or not self._is_trusted(client[0]):
            return
        scope[TRUSTED] = True
        for hop in reversed(_list_of(scope, b"x-forwarded-for")):
            if not _is_address(hop):
                break
            scope["client"] = (hop, 0)
            if not self._is_trusted(hop):
                break
        for scheme in _list_of(scope, b"x-forwarded-proto")[-1:]:
            if scheme.lower() in {"http", "https"}:
                scope["scheme"] = scheme.lower()

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


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
