"""`strive cache`: what the caches of running processes did, and purging them."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from typer.testing import CliRunner

from strive.app import build_web
from strive.app.web import cache_of
from strive.cli import app
from strive.platform.cache.reporting import report_for_ever, reports


@pytest.fixture
def invoke(settings, monkeypatch):
    """Run a command in this process, on the databases of the tests."""
    monkeypatch.setattr("strive.cli.runtime.load_settings", lambda: settings)

    async def run(*arguments: str):
        return await asyncio.to_thread(CliRunner().invoke, app, ["cache", *arguments])

    return run


async def test_each_process_tells_what_its_caches_did(strive, client):
    await client.get("/")
    await client.get("/")
    web = cache_of(client._transport.app)
    site = strive.database.name

    def look(process):
        return strive.caches.report(process, web)

    telling = asyncio.create_task(report_for_ever(strive.valkey, site, look))
    try:
        async with asyncio.timeout(5):
            while not (found := await reports(strive.valkey, site)):  # noqa: ASYNC110 - over Valkey
                await asyncio.sleep(0.01)
    finally:
        telling.cancel()
    pages = found[0].layers["pages"]
    assert (pages.hits, pages.misses, pages.hit_rate) == (1, 1, 0.5)
    assert 0 < pages.bytes < pages.bytes_max


async def test_status_shows_it_and_json_is_for_programs(invoke, strive):
    report = strive.caches.report("web-1:7", cache_of(build_web(strive)))
    name = f"{strive.database.name}:cache-report:web-1:7"
    await strive.valkey.set(name, msgspec.json.encode(report), ex=10)
    shown = await invoke("status", "--json")
    assert shown.exit_code == 0, shown.output
    told = msgspec.json.decode(shown.stdout)
    assert "web-1:7" in [process["process"] for process in told]


async def test_purging_by_command_reaches_the_web(invoke, strive, client):
    await client.get("/")
    assert (await client.get("/")).headers["cache-status"].startswith("Strive; hit")
    done = await invoke("purge", "--all")
    assert done.exit_code == 0, done.output
    async with asyncio.timeout(1):
        while (await client.get("/")).headers["cache-status"].startswith("Strive; hit"):  # noqa: ASYNC110 - over Valkey
            await asyncio.sleep(0.01)


async def test_purging_nothing_says_what_is_missing(invoke):
    done = await invoke("purge")
    assert done.exit_code == 1
    assert "--all" in done.output
