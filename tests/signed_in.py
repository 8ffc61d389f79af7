"""Readers who are signed in, for tests of what needs that."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import count

import httpx

from strive.accounts.role import Role
from strive.accounts.user import User, UserStatus
from strive.app import Strive, build_web

BASE_URL = "http://localhost:8000"
SAME_ORIGIN = {"sec-fetch-site": "same-origin", "origin": BASE_URL}

_numbers = count(1)


async def somebody(strive: Strive, role: Role = Role.MEMBER, name: str = "") -> User:
    """Add a user who has shown that their address is theirs."""
    number = next(_numbers)
    return await strive.accounts.users.create(
        f"{role}{number}@example.org",
        name or f"{role.capitalize()} {number}",
        role,
        status=UserStatus.ACTIVE,
    )


@asynccontextmanager
async def signed_in(strive: Strive, user: User, *, app=None, second_factor: bool = True):
    """Open a client of the whole web application with a session of a user."""
    new = await strive.accounts.sessions.start(
        user, device="Test", address="127.0.0.0/24", has_second_factor=second_factor
    )
    transport = httpx.ASGITransport(app or build_web(strive))
    async with httpx.AsyncClient(
        transport=transport,
        base_url=BASE_URL,
        headers=SAME_ORIGIN,
        cookies={strive.accounts.cookie.name: new.secret},
    ) as client:
        yield client
