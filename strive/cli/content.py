"""`strive content`: bring content in, take it out, and the life of a single post."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from strive.cli import history, posts, sample
from strive.cli.output import Json

app = typer.Typer(help="Import, export and publish content.", no_args_is_help=True)

_ARCHIVES: Final = (".tar.gz", ".tgz")


class System(StrEnum):
    """What content can be imported from."""

    MARKDOWN = "markdown"
    GHOST = "ghost"
    WORDPRESS = "wordpress"
    SANITY = "sanity"
    ARCHIVE = "archive"


class ExportFormat(StrEnum):
    """What content can be exported to."""

    MARKDOWN = "markdown"
    ARCHIVE = "archive"


@app.command("import")
def import_(  # noqa: PLR0913 - one for each option
    system: Annotated[System, typer.Argument(help="Where the export is from.")],
    path: Annotated[Path, typer.Argument(help="The export: a file, a folder, an archive.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace also what was edited here since.")
    ] = False,
    url: Annotated[
        str, typer.Option(help="Where the old site stood, if the export hides it.")
    ] = "",
    fetch: Annotated[bool, typer.Option(help="Get media from the old site.")] = True,
    name: Annotated[str, typer.Option(help="A name for this source, to tell two apart.")] = "",
    types: Annotated[
        list[str] | None,
        typer.Option(help="Sanity: what a type is, such as post=story or author=person."),
    ] = None,
    json_: Json = False,
) -> None:
    """Import content; run it again to continue, or to bring what has changed since."""
    from strive.cli.failing import fail
    from strive.cli.importing import Wish, bring
    from strive.content.importing.run import Options

    if not os.access(path, os.R_OK):
        fail(f"there is no file or folder {path}")
    options = Options(
        overwrite=overwrite, dry_run=dry_run, url=url, name=name, types=_roles(types or [])
    )
    bring(Wish(system.value, path, fetch=fetch, as_json=json_), options)


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="A new folder, or a new file such as site.tar.gz.")],
    *,
    format_: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format", help="A folder of texts, or an archive; a name with .tar.gz is an archive."
        ),
    ] = None,
    json_: Json = False,
) -> None:
    """Export everything: to a folder of texts with media, or to an archive that loses nothing."""
    from strive.cli.importing import take_out

    named = ExportFormat.ARCHIVE if path.name.endswith(_ARCHIVES) else ExportFormat.MARKDOWN
    take_out(path, (format_ or named).value, as_json=json_)


def _roles(pairs: list[str]) -> dict[str, str]:
    """Read `role=type,type`; raises `typer.BadParameter`."""
    from strive.content.importing.sanity.documents import ROLES

    roles: dict[str, str] = {}
    for pair in pairs:
        role, mark, names = pair.partition("=")
        if not mark or role not in ROLES:
            raise typer.BadParameter(f"{pair}: write role=type, the role one of {', '.join(ROLES)}")
        roles |= dict.fromkeys(filter(None, names.split(",")), role)
    return roles


for _part in (posts, history, sample):
    app.add_typer(_part.app)
