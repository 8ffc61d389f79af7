"""How old a response is and how long it may be used (RFC 9111, section 4.2; RFC 5861)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from strive.platform.cache.http.directives import SECONDS_MAX, Directives, seconds
from strive.platform.cache.http.fields import Fields, date_of, has, value_of

HEURISTIC_STATUSES: Final = frozenset({200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501})
"""Statuses whose responses may be kept without saying so (RFC 9110, section 15.1)."""

_ERRORS: Final = 400  # statuses from here on: an error is no cover for another
HEURISTIC_SHARE: Final = 0.1  # of the time since the last change (RFC 9111, section 4.2.2)
HEURISTIC_MAX_S: Final = 86_400.0
_AGE = re.compile(rb"\s*([0-9]+)\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long a response may be used, in seconds of its age.

    Attributes:
        lifetime_s: Up to this age it is fresh.
        while_revalidating_s: How long after that it may be used while it is fetched anew.
        on_error_s: How long after the lifetime it may be used when it cannot be fetched; None
            leaves it to the cache, for a response that says that others may have it at all.
        forbids_stale: Whether it may never be used stale without asking.
        asks_always: Whether it may be used only after asking (`no-cache`).
    """

    lifetime_s: float
    while_revalidating_s: float
    on_error_s: float | None
    forbids_stale: bool
    asks_always: bool


def freshness_of(
    status: int, fields: Fields, directives: Directives, *, targeted: bool, now: float
) -> Freshness:
    """Return how long a response may be used by a shared cache.

    Args:
        status: Of the response.
        fields: Of the response.
        directives: Those the cache obeys.
        targeted: Whether they come from a field meant for this cache, so that `Expires` is not
            asked.
        now: Unix time at which the response was received, in seconds.
    """
    revalidating = seconds(directives, "stale-while-revalidate")
    on_error = seconds(directives, "stale-if-error")
    explicit = "must-revalidate" in directives or "proxy-revalidate" in directives
    # s-maxage asks for validation too, unless the origin itself says how long stale will do.
    implied = "s-maxage" in directives and revalidating is None and on_error is None
    is_for_all = not directives.keys().isdisjoint({"public", "max-age", "s-maxage"}) or (
        not targeted and has(fields, b"expires")
    )
    unsaid = None if is_for_all and status < _ERRORS else 0.0
    return Freshness(
        lifetime_s=_lifetime(status, fields, directives, targeted=targeted, now=now),
        while_revalidating_s=0.0 if explicit else float(revalidating or 0),
        on_error_s=unsaid if on_error is None else float(on_error),
        forbids_stale=explicit or implied,
        asks_always="no-cache" in directives and not directives["no-cache"],
    )


def _lifetime(
    status: int, fields: Fields, directives: Directives, *, targeted: bool, now: float
) -> float:
    for name in ("s-maxage", "max-age"):
        if (stated := seconds(directives, name)) is not None:
            return float(stated)
    if targeted:
        return 0.0
    date = date_of(fields, b"date")
    if has(fields, b"expires"):
        expires = date_of(fields, b"expires")
        return 0.0 if expires is None else max(0.0, expires - (now if date is None else date))
    modified = date_of(fields, b"last-modified")
    if modified is None or not (status in HEURISTIC_STATUSES or "public" in directives):
        return 0.0
    since = (now if date is None else date) - modified
    return min(max(0.0, since * HEURISTIC_SHARE), HEURISTIC_MAX_S)


def initial_age(fields: Fields, *, requested: float, received: float) -> float:
    """Return the age of a response when it arrives, in seconds (RFC 9111, section 4.2.3).

    `requested` and `received` are Unix times of this cache.
    """
    date = date_of(fields, b"date")
    apparent = 0.0 if date is None else max(0.0, received - date)
    return max(apparent, stated_age(fields) + max(0.0, received - requested))


def stated_age(fields: Fields) -> float:
    """Return the first number of `Age`; 0 when there is none that can be read."""
    value = value_of(fields, b"age")
    match = _AGE.match(value) if value else None
    return float(min(int(match[1][:11]), SECONDS_MAX)) if match else 0.0
