"""How much a demo is; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

DAYS: Final = 30
HOURS: Final = DAYS * 24
MONTH: Final = timedelta(days=DAYS)
BLOCK: Final = 1_000  # people written at once


@dataclass(frozen=True, slots=True)
class Scale:
    """A size of demo by its number of users; the rest is in proportion (CAP-1)."""

    name: str
    users: int

    @property
    def subscribers(self) -> int:
        """People who get the newsletter."""
        return self.users

    @property
    def posts(self) -> int:
        """Published posts."""
        return self.users // 100

    @property
    def authors(self) -> int:
        """People who wrote them."""
        return min(max(self.posts // 50, 4), 60)

    @property
    def events(self) -> int:
        """What was noticed of readers in a month."""
        return self.users * 12


SCALES: Final = {
    scale.name: scale
    for scale in (Scale("10k", 10_000), Scale("100k", 100_000), Scale("1m", 1_000_000))
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demo consists of: the same plan makes the same texts, people and events.

    Attributes:
        scale: How much.
        seed: Which of all demos of that size.
        until: When its month ends; nothing in it is later.
    """

    scale: Scale
    seed: int
    until: datetime

    @property
    def since(self) -> datetime:
        """When its month of events begins."""
        return self.until - MONTH

    def lot(self, *of: object) -> str:
        """Name what a random generator of one part begins with."""
        return "/".join(map(str, (self.seed, *of)))
