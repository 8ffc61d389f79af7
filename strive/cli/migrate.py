"""`strive migrate`: the database's changes, up, down and where they stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from strive.platform.migrations import Migration, Phase, Standing, discover, parse_version
from strive.platform.migrations.scaffold import write_new

app = typer.Typer(help="Change the database, and take changes back.", no_args_is_help=True)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, do nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


@app.command()
def up(
    to: Annotated[str, typer.Option(help="Stop after this version.")] = "",
    phase: Annotated[Phase | None, typer.Option(help="Only migrations of this phase.")] = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    json_: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Apply what is pending."""
    from strive.cli.runtime import connected, execute

    async def work() -> list[Migration]:
        target = parse_version(to) if to else None
        async with connected(migrate=False) as strive:
            return await strive.migrations.up(to=target, phase=phase, dry_run=dry_run)

    _report(execute(work()), "would apply" if dry_run else "applied", as_json=json_)


@app.command()
def down(
    to: Annotated[str, typer.Option(help="Go back to this version; 0.0.0 takes back all.")] = "",
    dry_run: DryRun = False,  # noqa: FBT002 - a flag
    json_: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Take back what was applied last, or after a version."""
    from strive.cli.runtime import connected, execute

    async def work() -> list[Migration]:
        target = parse_version(to) if to else None
        async with connected(migrate=False) as strive:
            return await strive.migrations.down(to=target, dry_run=dry_run)

    _report(execute(work()), "would take back" if dry_run else "took back", as_json=json_)


@app.command()
def status(json_: Json = False) -> None:  # noqa: FBT002 - a flag
    """Show each migration and where it stands."""
    from strive.cli.runtime import connected, execute

    async def work() -> list[Standing]:
        async with connected(migrate=False) as strive:
            return await strive.migrations.status()

    standings = execute(work())
    if json_:
        typer.echo(json.dumps([_standing(standing) for standing in standings], indent=2))
        return
    table = Table("version", "phase", "state", "applied", "what it does")
    for s in standings:
        applied = f"{s.applied_at:%Y-%m-%d %H:%M} UTC" if s.applied_at else ""
        table.add_row(s.version, s.phase, s.state, applied, s.name)
    Console().print(table)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What it does, such as 'index posts by tag'.")],
    phase: Annotated[Phase, typer.Option(help="expand adds, contract takes away.")] = Phase.EXPAND,
) -> None:
    """Write the file of a new migration, to be filled in."""
    import strive.migrations
    from strive.cli.failing import fail
    from strive.platform.errors import Invalid

    folder = Path(strive.migrations.__path__[0])
    try:
        path = write_new(folder, name, phase, discover(strive.migrations))
    except Invalid as error:
        fail(str(error))
    typer.echo(path)


def _report(migrations: Sequence[Migration], verb: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([{"version": m.id, "name": m.name} for m in migrations]))
        return
    for migration in migrations:
        typer.echo(f"{verb} {migration.id} {migration.name} ({migration.phase})")
    if not migrations:
        typer.echo("nothing to do")


def _standing(standing: Standing) -> dict[str, str | None]:
    return {
        "version": standing.version,
        "name": standing.name,
        "phase": standing.phase,
        "state": standing.state,
        "appliedAt": standing.applied_at.isoformat() if standing.applied_at else None,
    }
