"""What a measurement comes to: percentiles, shares, and how they went over time; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

PARTS = 20  # of a phase, for plots of how it went


class Latency(Struct, frozen=True, rename="camel"):
    """How long answers took, in milliseconds."""

    count: int = 0
    p50: float = 0.0
    p75: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    max: float = 0.0

    @classmethod
    def of(cls, values: Iterable[float]) -> Latency:
        """Return the percentiles of measured times."""
        ordered = sorted(values)
        if not ordered:
            return cls()
        p50, p75, p95, p99 = (percentile(ordered, share) for share in (0.50, 0.75, 0.95, 0.99))
        return cls(count=len(ordered), p50=p50, p75=p75, p95=p95, p99=p99, max=ordered[-1])


class Moment(Struct, frozen=True, rename="camel"):
    """A part of a phase: when it ended, in seconds, how many a second were answered, how fast."""

    at_s: float
    per_second: float
    p50: float
    p95: float
    p99: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the least of ordered values that is not below a share of them (nearest rank)."""
    rank = -(-len(ordered) * round(share * 100) // 100)
    return ordered[max(rank, 1) - 1]


def moments(due_s: Sequence[float], took_ms: Sequence[float], duration_s: float) -> list[Moment]:
    """Return how a phase went, from when each request was due and how long it took."""
    part_s = duration_s / PARTS
    parts: list[list[float]] = [[] for _ in range(PARTS)]
    for due, took in zip(due_s, took_ms, strict=True):
        parts[min(int(due / part_s), PARTS - 1)].append(took)
    return [_moment((place + 1) * part_s, part_s, times) for place, times in enumerate(parts)]


def _moment(at_s: float, part_s: float, times: list[float]) -> Moment:
    found = Latency.of(times)
    return Moment(at_s, found.count / part_s, found.p50, found.p95, found.p99)
