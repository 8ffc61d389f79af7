"""The one shape of every API answer (API-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from strive.platform.cache import plan
from strive.platform.web.conditional import is_known, weak_etag

JSON = "application/json; charset=utf-8"

_VARY = "Authorization"

_encoder = msgspec.json.Encoder()


class Pagination(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """Where a page of a list stands; `page` counts from 1, and is null when read by cursor."""

    page: int | None
    limit: int
    total: int
    pages: int
    has_next: bool
    has_prev: bool

    @classmethod
    def numbered(cls, *, page: int, limit: int, total: int) -> Pagination:
        """Return the place of a page by its number."""
        pages = -(-total // limit)
        return cls(
            page=page,
            limit=limit,
            total=total,
            pages=pages,
            has_next=page < pages,
            has_prev=1 < page <= pages + 1,
        )


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


def paginated(
    items: Sequence[Any] | msgspec.Raw,
    pagination: Pagination,
    *,
    now: datetime,
    headers: Mapping[str, str] | None = None,
    **meta: Any,
) -> Response:
    """Answer part of a list: `{success: true, data, pagination, meta: {timestamp, …}}`."""
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


def read(
    request: Request,
    data: Any,
    *,
    cache_control: str,
    now: datetime,
    pagination: Pagination | None = None,
    **meta: Any,
) -> Response:
    """Answer a reading request with `data`, or with 304 when the client has it already.

    The validator leaves the timestamp out, for the same data are the same answer. What is sent
    to the holder of a credential is private, and not kept anywhere.
    """
    encoded = _encoder.encode(data)
    if "authorization" in request.headers:
        headers = {"cache-control": plan.PRIVATE, "vary": _VARY}
    else:
        etag = weak_etag(encoded, _encoder.encode([pagination, meta]))
        headers = {"cache-control": cache_control, "etag": etag, "vary": _VARY}
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
    raw = msgspec.Raw(encoded)
    if pagination is None:
        return success(raw, now=now, headers=headers, **meta)
    return paginated(raw, pagination, now=now, headers=headers, **meta)


def _json(body: object, status: int, headers: Mapping[str, str] | None) -> Response:
    return Response(_encoder.encode(body), status, headers, media_type=JSON)


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
