"""Users by the beginning of their name or address: two lists in order, read as one.

MongoDB has both in order, by an index each; so a page costs the same however many match. Somebody
whose name and address both begin so stands where the lesser of the two does.
"""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple

from strive.accounts.role import Role
from strive.accounts.store.users import Key, UserStore, name_key
from strive.accounts.user import User, UserStatus

_ROUNDS_MAX: Final = 4  # a page that has only people who were seen already is read on, so often


class Position(NamedTuple):
    """A place in the list: what somebody was found by, and their id."""

    key: str
    id: str


class Found(NamedTuple):
    """A page of users; `next` is where the list goes on, None at its end."""

    users: list[User]
    next: Position | None


async def search(  # noqa: PLR0913 - what users are chosen by
    store: UserStore,
    text: str,
    *,
    role: Role | None,
    status: UserStatus | None,
    after: Position | None,
    limit: int,
) -> Found:
    """Return users whose name or address begins with a text, at most `limit` of them."""
    text, users = name_key(text.strip()), list[User]()

    async def read(key: Key) -> list[User]:
        return await store.beginning(
            key, text, role=role, status=status, after=after, limit=limit + 1
        )

    for _ in range(_ROUNDS_MAX):
        by_name, by_email = await asyncio.gather(read("nameKey"), read("email"))
        entries = [
            *((Position(name_key(user.name), user.id), user) for user in by_name),
            *((Position(user.email, user.id), user) for user in by_email),
        ]
        entries.sort(key=lambda entry: entry[0])
        seen_to = min(_reach(by_name, limit, "nameKey"), _reach(by_email, limit, "email"))
        is_whole = seen_to == _END
        for position, user in entries:
            if position > seen_to:
                break
            is_first = position.key == _first_key(user, text) and user not in users[-1:]
            if is_first and len(users) == limit:
                return Found(users, after)
            after = position
            if is_first:
                users.append(user)
        if is_whole:
            return Found(users, None)
    return Found(users, after)


_END: Final = Position("\U0010ffff" * 2, "")


def _reach(users: list[User], limit: int, key: Key) -> Position:
    """Return how far a list is known: to its end where it is shorter than what was asked for."""
    if len(users) <= limit:
        return _END
    last = users[-1]
    return Position(last.email if key == "email" else name_key(last.name), last.id)


def _first_key(user: User, text: str) -> str:
    """Return the lesser of the keys of somebody that begin with a text."""
    return min(key for key in (user.email, name_key(user.name)) if key.startswith(text))
