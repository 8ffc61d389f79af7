"""The watch over the queries of the test run sees what it is there to see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from plans import Plans

from strive.platform.database import Database, DatabaseSettings
from strive.platform.database.monitoring import observers
from strive.platform.outbox.store import OutboxStore


@pytest.fixture
def watched() -> Plans:
    recorder = Plans()
    recorder.watch()
    yield recorder
    observers.pop()


async def test_a_query_without_an_index_is_found(database, clock, watched):
    bare = Database(DatabaseSettings(database_uri(database), name=f"{database.name}_bare"))
    await bare.collection("outbox").insert_one({"_id": "an entry"})
    await OutboxStore(bare).claim(clock.now(), timedelta(seconds=30))
    (scan,) = await watched.explain_all(bare)
    assert scan.startswith("findAndModify on outbox: {")
    await bare.client.drop_database(bare.name)
    await bare.close()


async def test_a_query_with_one_is_not(database, clock, watched):
    await OutboxStore(database).claim(clock.now(), timedelta(seconds=30))
    assert await watched.explain_all(database) == []
    assert watched.without_time_limit(database) == []


async def test_a_query_without_a_time_limit_is_found(database, clock, watched):
    uri = f"{database_uri(database)}&timeoutMS=0"
    hasty = Database(DatabaseSettings(uri, name=f"{database.name}_hasty"))
    await OutboxStore(hasty).claim(clock.now(), timedelta(seconds=30))
    assert watched.without_time_limit(hasty) == ["findAndModify on outbox"]
    await hasty.close()


def database_uri(database: Database) -> str:
    host, port = next(iter(database.client.nodes))
    return f"mongodb://{host}:{port}/?directConnection=true"
