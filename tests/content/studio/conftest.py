"""People who write, with a client or a browser of their own."""

from __future__ import annotations

import pytest
import pytest_asyncio
from signed_in import signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web


@pytest.fixture
def whole(strive):
    """The web application with everything in it."""
    return build_web(strive)


@pytest_asyncio.fixture
async def editor(strive, whole, clock):
    async with signed_in(
        strive, await somebody(strive, Role.EDITOR, "Edith Sharp"), app=whole
    ) as client:
        yield client


@pytest_asyncio.fixture
async def colleague(strive, whole, clock):
    async with signed_in(
        strive, await somebody(strive, Role.EDITOR, "Colin Other"), app=whole
    ) as client:
        yield client


@pytest_asyncio.fixture
async def author(strive, whole, clock):
    async with signed_in(strive, await somebody(strive, Role.AUTHOR), app=whole) as client:
        yield client
