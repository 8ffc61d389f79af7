"""Conditional requests (RFC 9110, section 13): does the client have it already."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Final

from starlette.requests import Request

_DIGEST_BYTES: Final = 12


def weak_etag(*parts: bytes) -> str:
    """Return the validator of a content; weak, for it may be sent in several content codings."""
    digest = blake2b(b"\0".join(parts), digest_size=_DIGEST_BYTES).hexdigest()
    return f'W/"{digest}"'


def is_known(request: Request, etag: str, modified: datetime | None = None) -> bool:
    """Tell whether the request's validators match the content, tags by weak comparison.

    `If-Modified-Since` counts only where there is no `If-None-Match`.
    """
    asked = request.headers.get("if-none-match")
    if asked is not None:
        tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        return "*" in tags or etag.removeprefix("W/") in tags
    since = request.headers.get("if-modified-since")
    return since is not None and modified is not None and _is_not_newer(modified, since)


def _is_not_newer(modified: datetime, since: str) -> bool:
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # an unreadable date, or one without a zone
        return False
