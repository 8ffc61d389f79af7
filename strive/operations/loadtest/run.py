"""A whole load test: look around, send readers, hold connections, judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct

from strive.kit.clock import Clock
from strive.operations.loadtest.crowd import Crowd
from strive.operations.loadtest.holding import hold
from strive.operations.loadtest.k6 import find_k6, send_readers
from strive.operations.loadtest.mix import requests_of
from strive.operations.loadtest.readers import Readers
from strive.operations.loadtest.survey import survey
from strive.operations.loadtest.target import Target
from strive.operations.loadtest.targets import Verdict, verdicts_of
from strive.operations.machine import machine

REQUESTS: Final = 10_000  # of the crowd, then the same again

Progress = Callable[[str, float], None]


class Options(Struct, frozen=True, kw_only=True):
    """What is to be tried.

    Attributes:
        rate: Readers a second.
        duration_s: For how long, in each phase.
        warm_s: How long caches may warm before.
        connections: How many are held open; 0 leaves that phase out.
        connection_rate: Requests a second over them.
    """

    rate: int
    duration_s: float
    warm_s: float
    connections: int
    connection_rate: float


class Outcome(Struct, frozen=True, rename="camel", kw_only=True):
    """What a load test has shown of a site, when and where."""

    url: str
    machine: str
    at: datetime
    verdicts: list[Verdict]
    readers: Readers
    crowd: Crowd | None


async def measure(target: Target, options: Options, *, clock: Clock, progress: Progress) -> Outcome:
    """Test a site; raises what `survey`, `send_readers` and `hold` do."""
    find_k6()
    at = clock.now()
    progress("look around", 0.0)
    mix = await survey(target)
    readers = await send_readers(
        target,
        mix,
        rate=options.rate,
        warm_s=options.warm_s,
        duration_s=options.duration_s,
        progress=progress,
    )
    crowd = None
    if options.connections:
        crowd = await hold(
            target,
            requests_of(mix, target, REQUESTS),
            connections=options.connections,
            rate=options.connection_rate,
            warm_s=options.warm_s,
            duration_s=options.duration_s,
            progress=progress,
        )
    return Outcome(
        url=target.url,
        machine=machine(),
        at=at,
        verdicts=verdicts_of(readers, crowd),
        readers=readers,
        crowd=crowd,
    )
