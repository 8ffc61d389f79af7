"""Claims of `strive.platform.database`."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from strive.platform.database import Database, DatabaseSettings, DatabaseUnavailable
from strive.platform.database.monitoring import DatabaseUse, current_use, observers


async def test_the_client_has_the_seeds_options(database: Database):
    options = database.client.options
    pool = options.pool_options
    assert pool.max_pool_size == 100
    assert pool.min_pool_size == 5
    assert pool.max_idle_time_seconds == 30
    assert options.server_selection_timeout == 5
    assert options.write_concern.document == {"w": "majority", "j": True, "wtimeout": 5000}
    assert options.read_preference.mongos_mode == "secondaryPreferred"
    assert options.read_concern.level == "majority"


async def test_what_the_uri_says_wins():
    uri = "mongodb://h/?maxPoolSize=3&w=1&readPreference=primary&timeoutMS=700"
    database = Database(DatabaseSettings(uri, min_pool_size=5))
    options = database.client.options
    assert options.pool_options.max_pool_size == 3
    assert options.pool_options.min_pool_size == 0
    assert options.write_concern.document["w"] == 1
    assert options.write_concern.document["j"] is True, "what it does not say stays"
    assert options.read_preference.mongos_mode == "primary"
    assert options.timeout == 0.7
    await database.close()


async def test_every_command_is_bounded_in_time(database: Database):
    commands = []

    def see(_name, command) -> None:
        commands.append(dict(command))

    observers.append(see)
    items = database.collection("things")
    await items.insert_one({"_id": 1})
    await items.find_one({"_id": 1})
    observers.remove(see)
    assert [0 < command["maxTimeMS"] <= 5000 for command in commands] == [True, True]


async def test_a_fresh_collection_reads_from_the_primary(database: Database):
    assert database.collection("things").read_preference.mongos_mode == "secondaryPreferred"
    assert database.collection("things", fresh=True).read_preference.mongos_mode == "primary"


async def test_a_transaction_is_all_or_nothing(database: Database):
    items = database.collection("accounts", fresh=True)
    await items.insert_one({"_id": "before"})

    async def fail(session):
        await items.insert_one({"_id": "never"}, session=session)
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await database.transact(fail)
    assert await items.find_one({"_id": "never"}) is None


async def test_queries_are_counted_for_the_request_that_made_them(database: Database):
    use = DatabaseUse()
    token = current_use.set(use)
    await database.collection("things").find_one({"_id": "x"})
    current_use.reset(token)
    await database.collection("things").find_one({"_id": "y"})
    assert use.queries == 1
    assert use.query_ms > 0
    assert use.pool_waits == 1


async def test_a_database_that_is_away_fails_within_its_timeout(tmp_path):
    # A socket file, not a port: PyMongo leaks the socket of a TCP connection it is still making
    # when the client is closed (pool_shared.py closes it on OSError, not when cancelled), and the
    # collector then warns in the midst of whichever test comes next.
    nobody = quote(str(tmp_path / "nobody.sock"), safe="")
    away = Database(
        DatabaseSettings(
            f"mongodb://{nobody}/?directConnection=true",
            server_selection_timeout_ms=100,
            timeout_ms=200,
        )
    )
    with pytest.raises(DatabaseUnavailable):
        await away.ping()
    await away.close()
