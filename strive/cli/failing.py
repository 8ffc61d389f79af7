"""How a command ends when it cannot do what it was asked."""

from __future__ import annotations

from typing import NoReturn

import typer

INTERRUPTED = 130  # what a shell reports after Ctrl-C


def fail(message: str, code: int = 1) -> NoReturn:
    """Say on standard error what is wrong, and end with an exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
