"""`strive limits`: lists and limits changed while the site runs."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import replace

import pytest
import pytest_asyncio
from typer.testing import CliRunner, Result

from strive.cli import app
from strive.platform.ratelimit import Limiter, Rulebook
from strive.platform.ratelimit.reporting import report_for_ever, reports
from strive.platform.ratelimit.standard import API


@pytest.fixture
def invoke(settings, monkeypatch):
    """Run a command in this process, on the databases of the tests."""
    monkeypatch.setattr("strive.cli.runtime.load_settings", lambda: settings)

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, ["limits", *arguments])

    return run


@pytest_asyncio.fixture(autouse=True)
async def nothing_written(database):
    await database.collection("limits", fresh=True).delete_many({"_id": "limits"})


async def done(invoke, *arguments: str) -> str:
    result = await invoke(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


async def test_an_address_is_denied_for_some_time_and_lifted(invoke, database, clock):
    said = await done(invoke, "deny", "203.0.113.9/24", "--for", "12h", "--reason", "guesses")
    assert said.startswith("Denied 203.0.113.0/24 until ")
    status = json.loads(await done(invoke, "status", "--json"))
    (rule,) = status["rules"]
    assert (rule["verdict"], rule["value"], rule["reason"]) == ("deny", "203.0.113.0/24", "guesses")
    assert rule["until"]
    assert await done(invoke, "lift", "203.0.113.0/24") == "Lifted 203.0.113.0/24.\n"
    assert (await Rulebook(database, clock).read()).rules == ()


async def test_a_user_agent_is_allowed(invoke):
    await done(invoke, "allow", "Our Monitor", "--agent")
    assert "our monitor" in await done(invoke, "status")
    assert json.loads(await done(invoke, "lift", "Our Monitor", "--agent", "--json")) == {
        "lifted": "Our Monitor"
    }


async def test_a_limit_is_changed_and_restored(invoke, database, clock):
    await done(invoke, "change", "api", "--quota", "200", "--shadow")
    (change,) = (await Rulebook(database, clock).read()).changes
    assert (change.policy, change.quota, change.window_s, change.shadow) == ("api", 200, None, True)
    await done(invoke, "restore", "api")
    assert (await Rulebook(database, clock).read()).changes == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["deny", "everybody"], "is no address or network"),
        (["deny", "0.0.0.0/0"], "too much of the internet"),
        (["deny", "ab", "--agent"], "3 to 200"),
        (["lift", "203.0.113.7"], "There is no entry for 203.0.113.7."),
        (["change", "apy", "--quota", "5"], "There is no limit apy; there are: "),
        (["change", "api", "--quota", "0"], "must be from 1"),
        (["change", "api"], "Say what to change"),
        (["restore", "api"], "The limit api is not changed."),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_line(invoke, arguments, said):
    result = await invoke(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


async def test_what_a_process_limited_is_shown(invoke, strive, settings):
    site = settings.database.name
    limiter = Limiter(strive.limiter._shared, site=site, secret=secrets.token_hex(8))
    once = replace(API[0], quota=1)
    for _ in range(3):
        await limiter.take([limiter.ask(once, "203.0.113.7")], "203.0.113.0/24")
    telling = asyncio.create_task(report_for_ever(strive.valkey, site, limiter))
    async with asyncio.timeout(5):
        while not await reports(strive.valkey, site):  # noqa: ASYNC110 - over Valkey
            await asyncio.sleep(0.01)
    telling.cancel()
    done_by = json.loads(await done(invoke, "status", "--json"))["done"]
    assert done_by["policies"]["api"]["refused"] == 2
    assert done_by["limited"] == [{"policy": "api", "who": "203.0.113.0/24", "count": 2}]
    assert "203.0.113.0/24" in await done(invoke, "status")
