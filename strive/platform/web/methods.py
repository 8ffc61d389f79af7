"""Methods where routers leave something out: HEAD, `Allow`, and 405 before a mount."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OF_MOUNTS: Final = {"GET"}


class Sole(Route):
    """A route as the only one at its address, though it lies in a mount that follows it.

    Other methods than its own are refused with 405 and `Allow`, and not asked of the mount.
    """

    def __init__(self, route: Route) -> None:
        self.__dict__.update(route.__dict__)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match the address alone: with a wrong method Starlette's own `handle` refuses."""
        match, found = super().matches(scope)
        return Match.NONE if match is Match.NONE else Match.FULL, found


class Methods:
    """ASGI middleware: HEAD is GET without its body, and 405 names every method there is.

    OPTIONS is answered by the error boundary, out of that 405 (`platform.web.errors`).
    """

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self.app = app
        self.routes = list(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        inner = dict(scope)  # routers write into theirs
        if scope["type"] == "http" and scope["method"] == "HEAD":
            inner["method"], send = "GET", _without_body(send)
        try:
            await self.app(inner, receive, send)
        except HTTPException as error:
            if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                raise HTTPException(
                    error.status_code, headers={"Allow": self._allow(scope)}
                ) from error
            raise

    def _allow(self, scope: Scope) -> str:
        """Name the methods of all routes at this address: each route knows only its own."""
        methods: set[str] = set()
        for route in self.routes:
            if route.matches(scope)[0] is not Match.NONE:
                methods |= getattr(route, "methods", None) or _OF_MOUNTS
        if "GET" in methods:
            methods.add("HEAD")
        return ", ".join(sorted(methods))


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
