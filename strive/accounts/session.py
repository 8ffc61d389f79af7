"""A session as it is kept; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, field

IDLE_MAX: Final = timedelta(hours=24)  # CA-3
REMEMBERED_IDLE_MAX: Final = timedelta(days=30)
AGE_MAX: Final = timedelta(days=30)
SECRET_BYTES: Final = 32


class Session(Struct, frozen=True, rename="camel", kw_only=True):
    """Somebody signed in with a browser. `digest` is the SHA-256 of the secret in its cookie.

    `address` is cut off so far that it names no person; `last_seen_at` is exact to some minutes.
    One that `needs_second_factor` is half a session until it `has_second_factor`.
    """

    id: str = field(name="_id")
    digest: str
    user_id: str
    device: str
    address: str
    created_at: datetime
    authenticated_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_remembered: bool = False
    has_second_factor: bool = False
    needs_second_factor: bool = False

    @property
    def is_complete(self) -> bool:
        """Tell whether every factor the user has was shown."""
        return self.has_second_factor or not self.needs_second_factor

    @property
    def idle_max(self) -> timedelta:
        """How long it lives unused."""
        return REMEMBERED_IDLE_MAX if self.is_remembered else IDLE_MAX

    @property
    def cookie_lasts(self) -> timedelta | None:
        """How long a browser is to keep it; None: until it is closed."""
        return REMEMBERED_IDLE_MAX if self.is_remembered else None

    def is_good(self, now: datetime) -> bool:
        """Tell whether it has neither expired nor been left alone for too long."""
        return now < self.expires_at and now - self.last_seen_at < self.idle_max
