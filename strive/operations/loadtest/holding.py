"""Many readers at once: connections kept open, requests that arrive over them at a constant rate.

Arrivals do not wait for answers (an open model), and an answer's time counts from when its
request was due, so that neither a slow site nor a slow client makes the figures look better.
k6 takes some 0.3 ms of CPU a request, and 0.3 MB a reader; this takes a tenth of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from strive.operations.loadtest.crowd import Crowd
from strive.operations.loadtest.errors import TooFewFiles
from strive.operations.loadtest.phase import Phase
from strive.operations.loadtest.target import Target
from strive.platform.web.connections import raise_descriptor_limit

_RESERVED_FILES: Final = 128


async def hold(  # noqa: PLR0913 - what a phase consists of
    target: Target,
    requests: Sequence[bytes],
    *,
    connections: int,
    rate: float,
    warm_s: float = 0.0,
    duration_s: float,
    progress: Callable[[str, float], None],
) -> Crowd:
    """Hold connections open, and ask over them in turn.

    Args:
        target: The site.
        requests: Whole requests, asked one after the other, again and again.
        connections: How many.
        rate: Requests a second, over all of them.
        warm_s: How long everything may be asked for once before, for caches to have it.
        duration_s: For how long.
        progress: Told what is done, and the share of it that is.

    Raises:
        TooFewFiles: A process may not open so many.
        NoSite: Not one could be opened.
    """
    allowed = raise_descriptor_limit(connections + _RESERVED_FILES)
    if allowed < connections + _RESERVED_FILES:
        raise TooFewFiles(
            f"{connections:,} connections need as many open files, and a process may have "
            f"{allowed:,} here. Raise that (ulimit -n), or take fewer: --connections"
        )
    phase = Phase(target)
    try:
        await phase.open(connections, progress)
        await phase.warm(requests, warm_s, progress)
        return await phase.ask(requests, rate, duration_s, progress)
    finally:
        phase.close()
