"""The API as an application of its own, to be mounted at `/api`.

FastAPI describes it (OpenAPI); plain routes serve it, at a third of the cost, for handlers read
their parameters and bodies by themselves, strictly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp

from strive.platform.ratelimit import Limits, limited
from strive.platform.web import envelope, viewer
from strive.platform.web.conditional import is_known, weak_etag
from strive.platform.web.methods import Methods

API_VERSION: Final = "1.0.0"  # of the contract, not of the release
_DESCRIBED: Final = "public, max-age=300"
_SECURITY: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made by `strive token create`, for what not everybody may read.",
    }
}


class Endpoint(NamedTuple):
    """What answers at a path below `/v1`, with its limits; `details` are of `openapi.operation`.

    The handler's docstring describes it to readers of the documentation.
    """

    path: str
    handler: Callable[[Request], Awaitable[Response]]
    name: str
    tag: str
    details: Mapping[str, Any]
    limits: Limits
    method: str = "GET"


def build_api(
    endpoints: Sequence[Endpoint],
    *,
    schemas: Callable[[], Mapping[str, Any]],
    tags: Mapping[str, str],
    summary: str,
) -> ASGIApp:
    """Build the application: the endpoints, `/openapi.json`, and `/docs` to try it.

    Whatever is raised passes through, to the error boundary around the whole site.

    Args:
        endpoints: Those of the features.
        schemas: Makes what their descriptions refer to (`openapi.components`).
        tags: The groups of endpoints with their descriptions.
        summary: What the API is for, in a line.
    """
    served: list[BaseRoute] = []
    for endpoint in endpoints:
        route = Route(f"/v1{endpoint.path}", endpoint.handler, methods=[endpoint.method])
        served += limited([route], endpoint.limits)
    description = _Description(partial(_document, endpoints, schemas, tags, summary))
    served += [Route("/openapi.json", description.send), *viewer.routes()]
    return Methods(Router(served, redirect_slashes=False), served)


class _Description:
    """The description of the API, made when it is first asked for: most processes never are."""

    def __init__(self, document: Callable[[], Mapping[str, Any]]) -> None:
        self._document = document
        self._made: tuple[bytes, dict[str, str]] | None = None
        self._making = asyncio.Lock()

    async def send(self, request: Request) -> Response:
        """Answer with the document, or 304."""
        body, headers = await self._encoded()
        if is_known(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type=envelope.JSON)

    async def _encoded(self) -> tuple[bytes, dict[str, str]]:
        async with self._making:
            if self._made is None:
                body = await asyncio.to_thread(lambda: msgspec.json.encode(self._document()))
                self._made = body, {"cache-control": _DESCRIBED, "etag": weak_etag(body)}
            return self._made


def _document(
    endpoints: Sequence[Endpoint],
    schemas: Callable[[], Mapping[str, Any]],
    tags: Mapping[str, str],
    summary: str,
) -> dict[str, Any]:
    """Return the OpenAPI document: a credential may always be sent, and is rarely needed.

    The answers are put in as they are declared, for FastAPI leaves null out of their examples.
    """
    app = FastAPI(
        title="Strive API",
        version=API_VERSION,
        summary=summary,
        openapi_url=None,
        servers=[{"url": "/api", "description": "This site"}],
        openapi_tags=[{"name": name, "description": text} for name, text in tags.items()],
        redirect_slashes=False,
    )
    for endpoint in endpoints:
        app.add_api_route(
            f"/v1{endpoint.path}",
            endpoint.handler,
            methods=[endpoint.method],
            operation_id=endpoint.name,
            tags=[endpoint.tag],
            **endpoint.details,
        )
    document = app.openapi()
    for endpoint in endpoints:
        answers = endpoint.details["responses"]
        described = document["paths"][f"/v1{endpoint.path}"][endpoint.method.lower()]
        described["responses"] = {str(status): answer for status, answer in answers.items()}
    return {
        **document,
        "components": {"schemas": schemas(), "securitySchemes": _SECURITY},
        "security": [{}, {"bearer": []}],
    }
