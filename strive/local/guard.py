"""The guard: ends the children of a killed supervisor where the kernel does not.

A small process reads from a pipe which process groups live. The pipe ends when the supervisor
does, whatever ended it, and the guard kills the groups that are left.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from typing import BinaryIO


class Guard:
    """The supervisor's side of the guard; replaces a guard that was killed."""

    def __init__(self) -> None:
        self._fd = -1
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._groups: set[int] = set()

    @property
    def fd(self) -> int:
        """Write end of the pipe, to be inherited by children until they have entered it."""
        return self._fd

    async def start(self) -> None:
        """Start the guard process and tell it what lives already."""
        reading, writing = os.pipe()
        self._close_pipe()
        self._fd = writing
        # The pipe holds what it is told now until the guard reads it.
        for group in self._groups:
            self._tell(b"+%d\n" % group)
        command = [sys.executable, "-I", "-S", __file__]
        try:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=reading, start_new_session=True
            )
        finally:
            os.close(reading)
        self._watch = asyncio.create_task(self._replace(self._process))

    def add(self, group: int) -> None:
        """Remember a group, for a guard that has to be replaced; the child itself told this one."""
        self._groups.add(group)

    def remove(self, group: int) -> None:
        """Forget a group that ended, since its number may be given to somebody else."""
        self._groups.discard(group)
        self._tell(b"-%d\n" % group)

    async def stop(self) -> None:
        """Let the guard go; it kills what was not removed."""
        if self._watch is not None:
            self._watch.cancel()
        self._close_pipe()
        if self._process is not None:
            await self._process.wait()

    async def _replace(self, process: Process) -> None:
        await process.wait()
        await self.start()

    def _tell(self, line: bytes) -> None:
        with contextlib.suppress(OSError):  # a dead guard is being replaced
            os.write(self._fd, line)

    def _close_pipe(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def watch(pipe: BinaryIO) -> None:
    """Follow the groups that live until the pipe ends, then kill those that are left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in pipe:
        group = int(line[1:])
        if line.startswith(b"+"):
            groups.add(group)
        else:
            groups.discard(group)
    for group in groups:
        with contextlib.suppress(OSError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    watch(sys.stdin.buffer)
