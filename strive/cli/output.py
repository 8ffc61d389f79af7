"""What commands write, and what they ask before they do what cannot be taken back."""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec
import typer

from strive.cli.failing import fail

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write_json(value: object) -> None:
    """Write a value for programs; times in RFC 3339."""
    typer.echo(msgspec.json.encode(value).decode())


def printable(text: str) -> str:
    """Return a text in which nothing steers a terminal."""
    return _CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def confirm(question: str) -> None:
    """Ask on standard error; ends the command unless the answer is yes."""
    try:
        if typer.confirm(question, err=True):
            return
        fail("Nothing was changed.")
    except typer.Abort:  # nobody is there to answer
        typer.echo("", err=True)
        fail("Nothing was changed. Say --yes to do it without being asked.")
