"""The `Cache-Status` field: what a cache did about a request (RFC 9211)."""

from __future__ import annotations

from typing import Final

HIT: Final = "hit"


def cache_status(  # noqa: PLR0913 - the parameters of the field
    cache: str,
    *,
    fwd: str = "",
    fwd_status: int = 0,
    ttl_s: int | None = None,
    stored: bool = False,
    collapsed: bool = False,
    key: str = "",
    detail: str = "",
) -> bytes:
    """Return a member of `Cache-Status`; without `fwd` it is a hit.

    Args:
        cache: The name of the cache, a token.
        fwd: Why the request went on to the origin, such as `uri-miss` or `stale`.
        fwd_status: What the origin answered.
        ttl_s: How long the response stays fresh, negative when it is stale.
        stored: Whether the response was stored.
        collapsed: Whether the request waited for another's answer.
        key: The cache key, shown to operators.
        detail: More, shown to operators.
    """
    parts = [cache, f"fwd={fwd}" if fwd else HIT]
    if fwd_status:
        parts.append(f"fwd-status={fwd_status}")
    if ttl_s is not None:
        parts.append(f"ttl={ttl_s}")
    if stored:
        parts.append("stored")
    if collapsed:
        parts.append("collapsed")
    if key:
        parts.append(f"key={_string(key)}")
    if detail:
        parts.append(f"detail={_string(detail)}")
    return "; ".join(parts).encode("ascii")


def _string(text: str) -> str:
    shown = "".join(char if " " <= char <= "~" else "?" for char in text)
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
