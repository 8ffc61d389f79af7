"""The list of users as pages and the API show it: searched, narrowed, by cursor."""

from __future__ import annotations

from typing import Final, NamedTuple

from strive.accounts import cursors
from strive.accounts.role import Role
from strive.accounts.user import User, UserStatus
from strive.accounts.users import Users

TEXT_CHARACTERS_MAX: Final = 254


class Page(NamedTuple):
    """Part of the list; `next` is the cursor of what follows, "" at the end."""

    users: list[User]
    next: str


async def page_of(  # noqa: PLR0913 - what users are chosen by
    users: Users,
    text: str,
    *,
    role: Role | None,
    status: UserStatus | None,
    cursor: str,
    limit: int,
) -> Page:
    """Return users newest first, or those whose name or address begins with a text, in its order.

    Raises `CursorInvalid`.
    """
    if text.strip():
        after = cursors.position_of(cursor) if cursor else None
        found = await users.search(text, role=role, status=status, after=after, limit=limit)
        return Page(found.users, cursors.of_position(found.next) if found.next else "")
    seen = cursors.moment_of(cursor) if cursor else None
    newest = await users.newest(role=role, status=status, after=seen, limit=limit)
    if len(newest) < limit:
        return Page(newest, "")
    return Page(newest, cursors.of_moment(newest[-1].created_at, newest[-1].id))
