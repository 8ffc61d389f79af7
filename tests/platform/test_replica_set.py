"""Three mongods on loopback: own writes seen whatever lags (DB-6), a primary lost, hiccups."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pymongo import MongoClient
from waiting import until

import strive.migrations
from strive.content import open_content
from strive.content.drafts import Draft
from strive.content.post import Kind
from strive.content.store.posts import PostStore
from strive.kit.clock import SystemClock
from strive.local.binaries import find_mongod
from strive.local.ports import free_port
from strive.local.process import Child, Command, Spawner, open_spawner
from strive.platform.database import Database, DatabaseSettings
from strive.platform.leases import Leases
from strive.platform.migrations import Migrations, discover
from strive.platform.outbox import Outbox

pytestmark = pytest.mark.slow


@dataclass
class Members:
    """A primary, a secondary that reads go to, and a hidden one: a majority without the second."""

    ports: list[int]
    folders: list[Path]
    spawner: Spawner
    processes: list[Child] = field(default_factory=list)

    @property
    def uri(self) -> str:
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        return f"mongodb://{hosts}/?replicaSet=three"

    async def command(self, member: int, name: str, value: Any = 1, **more: Any) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            uri = f"mongodb://127.0.0.1:{self.ports[member]}/?directConnection=true"
            with MongoClient(uri) as client:
                return client.admin.command(name, value, **more)

        return await asyncio.to_thread(ask)

    async def start(self, member: int) -> Child:
        place = ["--port", str(self.ports[member]), "--dbpath", str(self.folders[member])]
        small = ["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64", "--quiet"]
        kind = ["--replSet", "three", "--bind_ip", "127.0.0.1", "--nounixsocket"]
        for_tests = ["--setParameter", "enableTestCommands=1"]
        argv = (str(await find_mongod()), *place, *small, *kind, *for_tests)
        return await self.spawner.spawn(Command(name="mongod", argv=argv, log=Path("unused")))

    async def says(self, member: int, what: str) -> bool:
        return bool((await self.command(member, "hello"))[what])

    @asynccontextmanager
    async def lagging(self, member: int = 1) -> AsyncIterator[None]:
        """Have a member apply nothing of what it hears, while the context is open."""
        await self.command(member, "configureFailPoint", "rsSyncApplyStop", mode="alwaysOn")
        try:
            yield
        finally:
            await self.command(member, "configureFailPoint", "rsSyncApplyStop", mode="off")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def members(tmp_path_factory, bear_sockets_to) -> AsyncIterator[Members]:
    async with open_spawner(lambda *_: None) as spawner:
        folders = [tmp_path_factory.mktemp(f"member{number}") for number in range(3)]
        started = Members([free_port() for _ in folders], folders, spawner)
        for port in started.ports:
            bear_sockets_to(port)
        started.processes += [await started.start(member) for member in range(3)]
        await initiate(started)
        yield started


async def initiate(members: Members) -> None:
    kinds = [{"priority": 2}, {"priority": 1}, {"priority": 0, "hidden": True}]
    config = {
        "_id": "three",
        "members": [
            {"_id": number, "host": f"127.0.0.1:{port}", **kind}
            for number, (port, kind) in enumerate(zip(members.ports, kinds, strict=True))
        ],
        # Nobody learns from the secondary, which is made to lag.
        "settings": {
            "electionTimeoutMillis": 1000,
            "heartbeatIntervalMillis": 200,
            "chainingAllowed": False,
        },
    }
    for member in range(3):
        await members.command(member, "ping")
    await members.command(0, "replSetInitiate", config)
    await until(lambda: members.says(0, "isWritablePrimary"), 30)
    for member in (1, 2):
        await until(partial(members.says, member, "secondary"), 30)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(members: Members) -> AsyncIterator[Database]:
    opened = Database(DatabaseSettings(members.uri))
    found = discover(strive.migrations)
    await Migrations(opened, found, clock=SystemClock(), owner="test").up()
    yield opened
    await opened.close()


async def test_what_is_read_fresh_has_ones_own_write_though_the_secondary_lags(database, members):
    things = partial(database.collection, "things")
    async with members.lagging():
        await things().insert_one({"_id": "mine"})
        assert await things().find_one({"_id": "mine"}) is None, "readers are served by it"
        assert await things(fresh=True).find_one({"_id": "mine"})


async def test_an_author_sees_what_was_just_saved_and_readers_soon_after(database, members):
    clock = SystemClock()
    content = open_content(database, Outbox(database, clock), clock, secret_key="x" * 32)
    async with members.lagging():
        draft = await content.publishing.save(Draft(title="Just written"), by="ada")
        post = await content.publishing.publish(draft.id, by="ada")
        assert await content.posts.by_id(post.id) == post
        again = await content.publishing.save(Draft(title="Just written"), by="ada")
        assert again.slug.current == "just-written-2", "and the name it took"

    async def is_seen() -> bool:
        found = await PostStore(database).by_slug(Kind.POST, "just-written", clock.now())
        return found == post

    await until(is_seen, 30)


async def test_a_lease_outlives_a_renewal_that_failed(database, members):
    mine = Leases(database, "me")
    lease = await mine.acquire("hiccup", timedelta(seconds=2))
    broken = {"failCommands": ["findAndModify"], "closeConnection": True}
    async with mine.held(lease, timedelta(seconds=2)):
        await members.command(
            0, "configureFailPoint", "failCommand", mode={"times": 2}, data=broken
        )
        await asyncio.sleep(2.2)
        assert await Leases(database, "other").acquire("hiccup", timedelta(seconds=1)) is None


async def test_a_killed_primary_costs_a_write_some_time_and_no_more(database, members):
    things = database.collection("things", fresh=True)
    await things.insert_one({"_id": "before"})
    os.kill(members.processes[0].pid, signal.SIGKILL)
    await things.insert_one({"_id": "after"})
    assert [row["_id"] async for row in things.find({"_id": {"$in": ["before", "after"]}})] == [
        "after",
        "before",
    ]
    await members.start(0)
    await until(partial(members.says, 0, "isWritablePrimary"), 30)  # it has the highest priority
