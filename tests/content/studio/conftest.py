"""People who write, with a client or a browser of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import pytest_asyncio
from browsing import browsing
from signed_in import signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web


@pytest.fixture
def whole(strive):
    """The web application with everything in it."""
    return build_web(strive)


@asynccontextmanager
async def _writing(strive, whole, role, name="") -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(strive, await somebody(strive, role, name), app=whole) as client:
        yield client


@pytest_asyncio.fixture
async def editor(strive, whole, clock):
    async with _writing(strive, whole, Role.EDITOR, "Edith Sharp") as client:
        yield client


@pytest_asyncio.fixture
async def colleague(strive, whole, clock):
    async with _writing(strive, whole, Role.EDITOR, "Colin Other") as client:
        yield client


@pytest_asyncio.fixture
async def author(strive, whole, clock):
    async with _writing(strive, whole, Role.AUTHOR) as client:
        yield client


@pytest_asyncio.fixture
async def page(chromium, strive, served):
    async with browsing(chromium, strive, served, "Edith Sharp") as opened:
        yield opened
