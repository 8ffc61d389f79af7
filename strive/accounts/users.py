"""Users: made and found; `standing.py` changes what they are, `own.py` what is their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from strive.accounts.errors import UserNotFound
from strive.accounts.role import Role
from strive.accounts.searching import Found, Position, search
from strive.accounts.sessions import Sessions
from strive.accounts.store.users import UserStore
from strive.accounts.user import User, UserStatus, checked_name, normalized_email
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database, Session

PAGE_MAX: Final = 100


class Users:
    """The users of the publication."""

    def __init__(self, database: Database, sessions: Sessions, clock: Clock) -> None:
        self._store = UserStore(database)
        self._sessions = sessions
        self._clock = clock

    async def create(  # noqa: PLR0913 - what a user is
        self,
        email: str,
        name: str,
        role: Role = Role.MEMBER,
        *,
        status: UserStatus = UserStatus.UNVERIFIED,
        locale: str = "en",
        session: Session | None = None,
    ) -> User:
        """Add a user, without any credential yet; in a transaction where there is one.

        Raises:
            Invalid: Address or name is none.
            EmailTaken: There is a user with this address.
        """
        user = User(
            id=new_id(),
            email=normalized_email(email),
            name=checked_name(name),
            role=role,
            status=status,
            locale=locale,
            created_at=self._clock.now(),
        )
        await self._store.add(user, session)
        return user

    async def by_id(self, user_id: str) -> User:
        """Return a user; raises `UserNotFound`."""
        user = await self._store.by_id(user_id)
        if user is None:
            raise UserNotFound("There is no such user.")
        return user

    async def by_email(self, email: str) -> User | None:
        """Return the user with an address, in any spelling; raises `Invalid` for no address."""
        return await self._store.by_email(normalized_email(email))

    async def by_ids(self, ids: Sequence[str]) -> dict[str, User]:
        """Return those of the users there are, by id."""
        return await self._store.by_ids(ids)

    async def newest(
        self,
        *,
        role: Role | None = None,
        status: UserStatus | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[User]:
        """Return users, newest first; `after` is `created_at` and id of the last one seen."""
        limit = min(limit, PAGE_MAX)
        return await self._store.newest(role=role, status=status, after=after, limit=limit)

    async def search(
        self,
        text: str,
        *,
        role: Role | None = None,
        status: UserStatus | None = None,
        after: Position | None = None,
        limit: int = 50,
    ) -> Found:
        """Return users whose name or address begins with a text, in the order of what does."""
        limit = min(limit, PAGE_MAX)
        return await search(self._store, text, role=role, status=status, after=after, limit=limit)

    async def count(self, role: Role | None = None, status: UserStatus | None = None) -> int:
        """Count users, of a role and status."""
        return await self._store.count(role, status)

    async def write_as(self, user_id: str, author_id: str) -> User:
        """Link somebody with the author of content they are; raises `UserNotFound`."""
        return await self._changed(user_id, author_id=author_id)

    async def enable(self, user_id: str) -> User:
        """Let somebody in whose address was shown to be theirs; raises `UserNotFound`."""
        return await self._changed(user_id, status=UserStatus.ACTIVE)

    async def _changed(self, user_id: str, **fields: object) -> User:
        user = await self._store.change(user_id, **fields)
        if user is None:
            raise UserNotFound("There is no such user.")
        await self._sessions.refresh(user_id)
        return user
