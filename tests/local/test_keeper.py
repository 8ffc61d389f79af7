"""One process kept running, with tiny commands."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time

import pytest
import pytest_asyncio

from strive.local.errors import ProcessFailed
from strive.local.keeper import Keeper, start_together
from strive.local.process import Command, open_spawner

LOOP = "import signal\nprint('up')\nwhile True: signal.pause()"
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{LOOP}"


class Lines(asyncio.Queue):
    def say(self, _name: str, line: str) -> None:
        self.put_nowait(line)

    async def until(self, text: str) -> str:
        async with asyncio.timeout(10):
            while text not in (line := await self.get()):
                pass
        return line


@pytest.fixture
def lines():
    return Lines()


@pytest_asyncio.fixture(loop_scope="session")
async def spawner(lines):
    async with open_spawner(lines.say) as opened:
        yield opened


def python(code: str, **more) -> Command:
    return Command(name="test", argv=(sys.executable, "-c", code), **more)


async def never() -> None:
    await asyncio.Event().wait()


async def test_a_killed_process_is_started_again_and_it_is_said(spawner, lines):
    keeper = Keeper(python(LOOP), spawner)
    await keeper.start()
    await lines.until("up")
    first = keeper.pid
    os.kill(first, signal.SIGKILL)
    assert "killed by SIGKILL" in await lines.until("Starting it again in 0.")
    await lines.until("up")
    assert keeper.pid != first
    await keeper.stop()


async def test_a_kill_from_outside_is_not_explained_by_what_it_said_before(spawner, lines):
    keeper = Keeper(python(LOOP, explain=lambda _tail: "The disk is full."), spawner)
    await keeper.start()
    await lines.until("up")
    os.kill(keeper.pid, signal.SIGKILL)
    assert "full" not in await lines.until("killed by SIGKILL")
    await keeper.stop()


async def test_what_keeps_ending_is_started_ever_more_slowly(spawner, lines):
    keeper = Keeper(python("raise SystemExit(3)"), spawner)
    await keeper.start()
    said = [await lines.until("exit code 3") for _ in range(4)]
    await keeper.stop()
    waits = [float(line.split(" in ")[-1].split()[0]) for line in said]
    assert waits[3] > waits[0]


async def test_a_process_that_ends_before_it_is_ready_fails_the_start(spawner):
    command = python("print('bad luck'); raise SystemExit(4)", ready=never, explain="; ".join)
    with pytest.raises(ProcessFailed, match=r"exit code 4\)\. bad luck"):
        await Keeper(command, spawner).start()


async def test_a_process_that_is_never_ready_fails_the_start_and_is_stopped(spawner):
    keeper = Keeper(python(LOOP, ready=never, ready_timeout_s=0.3), spawner)
    with pytest.raises(ProcessFailed, match=r"not ready within 0\.3 s"):
        await keeper.start()
    with pytest.raises(ProcessLookupError):
        os.kill(keeper.pid, 0)


async def test_when_one_fails_its_companions_are_stopped(spawner, lines):
    well = Keeper(python(LOOP), spawner)
    with pytest.raises(ProcessFailed):
        await start_together([well, Keeper(python("", ready=never), spawner)])
    with pytest.raises(ProcessLookupError):
        os.kill(well.pid, 0)


async def test_a_stubborn_process_is_killed_in_time(spawner, lines):
    keeper = Keeper(python(STUBBORN, stop_timeout_s=0.3), spawner)
    await keeper.start()
    await lines.until("up")
    started = time.monotonic()
    await keeper.stop()
    assert time.monotonic() - started < 2
    assert "killed" in await lines.until("did not stop within 0.3 s")


async def test_a_stopped_process_stays_stopped(spawner, lines):
    keeper = Keeper(python(LOOP), spawner)
    await keeper.start()
    await lines.until("up")
    await keeper.stop()
    await asyncio.sleep(0.5)  # longer than the first back-off
    assert lines.empty()


async def test_what_a_process_leaves_behind_goes_with_it(spawner, gone):
    leave = "import subprocess, sys; print(subprocess.Popen(['sleep', '99']).pid)"
    child = await spawner.spawn(python(leave))
    await child.wait()
    assert await gone(int(child.tail[0]))
