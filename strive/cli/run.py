"""`strive run`: everything on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from strive.local.errors import LocalError
from strive.local.process import Command
from strive.local.readiness import until_site_ready
from strive.local.supervisor import Plan, supervise

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from strive.local.instance import Instance
    from strive.local.services import Services
    from strive.local.settings import LocalSettings

ROLES = {"web": "serve", "worker": "worker", "scheduler": "scheduler"}
COLORS = {"strive": "bold", "mongod": "green", "valkey": "red", "web": "cyan", "worker": "magenta"}
WEB_STOP_S = 15.0  # requests under way are answered first
NAME_COLUMN = 9


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What `strive run` is given by the composition of the application.

    Attributes:
        settings: The settings of this machine.
        prepare: Applies migrations, and loads the sample publication the first time.
        links: More addresses to show, as (name, URL) pairs, read once the site is ready.
        env: Environment variables for the roles, besides the addresses of the databases.
    """

    settings: LocalSettings
    prepare: Callable[[Services], Awaitable[None]]
    links: Callable[[Instance], Sequence[tuple[str, str]]]
    env: Mapping[str, str]


def run(launch: Launch) -> None:
    """Run the databases and all roles until they are told to stop.

    Raises:
        typer.Exit: With code 1 when it cannot start; the reason is on standard error.
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    plan = Plan(
        prepare=launch.prepare,
        roles=lambda services: [_role(name, launch, services) for name in ROLES],
        announce=lambda instance: console.print(banner(instance, launch.links(instance))),
    )
    console.print("Starting Strive …", style="dim")
    try:
        asyncio.run(supervise(launch.settings, plan, say=_printer(console)))
    except LocalError as error:
        console.print(Text.assemble(("Strive cannot start: ", "bold red"), str(error)))
        raise typer.Exit(1) from error
    console.print("Strive stopped.", style="dim")


def banner(instance: Instance, links: Sequence[tuple[str, str]]) -> Panel:
    """Lay out the addresses of a running instance."""
    table = Table.grid(padding=(0, 2))
    table.add_row("Site", Text(str(instance.url), "bold underline"))
    for name, url in links:
        table.add_row(name, Text(url, "underline"))
    return Panel.fit(table, title="Strive is ready", subtitle="Ctrl-C stops it", padding=(1, 2))


def _role(name: str, launch: Launch, services: Services) -> Command:
    settings = launch.settings
    is_web = name == "web"
    return Command(
        name=name,
        argv=(sys.executable, "-m", "strive", ROLES[name]),
        env={
            **launch.env,
            "STRIVE_DATA_DIR": str(settings.data_dir.expanduser().absolute()),
            "STRIVE_MONGODB_URI": services.mongodb_uri,
            "STRIVE_VALKEY_URL": services.valkey_url,
        },
        ready=(lambda: until_site_ready(settings.host, settings.port)) if is_web else None,
        stop_timeout_s=WEB_STOP_S,
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
