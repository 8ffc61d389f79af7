"""What happened, written down together with the change that made it happen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, rename="camel"):
    """Base of all events; a subclass sets `topic` and says what makes an occurrence unique.

    What is said of one that `is_personal` is kept until it is delivered or given up, no longer.
    """

    topic: ClassVar[str]
    is_personal: ClassVar[bool] = False

    @property
    def key(self) -> str:
        """Identify this occurrence: the same change written twice gives the same key."""
        raise NotImplementedError(f"{type(self).__name__} must say what makes it unique")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry on its way to one handler.

    `id` is the same in every attempt, so a handler (or the system behind it) can tell a repeat.
    `token` grows with each claim: a write guarded by it cannot come from a forgotten attempt.
    """

    id: str
    topic: str
    handler: str
    payload: Any
    attempt: int
    token: int


Handler = Callable[[Delivery], Awaitable[None]]


class RetryLater(Exception):
    """Raised by a handler: not now; ask again after `after_s` seconds, or by the usual back-off."""

    def __init__(self, reason: str, *, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class GiveUp(Exception):
    """Raised by a handler: no repeat can help; keep the entry as failed, with the reason."""
