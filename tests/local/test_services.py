"""The embedded databases as a command borrows them, and what they keep."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from urllib.parse import urlsplit

import psutil
import pytest
from pymongo import AsyncMongoClient
from redis.asyncio import Redis

from strive.local.errors import LocalError
from strive.local.folders import make_folders
from strive.local.instance import find_instance
from strive.local.process import open_spawner
from strive.local.services import services
from strive.local.settings import LocalSettings
from strive.local.valkey import ValkeyServer, socket_path

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(folder):
    return LocalSettings(data_dir=folder)


@pytest.fixture
def open_post_box(bear_sockets_to):
    @contextlib.asynccontextmanager
    async def opened(uri: str):
        bear_sockets_to(urlsplit(uri).port)
        async with AsyncMongoClient(uri, journal=True) as client:
            yield client.post.box

    return opened


@contextlib.asynccontextmanager
async def open_valkey(url: str):
    valkey = Redis.from_url(url, decode_responses=True)
    yield valkey
    await valkey.aclose()


async def test_what_was_written_is_kept_when_the_port_changes(settings, folder, open_post_box):
    async with services(settings) as first, open_post_box(first.mongodb_uri) as box:
        await box.insert_one({"_id": 1})
    port = int((folder / "run" / "mongodb.port").read_text(encoding="ascii"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        async with services(settings) as second, open_post_box(second.mongodb_uri) as box:
            assert second.mongodb_uri != first.mongodb_uri
            assert await box.find_one() == {"_id": 1}
            await box.insert_one({"_id": 2})


async def test_killed_databases_keep_their_data(settings, until, open_post_box):
    async with (
        services(settings, lambda *_: None) as opened,
        open_post_box(opened.mongodb_uri) as box,
        open_valkey(opened.valkey_url) as valkey,
    ):
        await box.insert_one({"_id": 1})
        await valkey.xadd("stream", {"job": "1"})
        before = {each.name(): each for each in psutil.Process().children()}
        for each in before.values():
            each.send_signal(signal.SIGKILL)
        assert await until(lambda: not any(each.is_running() for each in before.values()), 5)
        assert await box.find_one() == {"_id": 1}
        assert await until_true(valkey.exists, "stream")


async def until_true(ask, *arguments) -> bool:
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(OSError):
                return bool(await ask(*arguments))
            await asyncio.sleep(0.05)


async def test_a_replica_set_of_one_runs_transactions(settings, open_post_box):
    async with services(settings) as opened, open_post_box(opened.mongodb_uri) as box:
        async with (
            box.database.client.start_session() as session,
            await session.start_transaction(),
        ):
            await box.insert_one({"_id": 1}, session=session)
        assert await box.count_documents({}) == 1


async def test_commands_that_overlap_share_the_databases(settings, folder, open_post_box):
    entered, leave = asyncio.Event(), asyncio.Event()

    async def lead() -> None:
        async with services(settings) as own:
            entered.set()
            await leave.wait()
            assert own.mongodb_uri

    leader = asyncio.create_task(lead())
    await entered.wait()
    async with services(settings) as shared, open_post_box(shared.mongodb_uri) as box:
        leave.set()
        await asyncio.sleep(0.5)  # the leader may not stop the databases under us
        await box.insert_one({"_id": 1})
        assert not leader.done()
    await leader
    assert find_instance(folder) is None


async def test_given_databases_are_used_and_nothing_is_started(folder):
    given = LocalSettings(data_dir=folder, mongodb_uri="mongodb://m/", valkey_url="redis://v/")
    async with services(given) as opened:
        assert (opened.mongodb_uri, opened.valkey_url) == ("mongodb://m/", "redis://v/")
    assert not folder.exists()


async def test_only_what_is_not_given_is_embedded(folder):
    given = LocalSettings(data_dir=folder, mongodb_uri="mongodb://m/")
    async with services(given) as opened, open_valkey(opened.valkey_url) as valkey:
        assert await valkey.ping()
        assert opened.mongodb_uri == "mongodb://m/"
        assert not any((folder / "mongodb").iterdir())


async def test_valkey_recovers_from_a_torn_append_only_file(folder):
    given = LocalSettings(data_dir=folder, mongodb_uri="mongodb://m/")
    async with services(given) as opened, open_valkey(opened.valkey_url) as valkey:
        await valkey.set("kept", "1")
    log = next((folder / "valkey" / "appendonlydir").glob("*.incr.aof"))
    with log.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$4\r\nto")
    async with services(given) as opened, open_valkey(opened.valkey_url) as valkey:
        assert await valkey.get("kept") == "1"


async def test_valkey_evicts_what_expires_and_never_a_stream(folder):
    given = LocalSettings(data_dir=folder, mongodb_uri="mongodb://m/", valkey_memory_mb=8)
    async with services(given) as opened, open_valkey(opened.valkey_url) as valkey:
        await valkey.xadd("jobs", {"id": "1"})
        for number in range(400):
            await valkey.set(f"page:{number}", "x" * 50_000, ex=600)
        assert await valkey.exists("jobs")
        assert 0 < await valkey.dbsize() < 401


async def test_damaged_data_are_named_in_one_line(folder):
    (folder / "mongodb").mkdir(parents=True)
    (folder / "mongodb" / "WiredTiger").write_text("not a database", encoding="ascii")
    (folder / "mongodb" / "WiredTiger.turtle").write_text("nonsense", encoding="ascii")
    given = LocalSettings(data_dir=folder, valkey_url="redis://v/")
    with pytest.raises(LocalError, match=r"mongod ended.*mongod\.log") as caught:
        async with services(given, lambda *_: None):
            pass
    assert "\n" not in str(caught.value)


async def test_logs_can_be_moved_while_they_are_written(folder, until):
    folders = make_folders(folder)
    log = folders.log / "valkey.log"
    async with open_spawner() as spawner:
        server = ValkeyServer(folders, 16, spawner)
        await server.start()
        log.rename(log.with_name("valkey.log.1"))
        await server.stop()
    assert "bye" in log.read_text(encoding="utf-8")


def test_a_private_socket_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    folders = make_folders(tmp_path / ("x" * 120))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    private = socket_path(folders).parent
    private.chmod(0o755)
    with pytest.raises(LocalError, match="not private"):
        socket_path(folders)
