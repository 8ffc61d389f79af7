"""`strive privacy`: what is held about people."""

from __future__ import annotations

import typer

from strive.cli.output import Json, write_json

app = typer.Typer(help="Say what is held about people, and why.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """Say what is held about people, and why."""


@app.command()
def register(json_: Json = False) -> None:  # noqa: FBT002 - a flag
    """Print the record of processing: what each store holds, why, and for how long (Markdown)."""
    from strive.app.privacy import register_of
    from strive.settings import load_settings

    kept = register_of(load_settings())
    if json_:
        write_json(kept.for_programs())
    else:
        typer.echo(kept.as_markdown(), nl=False)
