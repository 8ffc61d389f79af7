"""`strive content`: what was saved of a post, what that changed, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from strive.cli.output import Json, printable, write_json
from strive.cli.posts import BY, Name, change

if TYPE_CHECKING:
    from strive.app import Strive
    from strive.content.post import Post
    from strive.content.revision import Comparison, RevisionSummary

app = typer.Typer()

Number = Annotated[int, typer.Argument(help="The number of the revision.")]
Before = Annotated[
    int | None, typer.Argument(help="A revision; by default the one before TO.", metavar="[FROM]")
]
After = Annotated[
    int | None, typer.Argument(help="A later one; by default the latest.", metavar="[TO]")
]
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@app.command()
def revisions(name: Name, *, json_: Json = False) -> None:
    """List the revisions of a post, the latest first."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def work() -> list[RevisionSummary]:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return await strive.content.revisions.latest(post.id)

    found = execute(work())
    if json_:
        write_json(found)
        return
    table = Table("Revision", "Saved (UTC)", "What", "By", "Title")
    for revision in found:
        saved = f"{revision.saved_at:%Y-%m-%d %H:%M:%S}"
        cells = (str(revision.number), saved, revision.action, revision.by, revision.title)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    Console().print(table)


@app.command()
def diff(name: Name, before: Before = None, after: After = None, *, json_: Json = False) -> None:
    """Show what differs between two revisions of a post, the last two by default."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def work() -> Comparison:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return await strive.content.revisions.compare(post.id, before, after)

    found = execute(work())
    first, last = found.before.number, found.after.number
    if json_:
        fields = [{"field": field.field, "diff": field.unified} for field in found.fields]
        write_json({"from": first, "to": last, "fields": fields})
    elif not found.fields:
        done = f" (the latter: {found.after.action})"
        typer.echo(f"The texts of revisions {first} and {last} are the same{done}.")
    for field in () if json_ else found.fields:
        _print(field.unified.splitlines())


@app.command()
def restore(name: Name, number: Number, *, json_: Json = False) -> None:
    """Save an earlier revision of a post again, as a new one."""

    async def work(strive: Strive, post: Post) -> Post:
        return await strive.content.revisions.restore(post.id, number, by=BY)

    change(name, work, as_json=json_)


def _print(lines: Iterable[str]) -> None:
    """Print a unified diff, in colours where there are any."""
    console = Console(highlight=False, soft_wrap=True)
    for place, line in enumerate(lines):
        style = "bold" if place < 2 else _STYLES.get(line[:1], "")  # noqa: PLR2004 - the head
        console.print(Text(printable(line), style))
