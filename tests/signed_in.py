"""Readers who are signed in, for tests of what needs that."""

from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import count

import httpx
from starlette.types import ASGIApp

from strive.accounts.role import Role
from strive.accounts.user import User, UserStatus
from strive.app import Strive, build_web

BASE_URL = "http://localhost:8000"
SAME_ORIGIN = {"sec-fetch-site": "same-origin", "origin": BASE_URL}

_numbers = count(1)
_built: list[tuple[Strive, ASGIApp]] = []


async def somebody(strive: Strive, role: Role = Role.MEMBER, name: str = "") -> User:
    """Add a user who has shown that their address is theirs."""
    number = next(_numbers)
    return await strive.accounts.users.create(
        f"{role}{number}@example.org",
        name or f"{role.capitalize()} {number}",
        role,
        status=UserStatus.ACTIVE,
    )


def _app_of(strive: Strive) -> ASGIApp:
    """Return the web application of a test module, built once: who is signed in finds no cache."""
    if not _built or _built[0][0] is not strive:
        _built[:] = [(strive, build_web(strive))]
    return _built[0][1]


@asynccontextmanager
async def signed_in(strive: Strive, user: User, *, app=None, second_factor: bool = True):
    """Open a client of the whole web application with a session of a user."""
    new = await strive.accounts.sessions.start(
        user, device="Test", address="127.0.0.0/24", has_second_factor=second_factor
    )
    transport = httpx.ASGITransport(app or _app_of(strive))
    async with httpx.AsyncClient(
        transport=transport,
        base_url=BASE_URL,
        headers=SAME_ORIGIN,
        cookies={strive.accounts.cookie.name: new.secret},
    ) as client:
        yield client
