"""How one value of the data cache is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from strive.platform.cache.lifetimes import ABSENT

STALE_S: Final = 86_400.0
HARD_TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Rules:
    """How one value is kept.

    Attributes:
        ttl_s: How long it is used.
        absent_ttl_s: How long None is.
        stale_s: How long after that it serves when it cannot be fetched.
        soft_timeout_s: After how long something stale serves while the fetch goes on; None waits.
        hard_timeout_s: After how long a fetch is given up.
        shared: Whether processes share it through Valkey.
    """

    ttl_s: float
    absent_ttl_s: float = ABSENT
    stale_s: float = STALE_S
    soft_timeout_s: float | None = None
    hard_timeout_s: float = HARD_TIMEOUT_S
    shared: bool = True
