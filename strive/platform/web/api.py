"""The API as an application of its own, to be mounted at `/api`.

FastAPI describes it (OpenAPI); plain routes serve it, at a third of the cost, for handlers read
their parameters and bodies by themselves, strictly.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
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
    schemas: Mapping[str, Any],
    tags: Mapping[str, str],
    summary: str,
) -> ASGIApp:
    """Build the application: the endpoints, `/openapi.json`, and `/docs` to try it.

    Whatever is raised passes through, to the error boundary around the whole site.

    Args:
        endpoints: Those of the features.
        schemas: What their descriptions refer to (`openapi.components`).
        tags: The groups of endpoints with their descriptions.
        summary: What the API is for, in a line.
    """
    described = FastAPI(
        title="Strive API",
        version=API_VERSION,
        summary=summary,
        openapi_url=None,
        servers=[{"url": "/api", "description": "This site"}],
        openapi_tags=[{"name": name, "description": text} for name, text in tags.items()],
        redirect_slashes=False,
    )
    served: list[BaseRoute] = []
    for endpoint in endpoints:
        path, methods = f"/v1{endpoint.path}", [endpoint.method]
        described.add_api_route(
            path,
            endpoint.handler,
            methods=methods,
            operation_id=endpoint.name,
            tags=[endpoint.tag],
            **endpoint.details,
        )
        served += limited([Route(path, endpoint.handler, methods=methods)], endpoint.limits)
    description = _Description(_document(described, endpoints, schemas))
    served += [Route("/openapi.json", description.send), *viewer.routes()]
    return Methods(Router(served, redirect_slashes=False), served)


class _Description:
    """The description of the API, encoded once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._body = msgspec.json.encode(document)
        etag = weak_etag(self._body)
        self._headers = {"cache-control": _DESCRIBED, "etag": etag}

    async def send(self, request: Request) -> Response:
        """Answer with the document, or 304."""
        if is_known(request, self._headers["etag"]):
            return Response(status_code=304, headers=self._headers)
        return Response(self._body, headers=self._headers, media_type=envelope.JSON)


def _document(
    app: FastAPI, endpoints: Sequence[Endpoint], schemas: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the OpenAPI document: a credential may always be sent, and is rarely needed.

    The answers are put in as they are declared, for FastAPI leaves null out of their examples.
    """
    document = app.openapi()
    for endpoint in endpoints:
        answers = endpoint.details["responses"]
        described = document["paths"][f"/v1{endpoint.path}"][endpoint.method.lower()]
        described["responses"] = {str(status): answer for status, answer in answers.items()}
    return {
        **document,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
        "security": [{}, {"bearer": []}],
    }
