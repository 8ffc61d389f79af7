"""While the database is away nobody waits for it."""

from __future__ import annotations

import asyncio

import pytest
from pymongo.errors import ServerSelectionTimeoutError

from strive.platform.database import DatabaseUnavailable
from strive.platform.errors import Unavailable
from strive.platform.web.failing_fast import FailingFast

AWAY = ServerSelectionTimeoutError("nobody there")


class Database:
    """A database as the middleware meets it: there, or not."""

    def __init__(self) -> None:
        self.is_there = True
        self.asked = 0
        self.pinged = asyncio.Event()

    async def ping(self) -> None:
        self.pinged.set()
        if not self.is_there:
            raise AWAY

    async def __call__(self, _scope, _receive, _send) -> None:
        self.asked += 1
        if not self.is_there:
            raise AWAY


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def guarded(database: Database, monkeypatch) -> FailingFast:
    monkeypatch.setattr("strive.platform.web.failing_fast.LOOK_EVERY_S", 0.005)
    return FailingFast(database, ping=database.ping, without=["/livez"])


async def ask(app: FailingFast, path: str = "/") -> None:
    await app({"type": "http", "path": path}, None, None)


async def test_only_the_first_waits_to_find_it_away(guarded, database):
    database.is_there = False
    with pytest.raises(DatabaseUnavailable):
        await ask(guarded)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await ask(guarded)
    assert database.asked == 1
    database.is_there = True
    await asyncio.sleep(0.05)


async def test_when_it_answers_again_so_does_the_site(guarded, database):
    database.is_there = False
    with pytest.raises(DatabaseUnavailable):
        await ask(guarded)
    database.is_there = True
    async with asyncio.timeout(5):
        while guarded.is_away:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.005)
    await ask(guarded)
    assert database.asked == 2


async def test_what_needs_no_database_is_served_meanwhile(guarded, database):
    database.is_there = False
    with pytest.raises(DatabaseUnavailable):
        await ask(guarded)
    with pytest.raises(DatabaseUnavailable):  # asked, that is; refused by the application itself
        await ask(guarded, "/livez")
    database.is_there = True
    await asyncio.sleep(0.05)
