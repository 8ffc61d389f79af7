"""Whole instances in processes of their own: started, killed, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time

import psutil
import pytest

from strive.local.instance import find_instance, require_roles
from strive.local.ports import free_port
from strive.platform.errors import Unavailable

pytestmark = pytest.mark.slow


def child(running, name: str) -> int:
    return next(each.pid for each in psutil.Process(running.pid).children() if name in each.name())


async def test_an_instance_starts_is_found_and_stops_in_reverse_order(start, folder, gone):
    running = await start(folder)
    await running.until_line("worker: working")
    await running.until_line("ready: ")
    assert running.instance.pid == running.pid
    assert running.instance.url == f"http://localhost:{running.port}"
    prepared = next(line for line in running.lines if line.startswith("prepare"))
    assert prepared == f"prepare: {running.instance.mongodb_uri}"

    children = [each.pid for each in psutil.Process(running.pid).children(recursive=True)]
    assert await running.end(signal.SIGTERM) == 0
    assert "worker: stopping while the database answers" in running.lines
    assert running.lines[-1] == "end: in order"
    assert all([await gone(pid) for pid in children])
    assert find_instance(folder) is None


async def test_everything_dies_with_a_killed_supervisor_and_the_next_start_recovers(
    start, folder, gone
):
    running = await start(folder)
    await running.until_line("worker: working")
    await running.until_line("ready: ")
    before = running.instance
    # The worker's own child is not among them: to bind that is the worker's to do.
    children = [each.pid for each in psutil.Process(running.pid).children()]
    assert len(children) >= 4
    running.process.kill()
    killed = time.monotonic()
    assert all([await gone(pid) for pid in children])
    await running.process.wait()
    assert time.monotonic() - killed < 2
    assert find_instance(folder) is None

    again = await start(folder)
    started = time.monotonic()
    await again.until_line("ready: ")
    assert time.monotonic() - started < 8
    assert again.instance.mongodb_uri == before.mongodb_uri


@pytest.mark.parametrize("name", ["mongod", "valkey"])
async def test_a_killed_database_is_started_again_at_the_same_address(start, folder, gone, name):
    running = await start(folder)
    await running.until_line("ready: ")
    before = running.instance
    pid = child(running, name)
    os.kill(pid, signal.SIGKILL)
    line = await running.until_line("Starting it again")
    assert line.startswith(f"{name}: ended unexpectedly (killed by SIGKILL).")
    assert str(folder / "log" / f"{name}.log") in line
    await running.until_line(f"{name}: runs again.")
    assert running.instance == before


@pytest.mark.parametrize(("name", "away"), [("web", ()), ("worker", ("worker",))])
async def test_a_killed_role_is_started_again_and_away_meanwhile(start, folder, name, away):
    running = await start(folder)
    await running.until_line("ready: ")
    mark = {"web": "HTTPServer", "worker": "pause"}[name]
    killed = next(
        each for each in psutil.Process(running.pid).children() if mark in each.cmdline()[2]
    )
    killed.kill()
    await running.until_line(f"{name}: ended unexpectedly")
    # The site answers for itself; what it could not know stands in the instance file.
    assert running.instance.away == away
    if away:
        with pytest.raises(Unavailable, match=f"started again: {name}"):
            await require_roles(folder)
    await running.until_line(f"{name}: runs again.")
    await require_roles(folder)


async def test_a_second_start_on_the_same_folder_is_refused_with_pid_and_url(start, folder):
    first = await start(folder)
    await first.until_line("ready: ")
    second = await start(folder)
    refusal = await second.until_line("error: ")
    assert f"(pid {first.pid})" in refusal
    assert f"http://localhost:{first.port}" in refusal
    assert await second.process.wait() == 1
    assert first.process.returncode is None


async def test_a_preparation_that_fails_stops_the_start_with_its_last_word(start, folder):
    running = await start(folder, prepare="import sys; sys.exit('no way')")
    assert await running.until_line("error: ") == "error: no way"
    assert await running.process.wait() == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
async def test_ctrl_c_is_heard_where_a_shell_let_it_be_ignored(start, folder, number):
    running = await start(folder, ignore=number)
    await running.until_line("ready: ")
    if number == signal.SIGHUP:
        running.process.send_signal(number)
        await asyncio.sleep(0.2)
        number = signal.SIGINT
    assert await running.end(number) == 0
    assert [line for line in running.lines if "stopping (" in line] == [
        "strive: stopping (once more kills)"
    ]


async def test_two_folders_run_side_by_side(start, tmp_path_factory):
    long_name = "a folder with a long näme " * 6
    one, two = (tmp_path_factory.mktemp("side") / name for name in ("one", long_name))
    runs = await asyncio.gather(start(one), start(two))
    await asyncio.gather(*(running.until_line("ready: ") for running in runs))
    assert runs[0].instance.mongodb_uri != runs[1].instance.mongodb_uri
    assert runs[0].instance.valkey_url != runs[1].instance.valkey_url
    assert await asyncio.gather(*(running.end(signal.SIGINT) for running in runs)) == [0, 0]


async def test_a_taken_port_is_refused_before_anything_starts(start, folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        running = await start(folder, port)
        assert f"Port {port} is taken" in await running.until_line("error: ")
    assert await running.process.wait() == 1
    assert not any((folder / "mongodb").iterdir())


async def test_a_signal_during_the_start_stops_what_has_started(start, folder, until):
    running = await start(folder, free_port())
    started = await until(lambda: len(psutil.Process(running.pid).children()) >= 2, 10)
    code = await running.end(signal.SIGTERM)
    assert started, running.lines
    assert code == 0
    assert not any("ready" in line for line in running.lines)


async def test_files_left_by_a_killed_run_do_not_stop_a_start(start, folder):
    (folder / "run").mkdir(parents=True)
    (folder / "run" / "lock").write_text("1\n", encoding="ascii")
    (folder / "run" / "instance.json").write_text('{"pid": 1}', encoding="ascii")
    (folder / "run" / "mongodb.port").write_text("nonsense", encoding="ascii")
    (folder / "run" / "valkey.sock").write_text("", encoding="ascii")
    running = await start(folder)
    await running.until_line("ready: ")
