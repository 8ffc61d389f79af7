"""What limits count in this process."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import msgspec

WHO_MAX: Final = 200
NEAR: Final = 0.8  # of the quota


class PolicyCounters(msgspec.Struct, rename="camel"):
    """Requests by what a policy said of them, since the start of the process.

    Attributes:
        admitted: Let through.
        near_limit: Of these, those after which 80 % of the quota or more was used.
        refused: Turned away.
        from_memory: Of the refused, those for whom Valkey was not asked: known to be blocked.
        shadow_refused: Let through because the policy is in shadow.
        without_valkey: Decided by this process alone.
    """

    admitted: int = 0
    near_limit: int = 0
    refused: int = 0
    from_memory: int = 0
    shadow_refused: int = 0
    without_valkey: int = 0


class Most:
    """The most frequent of many (policy, who), in bounded memory.

    Space saving (Metwally, Agrawal, El Abbadi, ICDT 2005): a newcomer takes the place and the
    count of the rarest, so a count may be too high by what that had, and never too low.
    """

    def __init__(self, size: int = WHO_MAX) -> None:
        self._size = size
        self._counts: dict[tuple[str, str], int] = {}

    def note(self, policy: str, who: str) -> None:
        """Count one more."""
        key = policy, who
        counts = self._counts
        if key not in counts and len(counts) >= self._size:
            rarest = min(counts, key=counts.__getitem__)
            counts[key] = counts.pop(rarest)
        counts[key] = counts.get(key, 0) + 1

    def top(self, count: int) -> list[tuple[str, str, int]]:
        """Return policy, who and how often, the most frequent first."""
        found = sorted(self._counts.items(), key=lambda item: -item[1])
        return [(policy, who, number) for (policy, who), number in found[:count]]


@dataclass(slots=True)
class Counters:
    """Counters by policy, of the lists, and of who is limited most."""

    policies: defaultdict[str, PolicyCounters] = field(
        default_factory=lambda: defaultdict(PolicyCounters)
    )
    denied: int = 0
    allowed: int = 0
    limited: Most = field(default_factory=Most)
