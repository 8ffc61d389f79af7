"""Tokens and people over the test module's database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from letters import letters_of
from served import Served, serving
from signed_in import somebody
from starlette.types import ASGIApp

from strive.accounts.role import Role
from strive.accounts.tokens import Tokens
from strive.accounts.user import User
from strive.app import Strive, build_web
from strive.kit.clock import ManualClock
from strive.platform.database import Database
from strive.settings import Settings


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


@pytest.fixture(scope="module")
def app(strive: Strive) -> ASGIApp:
    """The whole web application, for several clients."""
    return build_web(strive)


@pytest_asyncio.fixture
async def no_letters_after(strive: Strive) -> AsyncIterator[None]:
    """Leave no letters to the next test."""
    yield
    await letters_of(strive)


@pytest.fixture(scope="module")
def site(strive: Strive, settings: Settings) -> Iterator[Served]:
    """The site at a name, where browsers make passkeys: they make none for an address."""
    with serving(settings, host="localhost") as served:
        yield served
