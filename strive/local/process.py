"""Child processes: started bound to this one, heard, and stopped with all they started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strive.local.guard import Guard
from strive.local.orphans import bound_command, kernel_kills_orphans, kill_group
from strive.local.output import Say, print_line, read_lines

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from pathlib import Path

TAIL_LINES = 20
LAST_WORDS_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command to keep running.

    Attributes:
        name: Short name shown before its lines.
        argv: The command and its arguments.
        env: Environment variables added to this process's own.
        cwd: Folder to run in.
        log: File it writes its log to; None shows what it prints.
        ready: Returns when the process can be used; None when starting is enough.
        ready_timeout_s: How long `ready` may take.
        explain: Says in a sentence why it ended, from the last lines it printed; None if unknown.
        stop_timeout_s: How long it may take to stop before it is killed.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    log: Path | None = None
    ready: Callable[[], Awaitable[None]] | None = None
    ready_timeout_s: float = 60.0
    explain: Callable[[tuple[str, ...]], str | None] | None = None
    stop_timeout_s: float = 10.0


class Child:
    """One started process, leader of its own group and session."""

    def __init__(self, command: Command, process: Process, spawner: Spawner, pipe: int) -> None:
        self.command = command
        self.pid = process.pid
        self._process = process
        self._spawner = spawner
        self._tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._output = asyncio.create_task(read_lines(pipe, self._hear))
        self._ended = asyncio.create_task(self._follow())

    @property
    def tail(self) -> tuple[str, ...]:
        """The last lines it printed."""
        return tuple(self._tail)

    @property
    def has_ended(self) -> bool:
        """Whether it and its group are gone."""
        return self._ended.done()

    async def wait(self) -> int:
        """Wait until it ended and nothing of its group is left; returns the exit code.

        A negative code is the number of the signal that ended it.
        """
        return await asyncio.shield(self._ended)

    def send(self, signal_number: int) -> None:
        """Send a signal to the process itself, not to its group."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal_number)

    async def stop(self) -> None:
        """End it gracefully, and by force when it takes longer than its command allows."""
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(self.command.stop_timeout_s):
                await self.wait()
        except TimeoutError:
            seconds = self.command.stop_timeout_s
            self._spawner.say(self.command.name, f"did not stop within {seconds:g} s; killed")
            kill_group(self.pid)
            await self.wait()

    async def _follow(self) -> int:
        code = await self._process.wait()
        kill_group(self.pid)
        self._spawner.forget(self)
        await asyncio.wait([self._output], timeout=LAST_WORDS_S)
        self._output.cancel()
        return code

    def _hear(self, line: str) -> None:
        self._tail.append(line)
        if self.command.log is None:
            self._spawner.say(self.command.name, line)


class Spawner:
    """Starts processes that die with this one and knows which are alive.

    Args:
        say: Where lines are shown.
        guard: A guard to bind children by; None lets the kernel do it.
    """

    def __init__(self, say: Say = print_line, guard: Guard | None = None) -> None:
        self._say = say
        self._guard = guard
        self._alive: set[Child] = set()
        self.closing = False

    def say(self, name: str, line: str) -> None:
        """Show a line; a terminal that went away is no reason to stop."""
        with contextlib.suppress(OSError, ValueError):
            self._say(name, line)

    async def spawn(self, command: Command) -> Child:
        """Start a command with its output heard and its input closed.

        Raises:
            OSError: The system has no process or descriptor left.
        """
        reading, writing = os.pipe()
        guard_fd = None if self._guard is None else self._guard.fd
        try:
            process = await asyncio.create_subprocess_exec(
                *bound_command(command.argv, guard_fd),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **command.env},
                cwd=command.cwd,
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only
                pass_fds=() if guard_fd is None else (guard_fd,),
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        if self._guard is not None:
            self._guard.add(process.pid)
        child = Child(command, process, self, reading)
        self._alive.add(child)
        return child

    def forget(self, child: Child) -> None:
        """Take note that a child ended."""
        self._alive.discard(child)
        if self._guard is not None:
            self._guard.remove(child.pid)

    def kill_all(self) -> None:
        """Kill every child and what it started, at once."""
        self.closing = True
        for child in tuple(self._alive):
            kill_group(child.pid)

    async def until_all_ended(self) -> None:
        """Wait until every child is gone."""
        while self._alive:
            await next(iter(self._alive)).wait()


@contextlib.asynccontextmanager
async def open_spawner(
    say: Say = print_line, *, guarded: bool = not kernel_kills_orphans()
) -> AsyncIterator[Spawner]:
    """Give a spawner; its children are gone when the context is left, however it is left."""
    guard = Guard() if guarded else None
    if guard is not None:
        await guard.start()
    spawner = Spawner(say, guard)
    try:
        yield spawner
    finally:
        spawner.kill_all()
        with contextlib.suppress(TimeoutError):  # what the kernel holds, nobody can wait for
            async with asyncio.timeout(LAST_WORDS_S):
                await spawner.until_all_ended()
        if guard is not None:
            await guard.stop()
