"""How long what is held is held, for programs: what `Holding.kept` says in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any


class By(StrEnum):
    """What sees to it that the time is kept."""

    EXPIRY = "expiry"  # the store itself: a TTL index of MongoDB, a TTL of Valkey
    JOB = "job"  # `privacy.retain`


@dataclass(frozen=True, slots=True)
class End:
    """When entries of a store go.

    Attributes:
        after: How long they are held at most.
        since: The field with the time from which it counts, "" in a store without fields; where
            the field says when it is over already, as `expiresAt`, `after` tells what it allows.
        by: What removes them.
        only: Which entries it is about, as MongoDB finds them; all of them if empty.
    """

    after: timedelta
    since: str
    by: By = By.EXPIRY
    only: Mapping[str, Any] = field(default_factory=dict)


def in_words(time: timedelta) -> str:
    """Return a time as `Holding.kept` says it: "30 days", "a day", "an hour"."""
    units = (("day", "a", 86_400), ("hour", "an", 3_600), ("minute", "a", 60))
    for unit, article, seconds in units:
        number, rest = divmod(int(time.total_seconds()), seconds)
        if number and not rest:
            return f"{article} {unit}" if number == 1 else f"{number} {unit}s"
    return f"{int(time.total_seconds())} seconds"
