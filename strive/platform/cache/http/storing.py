"""Which responses a shared cache may store (RFC 9111, section 3), and what of them."""

from __future__ import annotations

from typing import Final

from strive.platform.cache.http.directives import Directives, listed_fields
from strive.platform.cache.http.fields import HOP_BY_HOP, Fields, has, members_of, without
from strive.platform.cache.http.freshness import HEURISTIC_STATUSES

_FINAL: Final = 200
_NOT_MODIFIED: Final = 304
_LIFETIMES: Final = frozenset({b"expires", b"pragma", b"surrogate-control", b"x-accel-expires"})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_UNDERSTOOD: Final = HEURISTIC_STATUSES | {201, 202, 205, 302, 303, 307, 400, 401, 403, 500}
_UNDERSTOOD_ALSO: Final = frozenset({402, 406, 407, 408, 409, 411, 412, 413, 415, 416, 417})
_UNDERSTOOD_ERRORS: Final = frozenset({421, 422, 426, 428, 429, 431, 451, 502, 503, 504, 505})
_STATUSES: Final = _UNDERSTOOD | _UNDERSTOOD_ALSO | _UNDERSTOOD_ERRORS

_FOR_EVERYBODY: Final = frozenset({"public", "must-revalidate", "s-maxage"})
_NEVER: Final = frozenset({b"age", b"cache-status", b"ratelimit", b"ratelimit-policy"})
"""Fields that are about one answer, not about what was answered."""


def why_not_stored(
    status: int, fields: Fields, directives: Directives, *, authorized: bool, with_cookies: bool
) -> str:
    """Return why a response to GET may not be stored, "" when it may.

    Args:
        status: Of the response.
        fields: Of the response.
        directives: Those the cache obeys.
        authorized: Whether the request had `Authorization`.
        with_cookies: Whether responses that set cookies are stored with them.
    """
    reasons = {
        "status": status < _FINAL or status == _NOT_MODIFIED,
        "must-understand": "must-understand" in directives and status not in _STATUSES,
        "private": "private" in directives and not directives["private"],
        "vary": b"*" in members_of(fields, b"vary"),
        "set-cookie": not with_cookies and _sets_cookie(fields, directives),
        "authorization": authorized and not directives.keys() & _FOR_EVERYBODY,
        "no-store": "no-store" in directives and "must-understand" not in directives,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def is_redirect(status: int) -> bool:
    """Tell whether a status leads elsewhere."""
    return status in _REDIRECTS


def _sets_cookie(fields: Fields, directives: Directives) -> bool:
    """Tell whether cookies are set that the origin did not name as not to be stored."""
    return has(fields, b"set-cookie") and b"set-cookie" not in fields_of_one(directives)


def stored_fields(fields: Fields, directives: Directives) -> Fields:
    """Return the fields of a response that a cache keeps (RFC 9111, section 3.1)."""
    left_out = HOP_BY_HOP | _NEVER
    left_out |= {member.lower() for member in members_of(fields, b"connection")}
    return without(fields, left_out | fields_of_one(directives))


def without_lifetimes(fields: Fields) -> Fields:
    """Return the fields but those that tell any cache, here or in front, how long to keep it."""
    return [
        (name, value)
        for name, value in fields
        if not name.endswith(b"cache-control") and name not in _LIFETIMES
    ]


def fields_of_one(directives: Directives) -> frozenset[bytes]:
    """Return the fields that are for whoever asked the origin, and for nobody after."""
    return listed_fields(directives, "no-cache") | listed_fields(directives, "private")
