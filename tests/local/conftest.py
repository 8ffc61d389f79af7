"""Helpers for tests that start whole instances and kill them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from strive.local.instance import Instance, find_instance
from strive.local.ports import free_port

SCRIPT = Path(__file__).with_name("supervised.py")


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def until(happened: Callable[[], bool], within_s: float) -> bool:
    """Poll what sends no event: processes of others, files."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            while True:
                if happened():
                    return True
                await asyncio.sleep(0.02)
    return False


@pytest.fixture(name="until")
def until_fixture() -> Callable[[Callable[[], bool], float], Awaitable[bool]]:
    """Give `await until(happened, within_s)`."""
    return until


@pytest.fixture
def gone() -> Callable[[int], Awaitable[bool]]:
    """Give `await gone(pid)`: whether a process is gone within two seconds."""
    return lambda pid: until(lambda: is_gone(pid), 2.0)


class Running:
    """An instance in a process of its own, and what it printed so far."""

    def __init__(self, process: asyncio.subprocess.Process, data_dir: Path, port: int) -> None:
        self.process = process
        self.data_dir = data_dir
        self.port = port
        self.lines: list[str] = []

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def instance(self) -> Instance:
        found = find_instance(self.data_dir)
        assert found is not None, self.lines
        return found

    def descendants(self) -> dict[str, int]:
        """Process ids by command name; children of children too."""
        everyone = psutil.Process(self.pid).children(recursive=True)
        return {f"{each.name()}{each.pid if each.name() == 'python' else ''}": each.pid
                for each in everyone}  # fmt: skip

    async def until_line(self, text: str, within_s: float = 30.0) -> str:
        """Give the first line with a text, reading on until it comes."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not any(text in line for line in self.lines):
                    line = await self.process.stdout.readline()
                    assert line, f"ended without {text!r}: {self.lines}"
                    self.lines.append(line.decode().rstrip())
        found = [line for line in self.lines if text in line]
        assert found, f"no {text!r} within {within_s} s: {self.lines}"
        return found[0]

    async def end(self, signal_number: int) -> int:
        """Signal it and read the rest."""
        self.process.send_signal(signal_number)
        async with asyncio.timeout(30):
            rest = await self.process.stdout.read()
        self.lines += rest.decode().splitlines()
        return await self.process.wait()


Start = Callable[..., "asyncio.Future[Running]"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder whose path is short enough for a socket in it."""
    made = Path(tempfile.mkdtemp(prefix="strive-"))
    yield made / "data"
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
async def start(folder: Path) -> AsyncIterator[Start]:
    """Start instances; they are killed after the test, before their folder is removed."""
    started: list[Running] = []

    async def start(
        data_dir: Path, port: int | None = None, prepare: str = "", ignore: int | None = None
    ) -> Running:
        port = port or free_port()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(SCRIPT), str(data_dir), str(port), *filter(None, [prepare])),
            preexec_fn=ignore and partial(signal.signal, ignore, signal.SIG_IGN),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        started.append(Running(process, data_dir, port))
        return started[-1]

    yield start
    for running in started:
        if running.process.returncode is None:
            running.process.kill()
        await running.process.wait()
        running.process._transport.close()
