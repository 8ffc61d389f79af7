"""Under which names the site is asked: its own, and no other (security.md 31)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from strive.platform.cache.http.fields import values_of
from strive.platform.errors import StriveError
from strive.platform.web.https import FOR_MACHINES
from strive.platform.web.proxies import TRUSTED

_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}
_LOOPBACK: Final = ("127.", "::1")
_NAMES_OF_LOOPBACK: Final = re.compile(
    rb"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE
)


class UnknownHost(StriveError):
    """The request is for a site that is not here (RFC 9110, section 15.5.20)."""

    status = 421
    code = "unknown_host"
    is_brief = True


class KnownHosts:
    """ASGI middleware that refuses a request for another host with 421.

    Links, redirects and canonical addresses come from the settings and never from `Host`; this
    keeps other names from showing the site at all. Whoever is on this machine may say localhost,
    and what watches over the site any name.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[bytes]) -> None:
        self.app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; raises `UnknownHost`."""
        if scope["type"] == "http" and not self._is_known(scope):
            raise UnknownHost("There is no such site here.")
        await self.app(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        named = values_of(scope["headers"], b"host")
        if len(named) == 1 and named[0].lower() in self._hosts:
            return True
        return scope["path"] in FOR_MACHINES or (
            len(named) == 1 and _is_from_here(scope) and _names_loopback(named[0])
        )


def hosts_of(base_url: str, more: Iterable[str] = ()) -> frozenset[bytes]:
    """Return how `Host` may name the site: with a default port or without, and further names."""
    parts = urlsplit(base_url)
    host = parts.netloc.lower()
    host = host if host.isascii() else host.encode("idna").decode()
    port = _DEFAULT_PORTS[parts.scheme]
    host = host.removesuffix(port)
    own = {host} if ":" in host.rpartition("]")[2] else {host, host + port}
    return frozenset(name.lower().encode() for name in (*own, *more))


def _is_from_here(scope: Scope) -> bool:
    client = scope.get("client")
    return TRUSTED not in scope and client is not None and client[0].startswith(_LOOPBACK)


def _names_loopback(host: bytes) -> bool:
    return _NAMES_OF_LOOPBACK.fullmatch(host) is not None
