"""The API token as it is kept; pure."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from strive.accounts.principal import Scope


class Token(Struct, frozen=True, rename="camel", kw_only=True):
    """A credential of a program. `digest` is the SHA-256 of its secret, in hexadecimal.

    `made_by` is the id of the user who made it, "" for one made by a command: it may never do more
    than its maker may now. `last_used_at` is exact to some minutes, for not each use is written.
    """

    id: str = field(name="_id")
    name: str
    digest: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    made_by: str = ""

    def is_good(self, now: datetime) -> bool:
        """Tell whether it has not expired."""
        return self.expires_at is None or now < self.expires_at
