"""Who somebody is, by all that stores know people by."""

from __future__ import annotations

from strive.accounts.user import User, normalized_email
from strive.accounts.users import Users
from strive.platform.privacy import Person


def person_of(user: User) -> Person:
    """Return somebody with an account."""
    return Person(
        id=user.id,
        email=user.email,
        name=user.name,
        author_id=user.author_id,
        avatar_url=user.avatar_url,
    )


async def person_with(users: Users, email: str) -> Person:
    """Return somebody by address, with an account or without; raises `Invalid` for no address."""
    user = await users.by_email(email)
    return person_of(user) if user else Person(email=normalized_email(email))
