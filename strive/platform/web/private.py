"""Endpoints that answer one person alone: how they answer, and how they are described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from starlette.responses import Response

from strive.platform.cache import plan
from strive.platform.ratelimit import Limits
from strive.platform.web import envelope
from strive.platform.web.api import Endpoint
from strive.platform.web.openapi import operation
from strive.platform.web.parameters import SCHEMAS, Parameters

CURSOR: Final = {
    "type": ["string", "null"],
    "description": "Where the list goes on: the parameter `cursor` of the next request",
    "examples": [None],
}
_OF_BODIES: Final = (413, 415)
_WORDS: Final = {200: "Done", 201: "Made", 202: "Asked for: a letter follows"}


class Group(NamedTuple):
    """Endpoints that stand together in the description, and have the same limits."""

    tag: str
    limits: Limits

    def endpoint(
        self, method: str, path: str, handler: Any, name: str, details: dict[str, Any]
    ) -> Endpoint:
        """Return one of them."""
        return Endpoint(path, handler, name, self.tag, details, self.limits, method)


def answer(
    data: Any,
    *,
    now: datetime,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **meta: Any,
) -> Response:
    """Answer so that no cache keeps it."""
    private = {"cache-control": plan.PRIVATE, **(headers or {})}
    return envelope.success(data, now=now, status=status, headers=private, **meta)


def json_body(type_: type, example: Any) -> dict[str, Any]:
    """Describe a body of JSON."""
    schema = {"$ref": SCHEMAS.format(name=type_.__name__)}
    return {"application/json": {"schema": schema, "example": msgspec.to_builtins(example)}}


def told(  # noqa: PLR0913 - the parts of a description
    shape: type,
    example: Any,
    summary: str,
    *,
    status: int = 200,
    path: Mapping[str, tuple[str, str]] | None = None,
    errors: Sequence[int] = (),
    body: dict[str, Any] | None = None,
    many: bool = False,
    parameters: Parameters[Any] | None = None,
    headers: Sequence[dict[str, Any]] = (),
    meta: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Describe an endpoint that answers privately, and may take a body.

    Args:
        shape: The type of `data` in the envelope, or of each of its items.
        example: A value of that type.
        summary: What it does, in a few words.
        status: Of the answer when it is done.
        path: What stands in the path, by name: its description and an example.
        errors: Statuses beside 403, those of a body, and those that all endpoints have.
        body: What it takes, by media type (`json_body`).
        many: Whether it answers a list, which has no pages.
        parameters: What the query takes.
        headers: Headers it takes, as OpenAPI describes them.
        meta: Schemas of what stands in `meta` beside the timestamp, each with `examples`.
    """
    description = operation(
        shape,
        example,
        summary=summary,
        path=path,
        parameters=parameters,
        meta=meta,
        errors=[403, *errors, *(_OF_BODIES if body else ())],
    )
    answers = description["responses"]
    answers.pop(304)
    content = answers.pop(200)["content"]
    content = _as_list(content) if many else content
    answers[status] = {"description": _WORDS[status], "content": content}
    description["openapi_extra"]["parameters"] += headers
    if body is not None:
        description["openapi_extra"]["requestBody"] = {"required": True, "content": body}
    return description


def _as_list(content: dict[str, Any]) -> dict[str, Any]:
    """Describe many where one is described."""
    (found,) = content.values()
    schema, example = found["schema"], found["example"]
    properties = {**schema["properties"]}
    properties["data"] = {"type": "array", "items": properties["data"]}
    listed = {
        "schema": {**schema, "properties": properties},
        "example": {**example, "data": [example["data"]]},
    }
    return {"application/json": listed}
