"""Tokens over the test module's database."""

from __future__ import annotations

import pytest_asyncio

from strive.accounts.tokens import Tokens
from strive.kit.clock import ManualClock
from strive.platform.database import Database


@pytest_asyncio.fixture
async def tokens(database: Database, clock: ManualClock) -> Tokens:
    """No tokens yet."""
    await database.raw["apiTokens"].delete_many({})
    return Tokens(database, clock)
