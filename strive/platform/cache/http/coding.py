"""Content codings (RFC 9110, section 8.4): which the asker prefers, and the making of each."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from typing import Final

import brotli
import zstandard

IDENTITY: Final = b""
CODINGS: Final = (b"br", b"zstd", b"gzip")
"""What can be made, the one that is preferred among equals first."""

LENGTH_MIN: Final = 512  # shorter bodies gain nothing
_LARGE: Final = 256 * 1024
_TEXT = re.compile(
    rb"(?:text/|application/(?:[\w.-]+\+)?(?:json|xml|javascript|manifest|wasm)|image/svg"
    rb"|application/(?:x-javascript|rss|atom|ld\+json)|font/(?:ttf|otf|collection))",
    re.IGNORECASE,
)


@lru_cache(128)  # without a bound on length, for speed: readers send few different ones
def preferred(accept_encoding: bytes) -> bytes:
    """Return the coding that an `Accept-Encoding` likes best; `IDENTITY` for none of ours."""
    weights: dict[bytes, float] = {}
    for member in accept_encoding.lower().split(b","):
        name, *parameters = (part.strip() for part in member.split(b";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith(b"q="):
                weight = _number(parameter[2:])
        weights.setdefault({b"x-gzip": b"gzip"}.get(name, name), weight)
    others = weights.get(b"*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get(b"identity", 0.0) else IDENTITY


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def is_compressible(content_type: bytes | None, length: int) -> bool:
    """Tell whether a body gains by compression."""
    return length >= LENGTH_MIN and content_type is not None and bool(_TEXT.match(content_type))


def encoded(body: bytes, coding: bytes) -> bytes:
    """Return a body in a coding. Costs about a millisecond for 50 kB; done once, then kept."""
    large = len(body) > _LARGE
    if coding == b"br":
        return bytes(brotli.compress(body, quality=4 if large else 6))
    if coding == b"zstd":
        return zstandard.ZstdCompressor(level=3 if large else 9).compress(body)
    if coding == b"gzip":
        return gzip.compress(body, 6, mtime=0)
    return body
