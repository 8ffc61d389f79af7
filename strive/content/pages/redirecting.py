"""What was not found may have moved: rules for addresses, asked only when nothing else answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from strive.content.pages.urls import encoded
from strive.platform.cache import plan
from strive.platform.errors import NotFound

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from strive.content.redirects import Redirects


_READING: Final = frozenset({"GET", "HEAD"})
_NO_PAGES: Final = ("/api/", "/livez", "/media/", "/metrics", "/readyz", "/static/")


class RedirectsOfMissing:
    """ASGI middleware inside the error boundary: a missing page with a rule becomes a redirect.

    A rule for exactly the path and query of a request goes before a page that is there, so that
    the short links of WordPress (`/?p=12`) do not show the home page.
    """

    def __init__(self, app: ASGIApp, *, redirects: Redirects) -> None:
        self.app = app
        self._redirects = redirects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if response := await self._instead_of_page(scope):
            await response(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except (NotFound, HTTPException) as error:
            response = await self._redirect(scope, error)
            if response is None:
                raise
            await response(scope, receive, send)

    async def _instead_of_page(self, scope: Scope) -> Response | None:
        query = scope["query_string"] if scope["type"] == "http" else b""
        if not query or scope["method"] not in _READING or scope["path"].startswith(_NO_PAGES):
            return None
        found = await self._redirects.find_exact(scope["path"], query.decode("latin-1"))
        return None if found is None else redirect(found.target, found.status)

    async def _redirect(self, scope: Scope, error: NotFound | HTTPException) -> Response | None:
        is_missing = isinstance(error, NotFound) or error.status_code == HTTPStatus.NOT_FOUND
        if not is_missing or scope["method"] not in _READING:
            return None
        query = scope["query_string"].decode("latin-1")
        found = await self._redirects.find(scope["path"], query)
        return None if found is None else redirect(found.target, found.status)


def redirect(target: str, status: int = 301) -> Response:
    """Send the reader on; `target` is ready for the header (percent-encoded)."""
    return Response(
        status_code=status, headers={"Location": target, "Cache-Control": plan.REDIRECT}
    )


def moved(path: str | None, missing: NotFound, suffix: str = "") -> Response:
    """Send the reader to where something lives now; raises `missing` when that is nowhere."""
    if path is None:
        raise missing
    return redirect(encoded(path) + suffix)
