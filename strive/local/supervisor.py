"""The supervisor of `strive run`: databases, migrations, the roles; all up or nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.kit.clock import Clock, SystemClock
from strive.local.folders import make_folders
from strive.local.instance import Instance, become_instance, remove_instance, write_instance
from strive.local.keeper import Keeper, start_together, stop_together
from strive.local.output import Say, print_line
from strive.local.ports import require_port
from strive.local.process import Spawner, open_spawner
from strive.local.readiness import site_url
from strive.local.services import Services, embedded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from strive.local.process import Command
    from strive.local.settings import LocalSettings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to run on top of the databases.

    Attributes:
        prepare: Called when the databases answer and before the roles start: migrations.
        roles: Gives the commands of web, worker and scheduler.
        announce: Called once all roles are ready.
    """

    prepare: Callable[[Services], Awaitable[None]]
    roles: Callable[[Services], Iterable[Command]]
    announce: Callable[[Instance], None]


async def supervise(
    settings: LocalSettings, plan: Plan, *, say: Say = print_line, clock: Clock | None = None
) -> None:
    """Run everything on this machine until SIGINT, SIGTERM or SIGHUP; then stop it in reverse.

    A second signal kills what is left at once.

    Args:
        settings: Where and how.
        plan: What to run on top of the databases.
        say: Where the lines of the children, and about them, are shown.
        clock: Tells the time.

    Raises:
        LocalError: It cannot start; nothing is left running.
    """
    folders = make_folders(settings.data_dir)
    with become_instance(folders):
        require_port(settings.host, settings.port)
        async with (
            open_spawner(say) as spawner,
            _until_signal(spawner),
            embedded(settings, folders, spawner, clock or SystemClock()) as services,
        ):
            await plan.prepare(services)
            url = site_url(settings.host, settings.port)
            instance = Instance(os.getpid(), url, services.mongodb_uri, services.valkey_url)
            write_instance(folders, instance)
            try:
                async with _running(plan.roles(services), spawner):
                    plan.announce(instance)
                    await asyncio.Event().wait()
            finally:
                remove_instance(folders)


@contextlib.asynccontextmanager
async def _running(roles: Iterable[Command], spawner: Spawner) -> AsyncIterator[None]:
    """Keep the roles running while the context is open."""
    keepers = [Keeper(role, spawner) for role in roles]
    await start_together(keepers)
    try:
        yield
    finally:
        await stop_together(keepers)


@contextlib.asynccontextmanager
async def _until_signal(spawner: Spawner) -> AsyncIterator[None]:
    """Leave the context in order at the first signal; the second kills the children at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    received: list[signal.Signals] = []

    def receive(number: signal.Signals) -> None:
        received.append(number)
        if len(received) == 1 and task is not None:
            spawner.say("strive", "stopping (once more kills)")
            task.cancel()
        else:
            spawner.kill_all()

    # Under nohup SIGHUP is ignored, and stays so.
    caught = [number for number in STOP_SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    for number in caught:
        loop.add_signal_handler(number, receive, number)
    try:
        yield
    except asyncio.CancelledError:
        if not received:
            raise
        if task is not None:
            task.uncancel()
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
