"""`strive cache`: what the caches do, and taking things out of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from strive.platform.cache.reporting import Report

app = typer.Typer(help="Look at the caches, and purge them.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


@app.command()
def status(json_: Json = False) -> None:  # noqa: FBT002 - a flag
    """Show how often each cache of each web process had what was asked."""
    import msgspec

    from strive.cli.runtime import connected, execute
    from strive.platform.cache.reporting import reports

    async def work() -> list[Report]:
        async with connected() as strive:
            return await reports(strive.valkey, strive.database.name)

    found = execute(work())
    if json_:
        typer.echo(json.dumps(msgspec.to_builtins(found), indent=2))
        return
    if not found:
        typer.echo("No web process has told of its caches in the last 15 seconds.")
        return
    table = Table("process", "cache", "hit rate", "here", "Valkey", "misses", "stale", "memory")
    for report in found:
        for name, layer in report.layers.items():
            table.add_row(
                report.process,
                name,
                f"{layer.hit_rate:.1%}",
                f"{layer.hits:,}",
                f"{layer.second_level_hits:,}",
                f"{layer.misses + layer.validated:,}",
                f"{layer.stale_hits + layer.errors_covered:,}",
                f"{layer.bytes / 2**20:.1f} of {layer.bytes_max / 2**20:.0f} MB",
            )
        if not report.is_connected:
            typer.echo(f"{report.process} does not hear of purges: Valkey is away.", err=True)
    Console().print(table)


@app.command()
def purge(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Addresses (https://…), or groups as Cache-Groups tells them."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Purge all there is.")] = False,  # noqa: FBT002 - a flag
    json_: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Take pages and data out of every cache of every process, at once."""
    from strive.cli.failing import fail
    from strive.cli.runtime import connected, execute
    from strive.platform.cache import ALL, NotHeard

    tags = [ALL] if everything else list(names or [])
    if not tags:
        fail("Say what to purge: addresses, groups, or --all.")

    async def work() -> None:
        async with connected() as strive:
            await strive.caches.purging.purge(tags)

    try:
        execute(work())
    except NotHeard:
        fail("Valkey does not answer, so the web processes could not be told. Try again.")
    if json_:
        typer.echo(json.dumps({"purged": tags}))
    else:
        typer.echo("Purged everything." if everything else f"Purged {', '.join(tags)}.")
