"""Security headers on every response, errors included (SEC-1)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS = "max-age=31536000; includeSubDomains"


def content_security_policy(frame_sources: Sequence[str] = (), *, https: bool = False) -> str:
    """Return the site's policy: nothing inline, everything from here but pictures and players."""
    directives = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' https: data:",
        "media-src 'self' https:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        f"frame-src {' '.join(frame_sources) or chr(39) + 'none' + chr(39)}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    if https:
        directives.append("upgrade-insecure-requests")
    return "; ".join(directives)


class SecurityHeaders:
    """ASGI middleware; a header the response sets itself (a stricter policy, say) is kept."""

    def __init__(
        self, app: ASGIApp, *, frame_sources: Sequence[str] = (), https: bool = False
    ) -> None:
        self.app = app
        headers = {
            "content-security-policy": content_security_policy(frame_sources, https=https),
            "x-frame-options": "DENY",
            "x-content-type-options": "nosniff",
            "referrer-policy": "strict-origin-when-cross-origin",
            "permissions-policy": "geolocation=(), microphone=(), camera=()",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "server": "",  # Granian names itself where the application sends no such header
        }
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._hsts = (b"strict-transport-security", HSTS.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message["headers"])
                names = {name for name, _ in given}
                given += [header for header in self._headers if header[0] not in names]
                if scope["scheme"] == "https":  # by HTTP it counts for nothing (RFC 6797, 8.1)
                    given.append(self._hsts)
                message["headers"] = given
            await send(message)

        await self.app(scope, receive, send_secured)
