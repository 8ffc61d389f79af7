"""What the RFCs leave to a cache to decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from strive.platform.cache.asked import TRACKING

MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Policy:
    """Decisions of one page cache.

    Attributes:
        name: In `Cache-Status`, a token.
        targets: Fields that beat `Cache-Control` for this cache (RFC 9213), the first valid one.
        ignored_parameters: Names of query parameters that do not make another page; the
            application still gets them.
        hosts: The only hosts whose responses are stored; None for any.
        entry_bytes: The longest body that is stored.
        store_cookies: Whether a response that sets cookies is stored with them.
        stale_if_error_s: How long something stale that may be kept, and does not say itself how
            long it will do, serves when the application fails.
        patience_s: How long a slow application is waited for when there is something stale that
            could serve instead; the fetch goes on.
        wait_s: How long a request waits for another that fetches the same.
        unshareable_s: How long it is remembered that waiting is in vain.
        background_max: How many responses are fetched at once that nobody waits for.
        background_s: How long one such fetch may take.
        of_one_answer: Fields that tell about one answer only (such as its request's id): sent
            with it, not stored.
    """

    name: str = "Strive"
    targets: tuple[bytes, ...] = (b"cdn-cache-control",)
    ignored_parameters: re.Pattern[bytes] | None = TRACKING
    hosts: frozenset[bytes] | None = None
    entry_bytes: int = 2 * MEBIBYTE
    store_cookies: bool = False
    stale_if_error_s: float = 86_400.0
    patience_s: float = 1.5
    wait_s: float = 10.0
    unshareable_s: float = 30.0
    background_max: int = 32
    background_s: float = 60.0
    of_one_answer: frozenset[bytes] = frozenset()


DEFAULT: Final = Policy()
