"""Who somebody is, by all that stores know people by."""

from __future__ import annotations

from strive.accounts.errors import UserNotFound
from strive.accounts.principal import Principal
from strive.accounts.store.links import LinkStore
from strive.accounts.store.users import UserStore
from strive.accounts.user import User, normalized_email
from strive.platform.database import Database
from strive.platform.errors import Forbidden
from strive.platform.privacy import Person


class People:
    """Finds people, with an account or without."""

    def __init__(self, database: Database) -> None:
        self._users = UserStore(database)
        self._links = LinkStore(database)

    async def by_id(self, user_id: str) -> Person:
        """Return somebody with an account; raises `UserNotFound`."""
        user = await self._users.by_id(user_id)
        if user is None:
            raise UserNotFound("There is no such user.")
        return await self.of(user)

    async def by_email(self, email: str) -> Person:
        """Return somebody by address, also without an account; raises `Invalid` for no address."""
        address = normalized_email(email)
        user = await self._users.by_email(address)
        return await self.of(user) if user else Person(email=address)

    async def require_within(self, person: Person, by: Principal) -> None:
        """Let nobody ask for the data of somebody who may more; raises `Forbidden`."""
        user = await self._users.by_id(person.id) if person.id else None
        if user is not None and not user.role.rights <= by.scopes:
            raise Forbidden("This person may more than you do.")

    async def of(self, user: User) -> Person:
        """Return somebody by their account."""
        wanted = await self._links.addresses_of(user.id)
        return Person(
            id=user.id,
            email=user.email,
            name=user.name,
            author_id=user.author_id,
            avatar_url=user.avatar_url,
            other_emails=tuple(sorted(wanted - {user.email})),
        )
