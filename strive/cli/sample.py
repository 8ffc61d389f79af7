"""`strive content remove-sample`: the sample publication taken away."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import typer

from strive.cli.output import Json, Yes, confirm, printable, write_json

if TYPE_CHECKING:
    from strive.content.sample.clearing import Clearance

app = typer.Typer()

_SEVERAL: Final = {
    "post": "posts",
    "page": "pages",
    "author": "authors",
    "category": "categories",
}


@app.command("remove-sample")
def remove_sample(*, yes: Yes = False, json_: Json = False) -> None:
    """Delete of the sample publication what nobody changed: posts, pages, authors, categories."""
    from strive.cli.runtime import connected, execute
    from strive.content.sample.clearing import clear, look

    async def find() -> Clearance:
        async with connected() as strive:
            return await look(strive.content, strive.database)

    async def remove() -> None:
        async with connected() as strive:
            await clear(strive.content, found.goes)

    found = execute(find())
    if found.goes and not yes:
        for thing in found.goes:
            typer.echo(f"{thing.path}  {printable(thing.title)}", err=True)
        confirm(f"Delete these {len(found.goes)}, for good?")
    if found.goes:
        execute(remove())
    if json_:
        write_json({"deleted": found.goes, "kept": found.stays, "deadLinks": found.dead})
    else:
        _tell(found)


def _tell(found: Clearance) -> None:
    counts = Counter(thing.kind for thing in found.goes)
    parts = [
        f"{counts[kind]} {kind if counts[kind] == 1 else several}"
        for kind, several in _SEVERAL.items()
        if counts[kind]
    ]
    typer.echo(f"Deleted {', '.join(parts) or 'nothing'}.")
    for thing in found.stays:
        typer.echo(f"Kept {thing.path}: {thing.why}.")
    for link in found.dead:
        typer.echo(f"In the menus, {printable(link.label)} leads nowhere now: {link.url}")
    if found.dead:
        typer.echo("Menus are set by: strive site set navigation=Home=/,Blog=/blog")
