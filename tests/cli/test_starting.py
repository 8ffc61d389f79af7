"""What keeps `strive run` and the roles from starting is said in one clear line."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
import pytest_asyncio

from strive.cli.serving import address_of
from strive.local.binaries import find_mongod
from strive.local.ports import free_port
from strive.local.process import Command, open_spawner

pytestmark = pytest.mark.slow

LOADING = """
import builtins, os, signal
from strive.__main__ import main
real = builtins.__import__
def load(name, *more):
    if name == "strive.cli":
        os.kill(os.getpid(), signal.SIGINT)
    return real(name, *more)
builtins.__import__ = load
main()
"""

Ended = subprocess.CompletedProcess[str]


@pytest.fixture
def strive_command(tmp_path) -> Callable[..., Ended]:
    """Run `strive …` in a process of its own, with the given variables, to its end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STRIVE_")}
    place = {"STRIVE_DATA_DIR": str(tmp_path / "data"), "STRIVE_PORT": str(free_port())}

    def run(*words: str, **variables: str) -> Ended:
        return subprocess.run(
            [sys.executable, "-m", "strive", *words],
            env={**clean, **place, **variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def addresses(mongodb_uri, valkey_url) -> dict[str, str]:
    """The databases of the test run."""
    return {"STRIVE_MONGODB_URI": mongodb_uri, "STRIVE_VALKEY_URL": valkey_url}


@pytest_asyncio.fixture(loop_scope="session")
async def lonely_mongodb(tmp_path):
    """A mongod that is no replica set."""
    async with open_spawner(lambda *_: None) as spawner:
        port, options = free_port(), ("--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet")
        argv = (str(await find_mongod()), "--port", str(port), "--dbpath", str(tmp_path), *options)
        child = await spawner.spawn(Command(name="mongod", argv=argv))
        yield f"mongodb://127.0.0.1:{port}/"
        await child.stop()


def last_line(ended) -> str:
    return ended.stderr.splitlines()[-1]


async def test_a_mongodb_without_transactions_is_refused(strive_command, addresses, lonely_mongodb):
    variables = {**addresses, "STRIVE_MONGODB_URI": lonely_mongodb}
    ended = await asyncio.to_thread(strive_command, "run", **variables)
    assert ended.returncode == 1
    assert last_line(ended).startswith("Strive cannot start: This MongoDB runs alone")


async def test_credentials_that_are_refused_are_not_repeated(strive_command, addresses):
    uri = addresses["STRIVE_MONGODB_URI"].replace("mongodb://", "mongodb://nobody:hidden@")
    variables = {**addresses, "STRIVE_MONGODB_URI": uri}
    ended = await asyncio.to_thread(strive_command, "run", **variables)
    assert ended.returncode == 1
    assert last_line(ended).startswith(
        "Strive cannot start: MongoDB refuses: Authentication failed."
    )
    assert "hidden" not in ended.stderr + ended.stdout


async def test_a_valkey_that_is_away_is_named(strive_command, addresses):
    variables = {**addresses, "STRIVE_VALKEY_URL": "unix:///nobody.sock"}
    ended = await asyncio.to_thread(strive_command, "run", **variables)
    assert ended.returncode == 1
    assert last_line(ended).startswith("Strive cannot start: Valkey does not answer: ")


@pytest.mark.parametrize("role", ["serve", "worker", "scheduler"])
def test_a_role_by_itself_wants_to_know_the_databases(strive_command, role):
    ended = strive_command(role)
    assert ended.returncode == 1
    assert last_line(ended).startswith(
        "A single role needs STRIVE_MONGODB_URI and STRIVE_VALKEY_URL"
    )


def test_every_mistake_in_the_settings_is_said_before_anything_starts(strive_command, tmp_path):
    ended = strive_command("run", STRIVE_PORT="x", STRIVE_WORKRS="2")
    assert ended.returncode == 1
    assert "STRIVE_PORT: " in ended.stderr
    assert "STRIVE_WORKRS: there is no such setting. Did you mean STRIVE_WORKERS?" in ended.stderr
    assert not (tmp_path / "data").exists()


def test_ctrl_c_while_it_is_loaded_ends_it_without_a_traceback():
    ended = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, b"")


def test_a_host_may_be_a_name():
    assert address_of("localhost") == "127.0.0.1"
    assert address_of("::1") == "::1"
