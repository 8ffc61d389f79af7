"""Guessing codes is slow, in one session and in however many (security.md 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from strive.accounts.principal import Principal
from strive.accounts.sessions import Sessions
from strive.accounts.store.failures import FailureStore
from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.errors import TooManyRequests, Unauthenticated

IN_SESSION_MAX: Final = 10
FREE: Final = 20
WAIT_MIN: Final = timedelta(seconds=30)
WAIT_MAX: Final = timedelta(minutes=15)


class SessionOver(Unauthenticated):
    """There were too many wrong codes in this session, which is ended."""

    code = "session_over"


class Tries:
    """Counts every try before it is looked at, so that many at once are no way around."""

    def __init__(self, database: Database, sessions: Sessions, clock: Clock) -> None:
        self._store = FailureStore(database)
        self._sessions = sessions
        self._clock = clock

    async def begin(self, principal: Principal) -> None:
        """Count a try; raises `TooManyRequests`, `SessionOver`."""
        now, account = self._clock.now(), tries_key(principal.user_id)
        until = await self._store.until(account)
        if until is not None and now < until:
            raise TooManyRequests(
                "There were too many wrong codes. Please wait a while.",
                retry_after_s=int((until - now).total_seconds()) + 1,
            )
        if await self._store.add(_of_session(principal), now) > IN_SESSION_MAX:
            await self._sessions.end(principal.user_id, principal.session_id)
            raise SessionOver("There were too many wrong codes. Please sign in again.")
        beyond = await self._store.add(account, now) - FREE
        if beyond >= 0:
            wait = min(WAIT_MIN * 2 ** min(beyond, 16), WAIT_MAX)
            await self._store.wait(account, now + wait)

    async def succeeded(self, principal: Principal) -> None:
        """Forget the tries: the owner is in."""
        await self._store.clear(tries_key(principal.user_id))
        await self._store.clear(_of_session(principal))


def tries_key(user_id: str) -> str:
    """Return what wrong codes of somebody are counted by."""
    return f"factor:{user_id}"


def _of_session(principal: Principal) -> str:
    return f"factor-session:{principal.session_id}"
