"""People who write, with a client or a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_asyncio
from browser import opened_browser
from browsing import browsing
from served import Served, serving
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


@pytest.fixture(scope="module")
def served(settings, strive) -> Iterator[Served]:
    with serving(settings) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium():
    async with opened_browser() as browser:
        yield browser


@pytest_asyncio.fixture
async def page(chromium, strive, served):
    async with browsing(chromium, strive, served, "Edith Sharp") as opened:
        yield opened
