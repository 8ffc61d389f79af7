"""Readers who arrived at a constant rate, as k6 tells of them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from strive.operations.loadtest.figures import PARTS, Latency, Moment
from strive.operations.loadtest.mix import Mix

OUTCOMES: Final = ("ok", "limited", "refused", "failed", "unexpected", "unanswered")
SCENARIO: Final = "readers"
STATS: Final = ("count", "p(50)", "p(75)", "p(95)", "p(99)", "max")


class Readers(Struct, frozen=True, rename="camel", kw_only=True):
    """What became of a phase of readers who arrive.

    Attributes:
        rate: How many a second were to arrive.
        duration_s: For how long they did.
        latency: How long whole answers took.
        first_byte: How long until they began.
        by_kind: How long whole answers took, by kind of request.
        outcomes: How many answers were of each of `OUTCOMES`.
        dropped: Readers who did not come, because too many were still waiting.
        hit_rate: The share of answers a cache gave, of those that say; None if none does.
        hits_by_kind: The same by kind of request.
        database_query: How long queries of the database took on average, of each answer that
            needed any.
        received_bytes: All that came in, heads included.
        moments: How it went.
    """

    rate: float
    duration_s: float
    latency: Latency
    first_byte: Latency
    by_kind: dict[str, Latency]
    outcomes: dict[str, int]
    dropped: int
    hit_rate: float | None
    hits_by_kind: dict[str, float]
    database_query: Latency
    received_bytes: int
    moments: list[Moment]

    @property
    def answered(self) -> int:
        """How many got what they asked for."""
        return self.outcomes["ok"]

    @property
    def judged(self) -> int:
        """How many came and were not held back by a rate limit."""
        return sum(self.outcomes.values()) - self.outcomes["limited"]

    @property
    def failed(self) -> int:
        """How many of these got something else, or nothing."""
        return self.judged - self.answered

    @property
    def per_second(self) -> float:
        """Good answers a second."""
        return self.answered / self.duration_s


def readers_of(summary: Mapping[str, Any], mix: Mix, rate: float, duration_s: float) -> Readers:
    """Read what k6 has found."""

    def values(metric: str, tag: str = "") -> dict[str, float]:
        found: dict[str, float] = summary.get(metric_key(metric, tag), {}).get("values", {})
        return found

    part_s = duration_s / PARTS
    hits = {kind.name: values("cache_hits", f"kind:{kind.name}") for kind in mix.kinds}
    return Readers(
        rate=rate,
        duration_s=duration_s,
        latency=_latency(values("http_req_duration")),
        first_byte=_latency(values("http_req_waiting")),
        by_kind={
            kind.name: _latency(values("http_req_duration", f"kind:{kind.name}"))
            for kind in mix.kinds
        },
        outcomes={
            outcome: int(values("answers", f"outcome:{outcome}").get("count", 0))
            for outcome in OUTCOMES
        },
        dropped=int(values("dropped_iterations").get("count", 0)),
        hit_rate=_rate(values("cache_hits")),
        hits_by_kind={
            name: share for name, found in hits.items() if (share := _rate(found)) is not None
        },
        database_query=_latency(values("database_query")),
        received_bytes=int(values("data_received").get("count", 0)),
        moments=[
            Moment((part + 1) * part_s, found.count / part_s, found.p50, found.p95, found.p99)
            for part in range(PARTS)
            for found in [_latency(values("http_req_duration", f"part:{part}"))]
        ],
    )


def metric_key(metric: str, tag: str) -> str:
    """Return how k6 names the part of a metric that is of the readers, and has a tag."""
    tags = f"scenario:{SCENARIO},{tag}" if tag else f"scenario:{SCENARIO}"
    return f"{metric}{{{tags}}}"


def _latency(values: Mapping[str, float]) -> Latency:
    count, *times = (values.get(name, 0.0) for name in STATS)
    p50, p75, p95, p99, most = times
    return Latency(count=int(count), p50=p50, p75=p75, p95=p95, p99=p99, max=most)


def _rate(values: Mapping[str, float]) -> float | None:
    """Return a share, None when nothing was counted."""
    counted = values.get("passes", 0) + values.get("fails", 0)
    return values["rate"] if counted else None
