"""Pages of other sites that may read the API in a browser: named ones, without credentials."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.cache.http.fields import value_of, values_of

_BELOW: Final = "/api/v1/"
_READING: Final = frozenset({"GET", "HEAD"})
_PREFLIGHT_S: Final = 7_200
_EXPOSED: Final = b"ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
_ASKED_METHOD: Final = b"access-control-request-method"


class Cors:
    """ASGI middleware: the origins on a list may read, and nothing else crosses (security.md 19).

    Neither `*` nor `null` nor an origin that was only reflected is ever answered, and credentials
    are never allowed: cookies stay with the site's own pages. Without a list it is not there.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self.app = app
        self._origins = frozenset(origin.encode() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_BELOW):
            await self.app(scope, receive, send)
            return
        origins = values_of(scope["headers"], b"origin")
        origin = origins[0] if len(origins) == 1 and origins[0] in self._origins else None
        asked = value_of(scope["headers"], _ASKED_METHOD)
        if scope["method"] == "OPTIONS" and origins and asked is not None:
            await _answer_preflight(send, origin if asked.decode("latin-1") in _READING else None)
            return

        async def send_allowing(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = [(b"vary", b"Origin")]
                if origin is not None and scope["method"] in _READING:
                    more.append((b"access-control-allow-origin", origin))
                    more.append((b"access-control-expose-headers", _EXPOSED))
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self.app(scope, receive, send_allowing)


async def _answer_preflight(send: Send, origin: bytes | None) -> None:
    headers = [(b"vary", b"Origin"), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    if origin is not None:
        headers += [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-methods", b"GET, HEAD"),
            (b"access-control-allow-headers", b"Authorization, If-None-Match"),
            (b"access-control-max-age", str(_PREFLIGHT_S).encode()),
        ]
    status = 204 if origin is not None else 403
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
