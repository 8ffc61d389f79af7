"""What happens to accounts, for whoever follows up on it; written in the transaction of it."""

from __future__ import annotations

from typing import ClassVar

from strive.platform.outbox import Event


class SessionsEnded(Event, frozen=True, kw_only=True):
    """Sessions are over, or stand for somebody with other rights; `id` names the occurrence."""

    topic: ClassVar[str] = "sessions.ended"
    id: str
    digests: tuple[str, ...]

    @property
    def key(self) -> str:
        """One occurrence is one change."""
        return self.id
