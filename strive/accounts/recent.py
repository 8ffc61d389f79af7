"""Whoever changes what an account is entered by shows again who they are (security.md 12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from strive.accounts.principal import Principal, require_user
from strive.platform.errors import Forbidden

RECENT: Final = timedelta(minutes=10)


class ReauthenticationNeeded(Forbidden):
    """Sign in once more, or give the password again, then repeat this."""

    code = "reauthentication_needed"


def is_recent(principal: Principal, now: datetime) -> bool:
    """Tell whether somebody has shown a credential within ten minutes."""
    shown = principal.authenticated_at
    return shown is not None and now - shown < RECENT


def require_recent(principal: Principal | None, now: datetime) -> Principal:
    """Let only somebody pass who has just shown a credential.

    Raises:
        Unauthenticated, Forbidden: As `require_user`.
        ReauthenticationNeeded: It is longer ago.
    """
    user = require_user(principal)
    if not is_recent(user, now):
        raise ReauthenticationNeeded("Please show once more that it is you.")
    return user
