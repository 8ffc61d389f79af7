"""Whether a stored response may answer a request (RFC 9111, section 4; RFC 5861)."""

from __future__ import annotations

from enum import Enum

from strive.platform.cache.asked import Asked
from strive.platform.cache.http.directives import seconds
from strive.platform.cache.purges import State
from strive.platform.cache.stored import Stored


class Verdict(Enum):
    """What may be done with a stored response."""

    FRESH = "fresh"
    STALE = "stale-accepted"  # the asker takes it as it is
    STALE_WHILE_REVALIDATING = "stale-while-revalidate"
    ASK = "stale"  # the origin has to be asked first
    ASKED_FOR_NEW = "request"  # the asker wants the origin to be asked


def judge(stored: Stored, asked: Asked, state: State, now: float) -> Verdict:
    """Return what may be done; `now` is on the clock of ages, in seconds."""
    remaining_s = stored.fresh_until - now
    if _wants_other(stored, asked, remaining_s, now):
        return Verdict.ASKED_FOR_NEW
    if stored.freshness.asks_always or state is not State.CURRENT:
        return Verdict.ASK
    if remaining_s > 0:
        return Verdict.FRESH
    if _takes_stale(asked, -remaining_s) and not stored.freshness.forbids_stale:
        return Verdict.STALE
    if -remaining_s < stored.freshness.while_revalidating_s:
        return Verdict.STALE_WHILE_REVALIDATING
    return Verdict.ASK


def may_serve_on_error(stored: Stored, state: State, now: float, on_error_s: float) -> bool:
    """Tell whether a stale response is better than none.

    `on_error_s` holds for responses that do not say themselves.
    """
    if stored.freshness.forbids_stale or stored.freshness.asks_always or state is State.GONE:
        return False
    stated_s = stored.freshness.on_error_s
    lasts_s = on_error_s if stated_s is None else stated_s
    return lasts_s > 0 and now - stored.fresh_until <= lasts_s


def _wants_other(stored: Stored, asked: Asked, remaining_s: float, now: float) -> bool:
    directives = asked.directives
    if not directives:
        return False
    if "no-cache" in directives:
        return True
    age_max_s = seconds(directives, "max-age")
    if age_max_s is not None and now - stored.born > age_max_s - (age_max_s == 0):
        return not _takes_stale(asked, now - stored.born - age_max_s)
    return "min-fresh" in directives and remaining_s < (seconds(directives, "min-fresh") or 0)


def _takes_stale(asked: Asked, stale_s: float) -> bool:
    if "max-stale" not in asked.directives:
        return False
    if asked.directives["max-stale"] is None:
        return True
    return stale_s <= (seconds(asked.directives, "max-stale") or 0)
