"""Claims of `strive.platform.migrations` (DB-7)."""

from __future__ import annotations

import asyncio
import importlib
import sys
from datetime import timedelta

import pytest

import strive.migrations
from strive.platform.errors import Conflict, Invalid
from strive.platform.migrations import Migration, Migrations, Phase, discover, parse_version
from strive.platform.migrations.scaffold import write_new


@pytest.fixture(autouse=True)
async def empty(database) -> None:
    for name in ("migrations", "leases", "trace"):
        await database.collection(name).delete_many({})


def migration(version: str, phase: Phase = Phase.EXPAND, *, crash: list[str] | None = None):
    async def up(raw) -> None:
        await raw["trace"].insert_one({"up": version})
        if crash:
            raise RuntimeError(crash.pop())

    async def down(raw) -> None:
        await raw["trace"].insert_one({"down": version})

    return Migration(parse_version(version), f"change {version}", phase, up, down)


def runner(database, clock, *migrations, owner="a") -> Migrations:
    return Migrations(database, migrations, clock=clock, owner=owner)


async def trace(database) -> list[str]:
    rows = database.collection("trace").find({}, {"_id": 0}, sort=[("_id", 1)])
    return [f"{step} {version}" async for row in rows for step, version in row.items()]


async def test_versions_are_ordered_by_number_not_by_letter(database, clock):
    await runner(database, clock, migration("1.0.10"), migration("1.0.9")).up()
    assert await trace(database) == ["up 1.0.9", "up 1.0.10"]


async def test_what_was_applied_is_not_applied_again(database, clock):
    migrations = runner(database, clock, migration("1.0.1"))
    assert len(await migrations.up()) == 1
    assert await migrations.up() == []


async def test_two_runners_at_once_apply_each_migration_once(database, clock):
    steps = [migration(f"1.0.{number}") for number in range(1, 6)]
    first, second = (runner(database, clock, *steps, owner=owner) for owner in "ab")
    done = await asyncio.gather(first.up(), second.up())
    assert sorted(map(len, done)) == [0, 5]
    assert await trace(database) == [f"up 1.0.{number}" for number in range(1, 6)]


async def test_a_crash_in_the_middle_is_seen_and_run_again(database, clock):
    steps = [migration("1.0.1"), migration("1.0.2", crash=["power cut"])]
    migrations = runner(database, clock, *steps)
    with pytest.raises(RuntimeError, match="power cut"):
        await migrations.up()
    assert [s.state for s in await migrations.status()] == ["applied", "interrupted"]
    assert [m.id for m in await migrations.up()] == ["1.0.2"]
    assert [s.state for s in await migrations.status()] == ["applied", "applied"]


async def test_down_takes_back_the_last_first(database, clock):
    migrations = runner(database, clock, *(migration(f"1.0.{n}") for n in (1, 2, 3)))
    await migrations.up()
    await migrations.down(to=(1, 0, 1))
    assert (await trace(database))[3:] == ["down 1.0.3", "down 1.0.2"]
    assert [s.state for s in await migrations.status()] == ["applied", "pending", "pending"]


async def test_down_without_a_version_takes_back_the_last_alone(database, clock):
    migrations = runner(database, clock, *(migration(f"1.0.{n}") for n in (9, 10)))
    await migrations.up()
    assert [m.id for m in await migrations.down(dry_run=True)] == ["1.0.10"]
    await migrations.down()
    assert [s.state for s in await migrations.status()] == ["applied", "pending"]


async def test_what_was_interrupted_can_be_taken_back(database, clock):
    migrations = runner(database, clock, migration("1.0.1", crash=["power cut"]))
    with pytest.raises(RuntimeError):
        await migrations.up()
    assert [m.id for m in await migrations.down()] == ["1.0.1"]
    assert [s.state for s in await migrations.status()] == ["pending"]


async def test_a_runner_that_lost_the_lock_stops_and_records_nothing(database, clock, monkeypatch):
    monkeypatch.setattr("strive.platform.migrations.LOCK_LASTS", timedelta(milliseconds=300))
    under_way = asyncio.Event()

    async def hang(_raw) -> None:
        under_way.set()
        await asyncio.Event().wait()

    slow = Migration((1, 0, 1), "slow", Phase.EXPAND, hang, hang)
    task = asyncio.create_task(runner(database, clock, slow).up())
    await under_way.wait()
    await steal(database, "migrations")
    with pytest.raises(Conflict, match="lost to another"):
        await task
    assert [s.state for s in await runner(database, clock, slow).status()] == ["interrupted"]


async def steal(database, name: str) -> None:
    """Give a lease to somebody else, as its expiry does to a process that was stopped."""
    await database.collection("leases").update_one(
        {"_id": name}, {"$set": {"owner": "thief"}, "$inc": {"token": 1}}
    )


async def test_a_dry_run_changes_nothing(database, clock):
    migrations = runner(database, clock, migration("1.0.1"))
    assert [m.id for m in await migrations.up(dry_run=True)] == ["1.0.1"]
    assert await trace(database) == []
    assert [s.state for s in await migrations.status()] == ["pending"]


async def test_contracting_waits_for_its_own_call(database, clock):
    migrations = runner(database, clock, migration("1.0.1"), migration("1.0.2", Phase.CONTRACT))
    assert [m.id for m in await migrations.up(phase=Phase.EXPAND)] == ["1.0.1"]
    assert [m.id for m in await migrations.up(phase=Phase.CONTRACT)] == ["1.0.2"]


async def test_an_expansion_never_overtakes_a_contraction(database, clock):
    steps = [migration("1.0.1", Phase.CONTRACT), migration("1.0.2")]
    with pytest.raises(Invalid, match="has to run first"):
        await runner(database, clock, *steps).up(phase=Phase.EXPAND)


async def test_a_newer_releases_migration_is_unknown_and_left_alone(database, clock):
    newer = runner(database, clock, migration("1.0.1"), migration("1.1.0"))
    await newer.up()
    older = runner(database, clock, migration("1.0.1"))
    assert [s.state for s in await older.status()] == ["applied", "unknown"]
    assert await older.up() == []


def test_a_version_is_three_numbers():
    assert parse_version("1.0.10") > parse_version("1.0.9")
    for text in ("1.0", "1.0.x", "", "1.0.0.0", "\u0661.0.0"):
        with pytest.raises(Invalid):
            parse_version(text)


def test_the_files_of_this_release_can_all_be_loaded():
    assert discover(strive.migrations)[0].id == "1.0.1"


async def test_new_writes_the_file_of_the_next_version_and_it_runs(
    database, clock, tmp_path, monkeypatch
):
    package = tmp_path / "written"
    package.mkdir()
    (package / "__init__.py").touch()
    path = write_new(package, "Index posts by tag", Phase.CONTRACT, [migration("1.0.9")])
    assert path.name == "v1_0_10_index_posts_by_tag.py"

    monkeypatch.syspath_prepend(tmp_path)
    found = discover(importlib.import_module("written"))
    assert [(m.id, m.name, m.phase) for m in found] == [
        ("1.0.10", "index posts by tag", Phase.CONTRACT)
    ]
    migrations = runner(database, clock, *found)
    assert await migrations.up() == found
    assert await migrations.down() == found
    for name in [name for name in sys.modules if name.startswith("written")]:
        del sys.modules[name]


def test_new_refuses_a_name_without_words(tmp_path):
    with pytest.raises(Invalid):
        write_new(tmp_path, "!!!", Phase.EXPAND, [])
