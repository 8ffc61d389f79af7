"""`strive privacy`: what is held about people; their data as a file; erasing them."""

from __future__ import annotations

import os
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final

import typer
from rich.console import Console
from rich.table import Table

from strive.cli.output import Json, Yes, confirm, printable, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strive.accounts.erasure import Erasure
    from strive.app import Strive
    from strive.platform.privacy import Person

LISTED_MAX: Final = 100

app = typer.Typer(
    help="Say what is held about people; give it out; erase them.", no_args_is_help=True
)

Email = Annotated[str, typer.Argument(help="Their e-mail address, with an account or without.")]


@app.callback()
def about() -> None:
    """Say what is held about people; give it out; erase them."""


@app.command()
def register(json_: Json = False) -> None:  # noqa: FBT002 - a flag
    """Print the record of processing: what each store holds, why, and for how long (Markdown)."""
    from strive.app.privacy import register_of
    from strive.settings import load_settings

    record = register_of(load_settings())
    if json_:
        write_json(record.for_programs())
    else:
        typer.echo(record.as_markdown(), nl=False)


@app.command()
def export(
    email: Email,
    *,
    to: Annotated[Path, typer.Option(help="The ZIP file to write; it must not be there yet.")],
    json_: Json = False,
) -> None:
    """Write all that is held about somebody to a file that you alone can read."""
    from strive.cli.runtime import connected, execute

    async def run() -> int:
        async with connected() as strive:
            return await _written(strive, email, to)

    size = execute(run())
    if json_:
        write_json({"path": str(to), "bytes": size})
        return
    typer.echo(f"{to}: {size:,} bytes, about {printable(email)}. Give it to them alone.")


@app.command()
def erase(email: Email, *, yes: Yes = False, json_: Json = False) -> None:
    """Erase somebody from everything, here and now; nobody can undo it."""
    from strive.cli.runtime import connected, execute, site_address

    if not yes:
        confirm(f"Erase {printable(email)} from everything, for good?")

    async def run() -> tuple[Erasure, str]:
        async with connected() as strive:
            person = await strive.privacy.people.by_email(email)
            erasures = strive.privacy.erasures
            asked = await erasures.ask_for(person, None)
            address = f"{site_address(strive.settings).rstrip('/')}/privacy/receipts/{asked.id}"
            typer.echo(f"Receipt: {address}", err=True)  # also where it cannot be done now
            return await erasures.finish_now(asked.id), address

    erasure, address = execute(run())
    if json_:
        write_json({**_described(erasure), "address": address})
        return
    entries = sum(erasure.counts.values())
    stores = sum(1 for number in erasure.counts.values() if number)
    told = "told by mail" if erasure.told else "not told by mail: tell them yourself"
    typer.echo(f"Erased from {entries} entries in {stores} stores; {told}. Backups hold them yet.")


@app.command()
def receipts(
    *,
    limit: Annotated[int, typer.Option(min=1, max=LISTED_MAX, help="How many at most.")] = 50,
    json_: Json = False,
) -> None:
    """Show erasures under way and done, the newest first."""
    from strive.cli.runtime import connected, execute

    async def run() -> list[Erasure]:
        async with connected() as strive:
            return await strive.privacy.erasures.newest(limit=limit)

    found = execute(run())
    if json_:
        write_json([_described(erasure) for erasure in found])
        return
    table = Table("receipt", "asked for", "by", "done", "entries", "waits for")
    for erasure in found:
        done = f"{erasure.finished_at:%Y-%m-%d %H:%M}" if erasure.finished_at else "not yet"
        table.add_row(
            erasure.id,
            f"{erasure.asked_at:%Y-%m-%d %H:%M}",
            erasure.asked.value,
            done,
            str(sum(erasure.counts.values())),
            ", ".join(erasure.waits_for),
        )
    Console().print(table)


async def _written(strive: Strive, email: str, path: Path) -> int:
    """Write the file; return its bytes."""
    person = await strive.privacy.people.by_email(email)
    with _new(path) as file:
        return await _write(strive, person, file)


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is not there yet, for oneself alone; leave none that is not whole."""
    from strive.platform.errors import Conflict, Invalid

    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError as error:
        raise Conflict(f"{path} is there already: nothing was written.") from error
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}.") from error
    try:
        with file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise


async def _write(strive: Strive, person: Person, file: BinaryIO) -> int:
    size = 0
    chunks = await strive.privacy.exports.give_for(person, None)
    with Console(stderr=True).status("Reading every store …") as progress:
        async with aclosing(chunks):
            async for chunk in chunks:
                size += file.write(chunk)
                progress.update(f"Reading every store … {size:,} bytes")
    return size


def _described(erasure: Erasure) -> dict[str, Any]:
    return {
        "id": erasure.id,
        "asked": erasure.asked,
        "askedAt": erasure.asked_at,
        "finishedAt": erasure.finished_at,
        "counts": erasure.counts,
        "waitsFor": erasure.waits_for,
        "told": erasure.told,
    }
