"""The description of the API (OpenAPI 3.1), out of the types that are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from strive.platform.web.envelope import Pagination
from strive.platform.web.parameters import SCHEMAS, NoParameters, Parameters

_JSON: Final = "application/json"
_STAMP: Final = "2026-03-14T12:00:00.000Z"
_TIMESTAMP: Final = {"type": "string", "format": "date-time", "description": "When it was answered"}

ERRORS: Final[dict[int, tuple[str, str, str]]] = {
    400: ("A parameter is wrong", "parameter_invalid", "The parameter page must be …"),
    401: ("The credential is missing or not valid", "unauthenticated", "This token is not valid."),
    403: ("The credential does not allow it", "forbidden", "This needs the scope content:read."),
    404: ("There is no such thing", "not_found", "There is no post with this slug."),
    409: (
        "Something else was saved meanwhile, or has the name",
        "conflict",
        "Another post has the slug 'keeping-the-light'.",
    ),
    413: ("Too much was sent", "too_large", "This takes 1,048,576 bytes at most."),
    415: ("It was sent as something else", "unsupported_media_type", "Send it as JSON."),
    428: (
        "It is not said which revision was edited",
        "revision_missing",
        "Say which revision you edited.",
    ),
    429: (
        "Too much was asked in a short time",
        "too_many_requests",
        "Too many requests in a short time. Please try again in 17 seconds.",
    ),
    503: (
        "Something Strive needs is away",
        "unavailable",
        "The database does not answer just now.",
    ),
}
"""What each status means, with the code and message of an example."""

_LIMITS: Final = {
    "RateLimit": "What is left (`r`), and for how many seconds (`t`) no more than that",
    "RateLimit-Policy": "How much may be asked (`q`) in any window of so many seconds (`w`)",
}
_HEADERS: Final = {
    401: {"WWW-Authenticate": "How to authenticate (RFC 6750)"},
    429: {
        "Retry-After": "Seconds to wait before asking again",
        **_LIMITS,
    },
    503: {"Retry-After": "Seconds to wait before asking again"},
}


def operation(  # noqa: PLR0913 - the parts of an operation
    data: type,
    example: Any,
    *,
    summary: str,
    parameters: Parameters[Any] | None = None,
    path: Mapping[str, tuple[str, str]] | None = None,
    listed: bool = False,
    meta: Mapping[str, Mapping[str, Any]] | None = None,
    moves: bool = False,
    errors: Iterable[int] = (),
) -> dict[str, Any]:
    """Describe a reading endpoint, as arguments for FastAPI's `add_api_route`.

    Args:
        data: The type of `data` in the envelope, or of each of its items.
        example: A value of that type (or one with chosen fields).
        summary: What it does, in a few words.
        parameters: What the query takes.
        path: What stands in the path, by name: its description and an example.
        listed: Whether a page of a list is sent.
        meta: Schemas of what stands in `meta` beside the timestamp, each with `examples`.
        moves: Whether an address that was used before answers with 301.
        errors: Statuses beside 400, 401, 429 and 503, which all endpoints have.
    """
    item = {"$ref": SCHEMAS.format(name=data.__name__)}
    content = {"type": "array", "items": item} if listed else item
    found = {
        "schema": _envelope(content, meta or {}, listed=listed),
        "example": _example(example, meta or {}, listed=listed),
    }
    in_path = [_path_parameter(name, *about) for name, about in (path or {}).items()]
    in_query = (parameters or Parameters(NoParameters)).described()
    return {
        "summary": summary,
        "responses": _answers(found, moves=moves, errors=errors),
        "openapi_extra": {"parameters": in_path + in_query},
    }


def components(types: Iterable[type], selectable: Iterable[type] = ()) -> dict[str, Any]:
    """Return the schemas the operations refer to.

    Nothing is required of the `selectable` ones: a request may choose among their fields.
    """
    everything = [*types, *selectable, Pagination]
    schemas = msgspec.json.schema_components(everything, ref_template=SCHEMAS)[1]
    for type_ in selectable:
        schemas[type_.__name__].pop("required", None)
    return {**schemas, "Error": _ERROR}


def _example(example: Any, meta: Mapping[str, Mapping[str, Any]], *, listed: bool) -> Any:
    """Return an answer in the envelope, as it is sent."""
    data = {"data": example}
    if listed:
        page = Pagination.numbered(page=1, limit=20, total=1)
        data = {"data": [example], "pagination": page}
    beside = {name: schema["examples"][0] for name, schema in meta.items()}
    body = {"success": True, **data, "meta": {"timestamp": _STAMP, **beside}}
    return msgspec.to_builtins(body)


def _answers(
    found: Mapping[str, Any], *, moves: bool, errors: Iterable[int]
) -> dict[int, dict[str, Any]]:
    """Return what can be answered, by status."""
    statuses: dict[int, dict[str, Any]] = {
        200: {"description": "Found", "headers": _CACHING, "content": {_JSON: found}},
        304: {"description": "Not modified since the `ETag` in `If-None-Match`"},
    }
    if moves:
        location = {"Location": _header("The address it has now")}
        statuses[301] = {"description": "It has another slug now", "headers": location}
    return statuses | {status: _error(status) for status in sorted({400, 401, 429, 503, *errors})}


def _envelope(
    data: dict[str, Any], meta: Mapping[str, Mapping[str, Any]], *, listed: bool
) -> dict[str, Any]:
    parts: dict[str, Any] = {"success": {"const": True}, "data": data}
    if listed:
        parts["pagination"] = {"$ref": SCHEMAS.format(name="Pagination")}
    return _object({**parts, "meta": _object({"timestamp": _TIMESTAMP, **meta})})


def _error(status: int) -> dict[str, Any]:
    description, code, message = ERRORS[status]
    example = {
        "success": False,
        "error": {"message": message, "code": code},
        "timestamp": _STAMP,
    }
    headers = {name: _header(text) for name, text in _HEADERS.get(status, {}).items()}
    schema = {"$ref": SCHEMAS.format(name="Error")}
    return {
        "description": description,
        "headers": headers,
        "content": {_JSON: {"schema": schema, "example": example}},
    }


def _path_parameter(name: str, description: str, example: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 120}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


_CACHING: Final = {
    "Cache-Control": _header("Public for five minutes; private with a credential"),
    "ETag": _header("What to send as `If-None-Match`; not with a credential"),
    **{name: _header(text) for name, text in _LIMITS.items()},
}
_ERROR: Final = {
    "title": "Error",
    **_object(
        {
            "success": {"const": False},
            "error": _object({"message": {"type": "string"}, "code": {"type": "string"}}),
            "timestamp": _TIMESTAMP,
        }
    ),
}
