"""Conditional requests (RFC 9110, section 13): does the client have it already."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from starlette.requests import Request

_DIGEST_BYTES: Final = 12


def weak_etag(*parts: bytes) -> str:
    """Return the validator of a content; weak, for it may be sent in several content codings."""
    digest = blake2b(b"\0".join(parts), digest_size=_DIGEST_BYTES).hexdigest()
    return f'W/"{digest}"'


def is_known(request: Request, etag: str) -> bool:
    """Tell whether `If-None-Match` names the content, by weak comparison."""
    asked = request.headers.get("if-none-match")
    if asked is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
