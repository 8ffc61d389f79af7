"""Fetches within fetches: one that would wait for itself is told so, instead of waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from typing import Any

_within: ContextVar[tuple[asyncio.Task[Any], ...]] = ContextVar("fetches_within", default=())


class NeedsItself(RuntimeError):
    """A value cannot be fetched, for its fetch asks for it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"to be fetched, this value needs itself: {key!r}")


@contextmanager
def fetching() -> Iterator[None]:
    """Take what is asked for in the block as needed by the task that runs it."""
    task = asyncio.current_task()
    token = _within.set((*_within.get(), task)) if task is not None else None
    try:
        yield
    finally:
        if token is not None:
            _within.reset(token)


def require_no_circle(task: asyncio.Task[Any], key: str) -> None:
    """Raise `NeedsItself` where waiting for a task would never end."""
    if task in _within.get():
        raise NeedsItself(key)


def apart() -> Context:
    """Return a context for a task that nobody waits for."""
    context = copy_context()
    context.run(_within.set, ())
    return context
