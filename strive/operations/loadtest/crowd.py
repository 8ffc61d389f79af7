"""What became of a phase of many readers at once; pure."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from strive.operations.loadtest.figures import Latency, Moment

_OK: Final = 200


class Crowd(Struct, frozen=True, rename="camel", kw_only=True):
    """What became of a phase of open connections.

    Attributes:
        wanted: How many connections were to be open.
        opened: How many were, all at one time.
        unopened: Why others were not, by reason.
        rate: How many requests a second were to arrive.
        duration_s: For how long they did.
        latency: Of answers, from when their request was due.
        statuses: How many answers had each status.
        failures: Requests without an answer, by reason.
        dropped: Requests that were due while no connection was free.
        reopened: Connections the site had ended while nothing was asked over them.
        hit_rate: The share of answers a cache gave, of those that say; None if none does.
        received_bytes: All that came in.
        late_ms: How far behind its own schedule this client was, at most.
        moments: How it went.
    """

    wanted: int
    opened: int
    unopened: dict[str, int]
    rate: float
    duration_s: float
    latency: Latency
    statuses: dict[int, int]
    failures: dict[str, int]
    dropped: int
    reopened: int
    hit_rate: float | None
    received_bytes: int
    late_ms: float
    moments: list[Moment]

    @property
    def answered(self) -> int:
        """How many requests were answered as they should be."""
        return self.statuses.get(_OK, 0)

    @property
    def failed(self) -> int:
        """How many were not."""
        return sum(self.statuses.values()) - self.answered + sum(self.failures.values())

    @property
    def per_second(self) -> float:
        """Good answers a second."""
        return self.answered / self.duration_s if self.duration_s else 0.0
