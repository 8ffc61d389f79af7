"""Tokens and people over the test module's database."""

from __future__ import annotations

import pytest_asyncio
from signed_in import somebody

from strive.accounts.role import Role
from strive.accounts.tokens import Tokens
from strive.accounts.user import User
from strive.app import Strive
from strive.kit.clock import ManualClock
from strive.platform.database import Database


@pytest_asyncio.fixture
async def tokens(database: Database, clock: ManualClock) -> Tokens:
    """No tokens yet."""
    await database.raw["apiTokens"].delete_many({})
    return Tokens(database, clock)


@pytest_asyncio.fixture
async def nobody_at_all(database: Database, clock: ManualClock) -> None:
    """No people yet, and nothing of them."""
    for name in ("users", "invitations", "audit", "sessions", "apiTokens"):
        await database.raw[name].delete_many({})


@pytest_asyncio.fixture
async def boss(strive: Strive, nobody_at_all: None) -> User:
    """The only administrator."""
    return await somebody(strive, Role.ADMINISTRATOR, "The Boss")
