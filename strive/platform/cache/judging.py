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


def judge(
    stored: Stored, asked: Asked, state: State, now: float, *, is_new: bool = False
) -> Verdict:
    """Return what may be done.

    Args:
        stored: What is stored.
        asked: By whom it may be used.
        state: What purges left of it.
        now: On the clock of ages, in seconds.
        is_new: Whether it was fetched while the asker waited.
    """
    if _wants_other(stored, asked, now, is_new=is_new):
        return Verdict.ASKED_FOR_NEW
    verdict = standing(stored, state, now)
    is_expired = verdict is not Verdict.FRESH and not _has_to_ask(stored, state)
    if is_expired and _takes_stale(asked, now - stored.fresh_until):
        return verdict if stored.freshness.forbids_stale else Verdict.STALE
    return verdict


def standing(stored: Stored, state: State, now: float) -> Verdict:
    """Return what may be done for somebody without wishes."""
    if _has_to_ask(stored, state):
        return Verdict.ASK
    if now < stored.fresh_until:
        return Verdict.FRESH
    if now - stored.fresh_until < stored.freshness.while_revalidating_s:
        return Verdict.STALE_WHILE_REVALIDATING
    return Verdict.ASK


def _has_to_ask(stored: Stored, state: State) -> bool:
    return stored.freshness.asks_always or state is not State.CURRENT


def may_serve_on_error(stored: Stored, state: State, now: float, on_error_s: float) -> bool:
    """Tell whether a stale response is better than none.

    `on_error_s` holds for responses that do not say themselves.
    """
    if stored.freshness.forbids_stale or stored.freshness.asks_always or state is State.GONE:
        return False
    stated_s = stored.freshness.on_error_s
    lasts_s = on_error_s if stated_s is None else stated_s
    return lasts_s > 0 and now - stored.fresh_until <= lasts_s


def _wants_other(stored: Stored, asked: Asked, now: float, *, is_new: bool) -> bool:
    directives = asked.directives
    if not directives:
        return False
    if "no-cache" in directives:
        return True
    age_max_s, age_s = seconds(directives, "max-age"), now - stored.born
    if is_new:
        age_s = int(age_s)
    elif age_max_s == 0:
        age_max_s = -1  # whatever is stored
    if age_max_s is not None and age_s > age_max_s:
        return not _takes_stale(asked, age_s - age_max_s)
    remaining_s = stored.fresh_until - now
    return "min-fresh" in directives and remaining_s < (seconds(directives, "min-fresh") or 0)


def _takes_stale(asked: Asked, stale_s: float) -> bool:
    if "max-stale" not in asked.directives:
        return False
    if asked.directives["max-stale"] is None:
        return True
    return stale_s <= (seconds(asked.directives, "max-stale") or 0)
