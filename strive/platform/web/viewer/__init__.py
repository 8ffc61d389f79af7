"""`/docs`: the API to read and try in a browser, with Swagger UI from this site alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_HERE: Final = Path(__file__).parent
_PAGE: Final = (_HERE / "page.html").read_text("utf-8")
_CACHE_CONTROL: Final = "public, max-age=300"


def routes() -> list[BaseRoute]:
    """Return the routes of the page and of its files: Swagger UI's come with a wheel."""
    files = _Whole(directory=_HERE / "assets", packages=[("fastapi_offline", "static")])
    return [Route("/docs", _page, methods=["GET"]), Mount("/docs", files)]


async def _page(_request: Request) -> Response:
    return HTMLResponse(_PAGE, headers={"cache-control": _CACHE_CONTROL})


class _Whole(StaticFiles):
    """Files sent whole: `Range` may be ignored, and Starlette answers a bad one in its own form."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one file."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)
