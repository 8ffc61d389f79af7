"""Conditional requests (RFC 9110, section 13): 304 when the reader has it already."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from starlette.responses import Response

from strive.content.pages.dates import http_date

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request


def respond(
    request: Request,
    body: bytes,
    media_type: str,
    cache_control: str,
    *,
    modified: datetime | None = None,
) -> Response:
    """Answer with a body, or with 304 and none when the request's validators match.

    The validator is weak: the same page may be sent in several content codings.
    """
    headers = {
        "ETag": f'W/"{blake2b(body, digest_size=12).hexdigest()}"',
        "Cache-Control": cache_control,
    }
    if modified is not None:
        headers["Last-Modified"] = http_date(modified)
    if _is_known(request, headers["ETag"], modified):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _is_known(request: Request, etag: str, modified: datetime | None) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:
        opaque = etag.removeprefix("W/")
        tags = (tag.strip().removeprefix("W/") for tag in asked.split(","))
        return any(tag in {opaque, "*"} for tag in tags)
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # an unreadable date, or one without a zone
        return False
