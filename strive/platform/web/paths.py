"""Addresses: without a trailing slash, without what no address of ours contains (FE-4)."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from strive.platform.errors import Invalid, NotFound

PATH_CHARACTERS_MAX = 2_048
QUERY_BYTES_MAX = 8_192


class TidyPaths:
    """ASGI middleware: 308 to the address without trailing slashes; refuses impossible ones."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path == "*" and scope["method"] == "OPTIONS":  # about the server as a whole
            await Response(status_code=HTTPStatus.NO_CONTENT)(scope, receive, send)
            return
        if len(path) > PATH_CHARACTERS_MAX or len(scope["query_string"]) > QUERY_BYTES_MAX:
            raise Invalid("The address is too long.")
        if "\0" in path:
            raise NotFound("There is no such page.")
        if path != "/" and path.endswith("/"):
            await self._redirect(path, scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _redirect(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        # One slash in front, whatever came: `//host/` must not lead to another site.
        target = "/" + quote(path.strip("/"), safe="/-._~!$&'()*+,;=:@")
        if "//" in target or "\\" in path:
            raise NotFound("There is no such page.")
        query = scope["query_string"].decode("latin-1")
        if query:
            target = f"{target}?{query}"
        await RedirectResponse(target, status_code=308)(scope, receive, send)
