"""`strive token`: credentials for programs that use the API."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from strive.accounts.principal import Scope
from strive.cli.output import Json, write_json

if TYPE_CHECKING:
    from strive.accounts.token import Token
    from strive.accounts.tokens import NewToken

app = typer.Typer(help="Make and revoke API tokens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What the token is for; shown in lists.")]

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"([1-9][0-9]{0,4})([hdw])")


def duration(text: str) -> timedelta:
    """Read a duration such as 12h, 90d or 4w; raises `typer.BadParameter`."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no duration such as 12h, 90d or 4w.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@app.command()
def create(
    name: Name,
    scope: Annotated[list[Scope], typer.Option(help="What it may do; may be given again.")],
    expires: Annotated[
        timedelta | None, typer.Option(parser=duration, help="How long it is good: 12h, 90d, 4w.")
    ] = None,
    json_: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Make a token and show its secret, this once."""
    from strive.accounts.tokens import Tokens
    from strive.cli.runtime import connected, execute

    async def work() -> NewToken:
        async with connected() as strive:
            return await Tokens(strive.database, strive.clock).create(name, scope, expires)

    new = execute(work())
    if json_:
        write_json({**_described(new.token), "secret": new.secret})
        return
    typer.echo(new.secret)
    typer.echo("Keep it now: it is not shown again.", err=True)


@app.command(name="list")
def list_(json_: Json = False) -> None:  # noqa: FBT002 - a flag
    """Show all tokens, without their secrets."""
    from strive.accounts.tokens import Tokens
    from strive.cli.runtime import connected, execute

    async def work() -> list[Token]:
        async with connected() as strive:
            return await Tokens(strive.database, strive.clock).everything()

    tokens = execute(work())
    if json_:
        write_json([_described(token) for token in tokens])
        return
    table = Table("name", "scopes", "created", "expires", "last used")
    for token in tokens:
        times = (token.created_at, token.expires_at, token.last_used_at)
        table.add_row(token.name, ", ".join(token.scopes), *map(_shown, times))
    Console().print(table)


@app.command()
def revoke(name: Name) -> None:
    """Take a token back, at once and for good."""
    from strive.accounts.tokens import Tokens
    from strive.cli.runtime import connected, execute

    async def work() -> None:
        async with connected() as strive:
            await Tokens(strive.database, strive.clock).revoke(name)

    execute(work())
    typer.echo(f"Revoked {name}.")


def _shown(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else "never"


def _described(token: Token) -> dict[str, Any]:
    """Return what may be shown of a token: all but what it is recognised by."""
    return {
        "name": token.name,
        "scopes": token.scopes,
        "createdAt": token.created_at,
        "expiresAt": token.expires_at,
        "lastUsedAt": token.last_used_at,
    }
