"""HTTPS only, where readers come by HTTPS (SEC-3)."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from strive.platform.errors import StriveError
from strive.platform.web.cross_site import SAFE_METHODS
from strive.platform.web.proxies import TRUSTED

FOR_MACHINES: Final = frozenset({"/livez", "/readyz", "/metrics"})
"""Asked within a network, where there may be no HTTPS and no name."""

_AS_WRITTEN: Final = "/:@!$&'()*+,;=-._~%?[]"

log = structlog.get_logger(__name__)


class HttpsRequired(StriveError):
    """What was sent came in the clear, so it was not used."""

    status = 403
    code = "https_required"
    is_brief = True


class ProxyNotTrusted(StriveError):
    """A proxy that is not in `STRIVE_TRUSTED_PROXIES` says that the request came by HTTPS."""

    status = 421
    code = "proxy_not_trusted"
    is_brief = True


class HttpsOnly:
    """ASGI middleware: a page asked for by HTTP is at its HTTPS address (308).

    What sends something, or asks the API, is refused instead: a program that was sent on silently
    would go on sending its token in the clear (ASVS 4.1.2).

    Args:
        app: The application behind it.
        base_url: The site's whole address, by https.
    """

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        self._base_url = base_url.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; raises `HttpsRequired` and `ProxyNotTrusted`."""
        if (
            scope["type"] != "http"
            or scope["scheme"] == "https"
            or (scope["method"] in SAFE_METHODS and scope["path"] in FOR_MACHINES)
        ):
            await self.app(scope, receive, send)
            return
        self._require_that_https_is_elsewhere(scope)
        path = scope["path"]
        if scope["method"] not in SAFE_METHODS or path == "/api" or path.startswith("/api/"):
            raise HttpsRequired(
                f"This site is at {self._base_url}. What was sent by http was not used; anybody on "
                "the way could have read it, so a password or token in it should be changed."
            )
        response = Response(status_code=308, headers={"cache-control": "no-store"})
        response.headers["location"] = self._base_url + _target(scope)
        await response(scope, receive, send)

    def _require_that_https_is_elsewhere(self, scope: Scope) -> None:
        """Refuse rather than to send a browser round in circles."""
        if TRUSTED in scope:
            return
        for name, value in scope["headers"]:
            if name == b"x-forwarded-proto" and value.strip().lower().endswith(b"https"):
                client = scope.get("client")
                log.warning("proxy.not_trusted", client=client[0] if client else None)
                raise ProxyNotTrusted(
                    "This came through a proxy that this site does not trust. Whoever runs the "
                    "site names the proxy's address in STRIVE_TRUSTED_PROXIES."
                )


def _target(scope: Scope) -> str:
    path = quote(scope["path"], safe=_AS_WRITTEN.replace("?", "").replace("%", ""))
    query = quote(scope["query_string"].decode("latin-1"), safe=_AS_WRITTEN)
    return f"{path}?{query}" if query else path
