"""An invitation as it is kept; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, field

from strive.accounts.role import Role

VALID_FOR: Final = timedelta(days=1)
SECRET_BYTES: Final = 32


class Invitation(Struct, frozen=True, rename="camel", kw_only=True):
    """A link that lets somebody in once. `digest` is the SHA-256 of the secret in it.

    `user_id` is "" for the first administrator, whose account is made when the link is used.
    """

    id: str = field(name="_id")
    digest: str
    user_id: str
    role: Role
    email: str = ""
    name: str = ""
    created_at: datetime
    expires_at: datetime

    @property
    def is_for_first_administrator(self) -> bool:
        """Tell whether it opens a publication that nobody administers yet."""
        return not self.user_id
