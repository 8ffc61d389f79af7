"""The supervisor of `strive run`: databases, migrations, the roles; all up or nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from strive.kit.clock import Clock, SystemClock
from strive.local.errors import ProcessFailed
from strive.local.folders import make_folders
from strive.local.instance import Instance, become_instance, remove_instance, write_instance
from strive.local.keeper import Keeper, start_together, stop_together
from strive.local.output import Say, print_line
from strive.local.ports import require_port
from strive.local.process import Spawner, open_spawner
from strive.local.services import Services, embedded
from strive.local.starter import Starter
from strive.local.stopping import until_told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from strive.local.process import Command
    from strive.local.settings import LocalSettings


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to run on top of the databases.

    Attributes:
        prepare: Gives the command to run to its end when the databases answer and before the
            roles start: migrations.
        roles: Gives the commands of web, worker and scheduler.
        announce: Called once all roles are ready.
    """

    prepare: Callable[[Services], Command]
    roles: Callable[[Services], Iterable[Command]]
    announce: Callable[[Instance], None]


async def supervise(
    settings: LocalSettings,
    plan: Plan,
    *,
    with_parent: bool = False,
    say: Say = print_line,
    clock: Clock | None = None,
) -> None:
    """Run everything on this machine until told to stop; then stop it in reverse.

    A signal tells it, or whoever started it leaving; being told again kills what is left at once.

    Args:
        settings: Where and how.
        plan: What to run on top of the databases.
        with_parent: Whether to stop when the process that started this one ends.
        say: Where the lines of the children, and about them, are shown.
        clock: Tells the time.

    Raises:
        LocalError: It cannot start; nothing is left running.
    """
    starter = Starter.look(with_parent=with_parent)
    folders = make_folders(settings.data_dir)
    with become_instance(folders):
        require_port(settings.host, settings.port)
        async with (
            open_spawner(say) as spawner,
            until_told(spawner, starter),
            embedded(settings, folders, spawner, clock or SystemClock()) as services,
        ):
            await _prepare(plan.prepare(services), spawner)
            instance = Instance(
                os.getpid(), settings.url, services.mongodb_uri, services.valkey_url
            )
            write_instance(folders, instance)

            def note(away: tuple[str, ...]) -> None:
                write_instance(folders, replace(instance, away=away))

            try:
                async with _running(plan.roles(services), spawner, note):
                    plan.announce(instance)
                    await asyncio.Event().wait()
            finally:
                remove_instance(folders)


async def _prepare(command: Command, spawner: Spawner) -> None:
    """Run a command to its end; raises `ProcessFailed` with the last it said when it fails."""
    child = await spawner.spawn(command)
    try:
        code = await child.wait()
    except asyncio.CancelledError:
        await child.stop()
        raise
    if code != 0:
        raise ProcessFailed(child.tail[-1] if child.tail else f"{command.name} failed ({code}).")


@contextlib.asynccontextmanager
async def _running(
    roles: Iterable[Command], spawner: Spawner, note: Callable[[tuple[str, ...]], None]
) -> AsyncIterator[None]:
    """Keep the roles running while the context is open; `note` hears which are away."""

    def look() -> None:
        # Whoever is asked for its own readiness answers for itself: to wait for its own answer,
        # the site would never be ready again.
        silent = [each for each in keepers if each.command.ready is None]
        with contextlib.suppress(OSError):  # a full disk is no reason to stop
            note(tuple(each.command.name for each in silent if not each.runs))

    keepers = [Keeper(role, spawner, look) for role in roles]
    await start_together(keepers)
    try:
        yield
    finally:
        await stop_together(keepers)
