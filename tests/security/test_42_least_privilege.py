"""security.md 42: the site works with a user of the database that may read and write it alone."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from published import publish
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError
from signed_in import BASE_URL, signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web, opened
from strive.local.binaries import find_mongod
from strive.local.ports import free_port

pytestmark = pytest.mark.slow
PASSWORD = secrets.token_hex(16)
READY_S = 60


async def until_primary(client: AsyncMongoClient) -> None:
    async with asyncio.timeout(READY_S):
        while True:
            try:
                if (await client.admin.command("hello")).get("isWritablePrimary"):
                    return
            except PyMongoError:
                pass
            await asyncio.sleep(0.05)


@pytest_asyncio.fixture(loop_scope="session")
async def guarded(tmp_path, bear_sockets_to):
    """A MongoDB that asks who one is; yields the address for a user with `readWrite` alone."""
    key = tmp_path / "key"
    key.write_text(secrets.token_hex(128))
    key.chmod(0o400)
    (tmp_path / "data").mkdir()
    port = free_port()
    bear_sockets_to(port)
    command = [str(await find_mongod()), "--auth", "--keyFile", str(key), "--replSet", "guarded"]
    command += ["--dbpath", str(tmp_path / "data"), "--port", str(port), "--bind_ip", "127.0.0.1"]
    command += ["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64", "--nounixsocket", "--quiet"]
    with (tmp_path / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
    at = f"127.0.0.1:{port}"
    try:
        async with AsyncMongoClient(f"mongodb://{at}/?directConnection=true") as first:
            config = {"_id": "guarded", "members": [{"_id": 0, "host": at}]}
            async with asyncio.timeout(READY_S):
                while True:
                    try:
                        await first.admin.command("replSetInitiate", config)
                        break
                    except PyMongoError:
                        await asyncio.sleep(0.1)
            await until_primary(first)
            await first.admin.command("createUser", "root", pwd=PASSWORD, roles=["root"])
        root = f"mongodb://root:{PASSWORD}@{at}/?directConnection=true"
        async with AsyncMongoClient(root) as administrator:
            roles = [{"role": "readWrite", "db": "strive"}]
            await administrator.strive.command("createUser", "strive", pwd=PASSWORD, roles=roles)
        yield f"mongodb://strive:{quote(PASSWORD)}@{at}/strive?replicaSet=guarded&authSource=strive"
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), READY_S)


async def test_42_read_and_write_is_enough(guarded, settings):
    database = replace(settings.database, uri=guarded, name="strive")
    async with opened(replace(settings, database=database)) as strive:
        await strive.database.require_what_strive_needs()
        await strive.migrations.up()
        await publish(strive.content, "Guarded", "Words.")
        transport = httpx.ASGITransport(build_web(strive))
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as reader:
            for path in ("/blog/guarded", "/search?q=words", "/readyz", "/api/v1/posts"):
                assert (await reader.get(path)).status_code == 200, path
        async with signed_in(strive, await somebody(strive, Role.EDITOR)) as editor:
            draft = {"title": "New", "body": {"source": "Words."}}
            assert (await editor.post("/api/v1/posts", json=draft)).status_code == 201
            assert (await editor.get("/studio/posts")).status_code == 200
        client = strive.database.client
        listed = await client.admin.command("listDatabases")
        assert [each["name"] for each in listed["databases"]] == ["strive"]
        with pytest.raises(OperationFailure, match=r"not authorized"):
            await client["elsewhere"]["things"].insert_one({"a": 1})
        with pytest.raises(OperationFailure, match="not authorized"):
            await client.admin.command("getCmdLineOpts")
