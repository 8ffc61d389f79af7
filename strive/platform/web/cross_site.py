"""Requests that another site has a browser send: nothing is changed by them (security.md 14).

A browser says where a request comes from in `Sec-Fetch-Site`, and an older one in `Origin`; pages
cannot forge either. So forms need no tokens, and pages with forms are the same for every reader.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from strive.platform.errors import Forbidden

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN: Final = frozenset({b"same-origin", b"none"})  # none: typed in, or from a bookmark
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}

log = structlog.get_logger(__name__)


class CrossSite(Forbidden):
    """Another site had a browser send this."""

    code = "cross_site"


class CrossSiteGuard:
    """ASGI middleware that refuses what may change something and was sent by another site.

    What tells neither header is no browser of these days: a program with a token, a webhook. It
    passes unless it has the cookie of a session, which only browsers send by themselves.

    Args:
        app: The application behind it.
        origins: The site's own.
        has_session: Tells whether a request brings the cookie of a session.
    """

    def __init__(
        self, app: ASGIApp, origins: Collection[str], has_session: Callable[[Scope], bool]
    ) -> None:
        self.app = app
        self._origins = frozenset(origin.encode() for origin in origins)
        self._has_session = has_session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; raises `CrossSite`."""
        if (
            scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
            and not self._is_own(scope)
        ):
            log.warning("cross_site.refused", method=scope["method"], path=scope["path"])
            raise CrossSite(
                "This was sent by another site, so nothing was done. Please use the page itself; "
                "a program sends the site's address as Origin, or a token and no cookie."
            )
        await self.app(scope, receive, send)

    def _is_own(self, scope: Scope) -> bool:
        if fetched := _all(scope, b"sec-fetch-site"):
            return fetched <= _OWN
        if origins := _all(scope, b"origin"):
            return origins <= self._origins
        return not self._has_session(scope)


def origin_of(url: str) -> str:
    """Return the origin of an address as browsers write it (RFC 6454, section 6.2)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host if host.isascii() else host.encode("idna").decode()
    port = "" if parts.port in {None, _DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _all(scope: Scope, name: bytes) -> set[bytes]:
    """Return every value of a header: a second one must not hide behind the first."""
    return {value.strip() for header, value in scope["headers"] if header == name}
