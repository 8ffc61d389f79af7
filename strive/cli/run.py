"""`strive run`: everything on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from strive.local.errors import LocalError
from strive.local.process import Command
from strive.local.readiness import READY_S, until_site_ready
from strive.local.supervisor import Plan, supervise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.console import RenderableType

    from strive.local.instance import Instance
    from strive.local.services import Services
    from strive.local.settings import LocalSettings

ROLES = {"web": "serve", "worker": "worker", "scheduler": "scheduler"}
COLORS = {"strive": "bold", "mongod": "green", "valkey": "red", "web": "cyan", "worker": "magenta"}
WEB_READY_S = READY_S + 10.0  # it says itself what keeps it
WEB_STOP_S = 15.0  # requests under way are answered first
NAME_COLUMN = 9


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What `strive run` is given by the composition of the application.

    Attributes:
        settings: The settings of this machine.
        links: More addresses to show, as (name, URL) pairs, read once the site is ready.
        notes: What else is to be said below them, as lines that are not broken.
        env: Environment variables for the roles, besides the addresses of the databases.
    """

    settings: LocalSettings
    links: Callable[[Instance], Sequence[tuple[str, str]]]
    env: Mapping[str, str]
    notes: Callable[[], Sequence[str]] = lambda: ()


class Terminal(Console):
    """Standard error; once nobody reads it any more, what is said goes unheard."""

    def on_broken_pipe(self) -> None:
        """Go on: the site has readers of its own."""
        self.quiet = True

    def tell(self, what: RenderableType, **options: Any) -> None:
        """Print for whoever is there."""
        with contextlib.suppress(OSError):
            self.print(what, **options)


def run(launch: Launch, *, with_parent: bool = False) -> None:
    """Run the databases and all roles until they are told to stop.

    Args:
        launch: What to run.
        with_parent: Whether to stop when the process that started this one ends.

    Raises:
        typer.Exit: With code 1 when it cannot start; the reason is on standard error.
    """
    console = Terminal(stderr=True, highlight=False, soft_wrap=True)
    plan = Plan(
        prepare=lambda services: _command("prepare", "prepare", launch, services),
        roles=lambda services: [_role(name, launch, services) for name in ROLES],
        announce=lambda instance: _announce(console, launch, instance),
    )
    console.tell("Starting Strive …", style="dim")
    say = _printer(console)
    try:
        asyncio.run(supervise(launch.settings, plan, with_parent=with_parent, say=say))
    except LocalError as error:
        console.tell(Text.assemble(("Strive cannot start: ", "bold red"), str(error)))
        raise typer.Exit(1) from error
    console.tell("Strive stopped.", style="dim")


def _announce(console: Terminal, launch: Launch, instance: Instance) -> None:
    console.tell(banner(instance, launch.links(instance)))
    for note in launch.notes():
        console.tell(Text(note, "bold"))


def banner(instance: Instance, links: Sequence[tuple[str, str]]) -> Panel:
    """Lay out the addresses of a running instance."""
    table = Table.grid(padding=(0, 2))
    table.add_row("Site", Text(str(instance.url), "bold underline"))
    for name, url in links:
        table.add_row(name, Text(url, "underline"))
    return Panel.fit(table, title="Strive is ready", subtitle="Ctrl-C stops it", padding=(1, 2))


def _role(name: str, launch: Launch, services: Services) -> Command:
    settings = launch.settings
    command = _command(name, ROLES[name], launch, services)
    if name != "web":
        return command
    return replace(
        command,
        ready=lambda: until_site_ready(settings.host, settings.port, tls=settings.tls is not None),
        ready_timeout_s=WEB_READY_S,
        stop_timeout_s=WEB_STOP_S,
    )


def _command(name: str, subcommand: str, launch: Launch, services: Services) -> Command:
    """Give a command of our own that uses the databases of this instance."""
    return Command(
        name=name,
        argv=(sys.executable, "-m", "strive", subcommand),
        env={
            **launch.env,
            "STRIVE_DATA_DIR": str(launch.settings.data_dir.expanduser().absolute()),
            "STRIVE_MONGODB_URI": services.mongodb_uri,
            "STRIVE_VALKEY_URL": services.valkey_url,
        },
    )


def _printer(console: Console) -> Callable[[str, str], None]:
    """Show a child's line after its name; its own colours are kept, its markup is not read.

    Where nobody looks, structured lines are passed on whole for programs to read.
    """

    def say(name: str, line: str) -> None:
        label = f"{name:>{NAME_COLUMN}} │ "
        if console.is_terminal:
            console.print(Text(label, COLORS.get(name, "blue")) + Text.from_ansi(line))
        else:
            console.file.write(f"{line}\n" if line.startswith("{") else f"{label}{line}\n")
            console.file.flush()

    return say
