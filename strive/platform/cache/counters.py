"""What a cache counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Requests by how they were answered, since the start of the process.

    Attributes:
        hits: Answered from the memory of the process.
        second_level_hits: Answered from Valkey.
        stale_hits: Of the hits, those answered with something stale while it was fetched anew.
        collapsed: Answered by waiting for another request's answer.
        validated: Answered from the cache after the origin said it is still right.
        misses: Answered by the origin.
        passed: Never meant to be cached: private requests, unsafe methods.
        errors_covered: Answered with something stale because the origin failed.
    """

    hits: int = 0
    second_level_hits: int = 0
    stale_hits: int = 0
    collapsed: int = 0
    validated: int = 0
    misses: int = 0
    passed: int = 0
    errors_covered: int = 0

    @property
    def hit_rate(self) -> float:
        """The share of requests that could be cached which the origin did not have to answer."""
        without_origin = self.hits + self.second_level_hits + self.collapsed + self.errors_covered
        asked = without_origin + self.validated + self.misses
        return without_origin / asked if asked else 0.0
