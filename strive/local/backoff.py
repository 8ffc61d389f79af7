"""How long to wait before starting again what keeps ending."""

from __future__ import annotations

import random

FIRST_S = 0.25
LONGEST_S = 30.0
STABLE_S = 60.0  # what ran this long is taken to be well again


def delay_s(failures: int) -> float:
    """Give the wait after a number of failures in a row: doubling, capped, with jitter.

    Jitter keeps processes that failed together from starting together (half to all of the wait).
    """
    doublings = min(failures, 32)
    whole = min(LONGEST_S, FIRST_S * 2.0**doublings)
    return whole * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, nothing secret
