"""The picture somebody has of themselves; the application says where the bytes go."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable
from typing import Final

from starlette.types import Scope

from strive.accounts.audit import Audit
from strive.accounts.entry import Action
from strive.accounts.principal import Principal
from strive.accounts.sessions import Sessions
from strive.accounts.store.users import UserStore
from strive.accounts.user import User, UserStatus
from strive.platform.database import Database
from strive.platform.errors import Forbidden

Keep = Callable[[str, bytes | AsyncIterable[bytes]], Awaitable[str]]
"""Checks a file and makes it the picture of the user of an id; returns its address."""

Remove = Callable[[str], Awaitable[bool]]
"""Removes the picture of the user of an id."""

BYTES_MAX: Final = 10 * 1024 * 1024


class Avatars:
    """Changes pictures."""

    def __init__(
        self, database: Database, sessions: Sessions, audit: Audit, keep: Keep, remove: Remove
    ) -> None:
        self._users = UserStore(database)
        self._sessions = sessions
        self._audit = audit
        self._keep = keep
        self._remove = remove

    async def change(
        self, principal: Principal, source: bytes | AsyncIterable[bytes], scope: Scope
    ) -> User:
        """Make a file the picture of somebody; what keeps the files may refuse it."""
        url = await self._keep(principal.user_id, source)
        user = await self._users.change(principal.user_id, avatar_url=url)
        if user is None or user.status is not UserStatus.ACTIVE:  # erased or disabled meanwhile
            await self._remove(principal.user_id)
            raise Forbidden("This account cannot be used.")
        await self._noted(principal, scope)
        return user

    async def take_away(self, principal: Principal, scope: Scope) -> User | None:
        """Remove somebody's picture; first from where it is shown, then the file itself."""
        user = await self._users.change(principal.user_id, avatar_url="")
        if await self._remove(principal.user_id):
            await self._noted(principal, scope)
        return user

    async def _noted(self, principal: Principal, scope: Scope) -> None:
        await self._sessions.refresh(principal.user_id)
        await self._audit.record(
            Action.RENAMED,
            by=principal,
            target=f"user:{principal.user_id}",
            scope=scope,
            details={"fields": "picture"},
        )
