"""Content over the test module's database."""

from __future__ import annotations

import pytest
import pytest_asyncio

from strive.content import Content, open_content
from strive.content.store import INDEXES
from strive.kit.clock import ManualClock
from strive.platform.database import Database
from strive.platform.outbox import Outbox

SECRET_KEY = "a secret of the tests"


@pytest_asyncio.fixture
async def outbox(database: Database, clock: ManualClock) -> Outbox:
    """An empty outbox."""
    await database.raw["outbox"].delete_many({})
    return Outbox(database, clock)


@pytest_asyncio.fixture
async def content(database: Database, outbox: Outbox, clock: ManualClock) -> Content:
    """Content without any: every collection of it is emptied before each test."""
    for name in INDEXES:
        await database.raw[name].delete_many({})
    return open_content(database, outbox, clock, secret_key=SECRET_KEY)


@pytest.fixture
def heard(outbox: Outbox) -> list[str]:
    """The keys of events about posts, in the order they were delivered."""
    keys: list[str] = []

    async def hear(delivery) -> None:
        keys.append(delivery.id.rpartition(":")[0])

    for topic in ("post.published", "post.changed", "post.withdrawn"):
        outbox.on(topic, "test", hear)
    return keys
