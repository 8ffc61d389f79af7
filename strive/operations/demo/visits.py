"""Events of the demo's month: visits of readers, hour by hour, as documents; pure.

The fields are the seed's. Popularity is skewed as it is (Zipf over posts), days have their
evenings and weeks their Sundays, and an hour's events do not depend on those of another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final

from strive.kit.clock import to_millisecond
from strive.operations.demo.people import COUNTRIES, user_id
from strive.operations.demo.scale import HOURS, Plan

PREFIX: Final = "demo."

_HOUR: Final = timedelta(hours=1)
_BY_HOUR: Final = (3, 2, 1, 1, 1, 2, 4, 7, 9, 9, 9, 10, 11, 10, 9, 9, 9, 10, 11, 12, 13, 12, 9, 6)
_BY_DAY: Final = (10, 10, 10, 10, 9, 7, 8)  # from Monday
_SIGNED_IN: Final = 0.4
_VIEWS_MEAN: Final = 3.0
_PAUSE_MEAN_S: Final = 75.0
_FRONT: Final = ("/", "/blog", "/newsletter")
_DEVICES: Final = ("phone", "desktop", "tablet")
_DEVICE_SHARES: Final = (61, 34, 5)
_REFERRERS: Final = ("", "search.example", "social.example", "news.example", "mail.example")
_REFERRER_SHARES: Final = (38, 34, 14, 6, 8)
_BESIDES: Final = ("scroll", "outbound_click", "search", "newsletter_signup", "share")
_BESIDES_SHARES: Final = (60, 20, 10, 4, 6)

Document = dict[str, Any]


def counts_by_hour(plan: Plan) -> list[int]:
    """Return how many events each hour of the month has; all together they are the scale's."""
    starts = (start_of(plan, hour) for hour in range(HOURS))
    weights = [_BY_HOUR[start.hour] * _BY_DAY[start.weekday()] for start in starts]
    total, events = sum(weights), plan.scale.events
    until = [events * weight // total for weight in accumulate(weights)]
    return [later - sooner for sooner, later in zip([0, *until], until, strict=False)]


def start_of(plan: Plan, hour: int) -> datetime:
    """Return when an hour of the month begins."""
    return plan.since + _HOUR * hour


def months(plan: Plan) -> list[datetime]:
    """Return a moment of each month of the calendar that the demo's month has a part of."""
    starts = (start_of(plan, hour) for hour in range(HOURS))
    return list({(start.year, start.month): start for start in starts}.values())


def events(plan: Plan, hour: int, count: int, paths: Sequence[str]) -> Iterator[Document]:
    """Make the events of an hour, visit by visit.

    Args:
        plan: Of which demo.
        hour: Which hour of its month, from 0.
        count: How many events.
        paths: Of the posts, the most popular first.
    """
    chance = Random(plan.lot("events", hour))  # noqa: S311 - repeatable, not secret
    start = start_of(plan, hour)
    made = 0
    while made < count:
        for event in _visit(plan, chance, start, paths):
            yield {"_id": f"{PREFIX}{hour:03}.{made:06}", **event}
            made += 1
            if made == count:
                return


def _visit(plan: Plan, chance: Random, start: datetime, paths: Sequence[str]) -> Iterator[Document]:
    """Make one visit within an hour: a page, perhaps more, and what was done there."""
    second = chance.random() * 3_600
    session = f"{chance.getrandbits(80):020x}"
    user = None
    if chance.random() < _SIGNED_IN:
        user = user_id(plan, int(plan.scale.users * chance.random() ** 1.5))
    device = chance.choices(_DEVICES, _DEVICE_SHARES)[0]
    country = COUNTRIES[int(len(COUNTRIES) * chance.random() ** 2)]
    referrer = chance.choices(_REFERRERS, _REFERRER_SHARES)[0]
    while second < 3_600:  # noqa: PLR2004 - an hour
        path = _page(chance, paths)
        data = {"path": path, "referrer": referrer, "device": device, "country": country}
        yield _event(user, "page_view", start, second, session, data)
        if chance.random() < 0.5:  # noqa: PLR2004 - every other
            kind = chance.choices(_BESIDES, _BESIDES_SHARES)[0]
            second += chance.random() * 20
            yield _event(user, kind, start, min(second, 3_599.9), session, {"path": path})
        if chance.random() < 1 / _VIEWS_MEAN:
            return
        second += chance.expovariate(1 / _PAUSE_MEAN_S)
        referrer = ""


def _event(  # noqa: PLR0913, PLR0917 - the fields of an event
    user: str | None,
    kind: str,
    start: datetime,
    second: float,
    session: str,
    data: dict[str, str],
) -> Document:
    return {
        "userId": user,
        "eventType": kind,
        "timestamp": to_millisecond(start + timedelta(seconds=second)),
        "sessionId": session,
        "data": data,
    }


def _page(chance: Random, paths: Sequence[str]) -> str:
    """Return where somebody reads: a post mostly, the first of them by far the most often."""
    if chance.random() < 0.2:  # noqa: PLR2004 - a share
        return chance.choice(_FRONT)
    return paths[int(math.exp(chance.random() * math.log(len(paths) + 1))) - 1]
