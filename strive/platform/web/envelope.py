"""The one shape of every API answer (API-1)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.responses import Response

JSON = "application/json; charset=utf-8"

_encoder = msgspec.json.Encoder()


def success(
    data: Any,
    *,
    now: datetime,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **meta: Any,
) -> Response:
    """Answer `{success: true, data, meta: {timestamp, …}}`."""
    body = {"success": True, "data": data, "meta": {"timestamp": _stamp(now), **meta}}
    return _json(body, status, headers)


def paginated(  # noqa: PLR0913 - the parts of a page of results
    items: Sequence[Any],
    *,
    page: int,
    limit: int,
    total: int,
    now: datetime,
    headers: Mapping[str, str] | None = None,
    **meta: Any,
) -> Response:
    """Answer a page of a list, numbered from 1, with what is before and after it."""
    pagination = {
        "page": page,
        "limit": limit,
        "total": total,
        "pages": math.ceil(total / limit),
        "hasNext": page * limit < total,
        "hasPrev": page > 1,
    }
    body = {
        "success": True,
        "data": items,
        "pagination": pagination,
        "meta": {"timestamp": _stamp(now), **meta},
    }
    return _json(body, 200, headers)


def failure(
    message: str,
    code: str,
    *,
    now: datetime,
    status: int,
    headers: Mapping[str, str] | None = None,
    **details: Any,
) -> Response:
    """Answer `{success: false, error: {message, code, …}, timestamp}`."""
    error = {"message": message, "code": code, **details}
    body = {"success": False, "error": error, "timestamp": _stamp(now)}
    return _json(body, status, headers)


def _json(body: object, status: int, headers: Mapping[str, str] | None) -> Response:
    return Response(_encoder.encode(body), status, headers, media_type=JSON)


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
