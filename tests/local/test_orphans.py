"""Processes end with the one that started them, by the kernel or by the guard."""

from __future__ import annotations

import asyncio
import json
import signal
import sys

import psutil
import pytest

from strive.local.orphans import bound_command, kernel_kills_orphans

PARENT = """
import asyncio, json, sys
from strive.local.process import Command, open_spawner
FAMILY = "import signal, subprocess, sys; \\
subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()']); print(1); signal.pause()"
async def main():
    spoken = asyncio.Event()
    async with open_spawner(lambda *line: spoken.set(), guarded=sys.argv[1] == "guard") as spawner:
        child = await spawner.spawn(Command(name="family", argv=(sys.executable, "-c", FAMILY)))
        await spoken.wait()
        print(json.dumps(child.pid), flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""
WORKER = """
import os, signal, sys
from strive.local.orphans import die_with_parent
if os.fork() == 0:
    die_with_parent()
    print(os.getpid(), flush=True)
signal.pause()
"""
modes = pytest.mark.parametrize(
    "mode",
    [
        pytest.param("kernel", marks=pytest.mark.skipif(not kernel_kills_orphans(), reason="n/a")),
        "guard",
    ],
)


async def start(*command: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", *command, stdout=asyncio.subprocess.PIPE
    )


async def kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()
    process._transport.close()


@modes
async def test_a_child_goes_with_its_killed_parent(gone, mode):
    parent = await start(PARENT, mode)
    child = json.loads(await parent.stdout.readline())
    assert psutil.pid_exists(child)
    await kill(parent)
    assert await gone(child)


async def test_the_guard_ends_grandchildren_too(gone):
    parent = await start(PARENT, "guard")
    child = json.loads(await parent.stdout.readline())
    grandchild = psutil.Process(child).children()[0].pid
    await kill(parent)
    assert await gone(grandchild)


async def test_a_killed_guard_is_replaced_and_knows_who_lives(gone, until):
    parent = await start(PARENT, "guard")
    child = json.loads(await parent.stdout.readline())
    before = guard_of(parent)
    before.kill()
    assert await until(lambda: guard_of(parent) not in {None, before}, 5)
    await kill(parent)
    assert await gone(child)


async def test_a_forked_worker_goes_with_its_killed_parent(gone):
    parent = await start(WORKER)
    worker = int(await parent.stdout.readline())
    await kill(parent)
    assert await gone(worker)


async def test_a_child_whose_parent_is_gone_already_does_not_start(tmp_path):
    flag = tmp_path / "started"
    command = bound_command([sys.executable, "-c", f"open({str(flag)!r}, 'w')"], None)
    command[4] = "1"  # not this process
    late = await asyncio.create_subprocess_exec(*command)
    assert await late.wait() == -signal.SIGKILL
    assert not flag.exists()


async def test_a_command_that_does_not_exist_fails_in_one_line():
    process = await asyncio.create_subprocess_exec(
        *bound_command(["/no/such/program"], None), stderr=asyncio.subprocess.PIPE
    )
    _, error = await process.communicate()
    assert (process.returncode, error) == (127, b"/no/such/program: No such file or directory\n")


def guard_of(parent: asyncio.subprocess.Process) -> psutil.Process | None:
    children = psutil.Process(parent.pid).children()
    return next((each for each in children if is_guard(each)), None)


def is_guard(process: psutil.Process) -> bool:
    try:
        return any("guard.py" in word for word in process.cmdline())
    except psutil.Error:  # gone, or a zombie
        return False
