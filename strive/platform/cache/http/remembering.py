"""Remembering what pure functions return, without letting strangers fill the memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

T = TypeVar("T")

LENGTH_MAX: Final = 512  # of header values that are remembered; real ones are shorter


def remembered(entries: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Return a decorator for functions of bytes: so many of the last results are kept.

    What is longer than `LENGTH_MAX` is worked out each time.
    """

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        cached = lru_cache(entries)(function)

        @wraps(function)
        def call(*values: bytes) -> T:
            short = sum(map(len, values)) <= LENGTH_MAX
            return cached(*values) if short else function(*values)

        return call

    return decorate
