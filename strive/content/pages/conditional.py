"""Answers that readers may have already: then 304, without a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from strive.content.pages.dates import http_date
from strive.platform.web.conditional import is_known, weak_etag

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
    """Answer with a body, or with 304 and none when the request's validators match."""
    headers = {"ETag": weak_etag(body), "Cache-Control": cache_control}
    if modified is not None:
        headers["Last-Modified"] = http_date(modified)
    if is_known(request, headers["ETag"], modified):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
