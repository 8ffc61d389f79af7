"""Keeping a process running: started again with back-off when it ends, until it is stopped."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import TYPE_CHECKING, Protocol

from strive.local.backoff import STABLE_S, delay_s
from strive.local.errors import LocalError, ProcessFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strive.local.process import Child, Command, Spawner


class Keeper:
    """Keeps one command running.

    Args:
        command: What to run.
        spawner: What starts it.
        changed: Called whenever it ended, and whenever it runs again.
    """

    def __init__(
        self, command: Command, spawner: Spawner, changed: Callable[[], None] = lambda: None
    ) -> None:
        self.command = command
        self.runs = False
        self._spawner = spawner
        self._changed = changed
        self._child: Child | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now, or ran last."""
        return None if self._child is None else self._child.pid

    async def start(self) -> None:
        """Start it and wait until it is ready; from then on it is kept running.

        Raises:
            ProcessFailed: It ended first or took too long; nothing of it is left.
        """
        try:
            child = self._child = await self._spawner.spawn(self.command)
        except OSError as error:
            raise ProcessFailed(f"{self.command.name} could not be started: {error}.") from error
        try:
            await self._until_ready(child)
        except BaseException:
            await self.stop()
            raise
        self.runs = True
        self._task = asyncio.create_task(self._keep(child))

    def send(self, signal_number: int) -> None:
        """Send a signal to the process that runs now."""
        if self._child is not None:
            self._child.send(signal_number)

    async def stop(self) -> None:
        """Stop it for good, gracefully if it can."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._child is not None:
            await self._child.stop()

    async def _keep(self, child: Child) -> None:
        failures = 0
        while True:
            started = time.monotonic()
            code = await child.wait()
            if self._spawner.closing:
                return
            self._turn(runs=False)
            if time.monotonic() - started >= STABLE_S:
                failures = 0
            delay = delay_s(failures)
            failures += 1
            self._say(f"{self._obituary(child, code)} Starting it again in {delay:.1f} s.")
            await asyncio.sleep(delay)
            child = await self._start_again(child)

    async def _start_again(self, ended: Child) -> Child:
        """Start a successor; one that is not ready is stopped and left to the next round."""
        try:
            child = self._child = await self._spawner.spawn(self.command)
        except OSError as error:
            self._say(f"could not be started: {error}.")
            return ended
        try:
            await self._until_ready(child)
        except LocalError as error:
            if not child.has_ended:
                self._say(str(error))
            await child.stop()
        else:
            self._turn(runs=True)
            self._say("runs again.")
        return child

    def _turn(self, *, runs: bool) -> None:
        self.runs = runs
        self._changed()

    async def _until_ready(self, child: Child) -> None:
        """Wait for readiness, the end of the process or the time limit, whichever is first."""
        command = self.command
        if command.ready is None:
            return
        ready = asyncio.ensure_future(command.ready())
        ended = asyncio.ensure_future(child.wait())
        try:
            await asyncio.wait(
                [ready, ended],
                timeout=command.ready_timeout_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if ended.done():
                raise ProcessFailed(f"{command.name} {self._obituary(child, ended.result())}")
            if not ready.done():
                raise ProcessFailed(
                    f"{command.name} was not ready within {command.ready_timeout_s:g} s."
                    f"{self._where()}"
                )
            if error := ready.exception():
                raise (
                    error
                    if isinstance(error, LocalError)
                    else ProcessFailed(
                        f"{command.name} did not become ready: {error!r}.{self._where()}"
                    )
                )
        finally:
            ready.cancel()
            ended.cancel()

    def _obituary(self, child: Child, code: int) -> str:
        """Say how it ended, and why if that is known; a kill comes from outside, unexplained."""
        explain = None if code == -signal.SIGKILL else self.command.explain
        cause = explain(child.tail) if explain is not None else None
        return f"ended unexpectedly ({_how(code)}).{f' {cause}' if cause else ''}{self._where()}"

    def _where(self) -> str:
        return f" Its log: {self.command.log}." if self.command.log else ""

    def _say(self, text: str) -> None:
        self._spawner.say(self.command.name, text)


class Kept(Protocol):
    """Something that is started, then runs until it is stopped."""

    async def start(self) -> None:
        """Return when it can be used."""
        ...

    async def stop(self) -> None:
        """Return when it is gone; fine when it never started."""
        ...


async def start_together(kept: Iterable[Kept]) -> None:
    """Start several at once; when one fails all are stopped and its error is raised."""
    everyone = tuple(kept)
    try:
        async with asyncio.TaskGroup() as group:
            for each in everyone:
                group.create_task(each.start())
    except BaseExceptionGroup as failures:
        await stop_together(everyone)
        raise failures.exceptions[0] from None
    except asyncio.CancelledError:
        await stop_together(everyone)
        raise


async def stop_together(kept: Iterable[Kept]) -> None:
    """Stop several at once."""
    await asyncio.gather(*(each.stop() for each in kept))


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"killed by {signal.Signals(-code).name}"
