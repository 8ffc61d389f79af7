"""What all ways of coming in share, made once and handed to each use case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from strive.accounts.audit import Audit
from strive.accounts.hashing import Hashing
from strive.accounts.letters import Letters
from strive.accounts.links import Links
from strive.accounts.password import checked_password
from strive.accounts.sessions import Sessions
from strive.accounts.store.credentials import CredentialStore
from strive.accounts.users import Users
from strive.kit.clock import Clock
from strive.platform.outbox import Outbox

SiteName = Callable[[], Awaitable[str]]
"""Tells how the publication is called now."""


@dataclass(frozen=True, slots=True)
class Means:
    """Who is there and how they are known, how they are written to, and what is noted of it."""

    users: Users
    sessions: Sessions
    credentials: CredentialStore
    hashing: Hashing
    links: Links
    letters: Letters
    audit: Audit
    outbox: Outbox
    clock: Clock
    site: SiteName

    async def check_password(self, password: str, name: str, email: str) -> None:
        """Accept a password somebody chooses; raises `PasswordInvalid`."""
        checked_password(password, about=[await self.site(), name, email])
