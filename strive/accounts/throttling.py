"""Guessing is slow, from however many addresses and at however many accounts (security.md 5).

The limits `auth` count by address, `auth-account` by account. Beyond them an account that is tried
in vain again and again has everybody wait longer and longer, a quarter of an hour at most, so
nobody can lock somebody else out for good; and links by mail let its owner in meanwhile: asking for
one is limited by account too, but apart from guessing, and from what sends no way in.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum
from typing import Final

from starlette.requests import Request

from strive.accounts.store.failures import FailureStore
from strive.accounts.user import normalized_email
from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.errors import Invalid, TooManyRequests
from strive.platform.ratelimit import By, spending_of
from strive.platform.ratelimit.standard import AUTH

FREE_FAILURES: Final = 10
WAIT_MIN: Final = timedelta(seconds=30)
WAIT_MAX: Final = timedelta(minutes=15)
_BY_ACCOUNT: Final = [policy for policy in AUTH if policy.by is By.ACCOUNT]


class BackOff:
    """Has accounts wait that are tried in vain; those there are and those there are not."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = FailureStore(database)
        self._clock = clock

    async def require_none(self, email: str) -> None:
        """Let only those try who need not wait; raises `TooManyRequests`."""
        until, now = await self._store.until(account_key(email)), self._clock.now()
        if until is not None and now < until:
            wait_s = int((until - now).total_seconds()) + 1
            raise TooManyRequests(
                "There were too many wrong passwords. Please wait a while, "
                "or have a link to sign in sent to you.",
                retry_after_s=wait_s,
            )

    async def failed(self, email: str) -> None:
        """Note a wrong password."""
        key, now = account_key(email), self._clock.now()
        beyond = await self._store.add(key, now) - FREE_FAILURES
        if beyond >= 0:
            wait = min(WAIT_MIN * 2 ** min(beyond, 16), WAIT_MAX)
            await self._store.wait(key, now + wait)

    async def clear(self, email: str) -> None:
        """Forget them: the owner is in."""
        await self._store.clear(account_key(email))


class Try(StrEnum):
    """What may be done so often for an account, each apart from the others."""

    GUESS = "guess"
    LINK = "link"
    REGISTRATION = "registration"
    CODE = "code"  # of a second factor, by the id of whose it is


async def spend_for_account(request: Request, email: str, what: Try = Try.GUESS) -> None:
    """Take what a try costs from the limit of the account; raises `LimitExceeded`."""
    await spending_of(request).take(_BY_ACCOUNT, account=f"{what}:{account_key(email)}")


def account_key(email: str) -> str:
    """Return what an account is counted by, whether there is one or not."""
    try:
        address = normalized_email(email)
    except Invalid:
        address = email.strip().casefold()[:254]
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
