"""One place where failures become answers: the envelope for programs, a page for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.kit.clock import Clock
from strive.platform.cache import plan
from strive.platform.database import DatabaseUnavailable
from strive.platform.errors import StriveError, Unavailable
from strive.platform.web import envelope
from strive.platform.web.accepting import prefers_json
from strive.platform.web.context import request_id

ErrorPage = Callable[[Request, int, str], Awaitable[str]]
"""Renders the page of an error for a person, from its status and message."""

_GENERIC = "Something went wrong on our side. It has been written down."
_AWAY = "The database does not answer just now. Please try again in a moment."
_PLAIN = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title>'
    "<h1>{title}</h1><p>{message}</p></html>"
)

log = structlog.get_logger(__name__)


class ErrorBoundary:
    """ASGI middleware that answers for whatever the application raises."""

    def __init__(self, app: ASGIApp, *, clock: Clock, page: ErrorPage | None = None) -> None:
        self.app = app
        self._clock = clock
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watching_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watching_send)
        except Exception as error:
            if started:  # nothing can be said any more; the server cuts the connection
                log.exception("response.broken_off", path=scope["path"])
                raise
            response = await self.answer(Request(scope, receive), error)
            await response(scope, receive, send)

    async def answer(self, request: Request, error: Exception) -> Response:
        """Turn a failure into a response."""
        if isinstance(error, HTTPException):
            return await self._answer_http(request, error)
        if isinstance(error, DatabaseUnavailable):
            log.warning("database.away", path=request.scope["path"], error=repr(error))
            error = Unavailable(_AWAY)
        if not isinstance(error, StriveError):
            log.error("request.failed", path=request.scope["path"], exc_info=error)
            return await self._respond(request, 500, "internal_error", _GENERIC, {}, self._page)
        headers = dict(error.headers)
        page = None if error.is_brief else self._page
        return await self._respond(request, error.status, error.code, error.message, headers, page)

    async def _answer_http(self, request: Request, error: HTTPException) -> Response:
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["allow"] = _with_options(headers.get("allow", ""))
            if request.method == "OPTIONS":
                return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        phrase = HTTPStatus(error.status_code).phrase
        code = phrase.lower().replace(" ", "_").replace("-", "_")
        message = phrase if error.detail in {phrase, ""} else str(error.detail)
        return await self._respond(request, error.status_code, code, message, headers, self._page)

    async def _respond(  # noqa: PLR0913, PLR0917 - each is a fact of its own
        self,
        request: Request,
        status: int,
        code: str,
        message: str,
        headers: dict[str, str],
        page: ErrorPage | None,
    ) -> Response:
        if wants_json(request):
            details = {"requestId": request_id.get()} if status >= 500 else {}  # noqa: PLR2004 - server errors
            headers = {"cache-control": plan.ERROR, **headers}
            return envelope.failure(
                message, code, now=self._clock.now(), status=status, headers=headers, **details
            )
        kept = plan.MISSING if status == HTTPStatus.NOT_FOUND else plan.ERROR
        headers = {"cache-control": kept, **headers, "vary": "Accept"}
        return HTMLResponse(await _html(request, status, message, page), status, headers)


async def _html(request: Request, status: int, message: str, page: ErrorPage | None) -> str:
    if page is not None:
        try:
            return await page(request, status, message)
        except Exception as error:  # noqa: BLE001 - the error page must not fail the error
            log.warning("error_page.failed", error=repr(error))
    title = f"{status} {HTTPStatus(status).phrase}"
    return _PLAIN.format(title=title, message=_escape(message))


def wants_json(request: Request) -> bool:
    """Tell whether the asker is a program: below `/api`, or preferring JSON to HTML by Accept.

    The path is that of the request itself: one that is put together with `Host` can be forged.
    """
    path = request.scope["path"]
    return bool(
        path == "/api"
        or path.startswith("/api/")
        or prefers_json(request.headers.get("accept", ""))
    )


def _with_options(allow: str) -> str:
    """Add the method that is answered everywhere to those a route allows."""
    return ", ".join(sorted({"OPTIONS", *filter(None, allow.split(", "))}))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
