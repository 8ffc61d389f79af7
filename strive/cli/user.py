"""`strive user`: who has an account, and what they are; passwords never stand on a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from strive.accounts.role import Role
from strive.accounts.user import UserStatus
from strive.cli.output import Json, printable, write_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from strive.accounts.invitations import Invited
    from strive.accounts.user import User
    from strive.app import Strive

T = TypeVar("T")

app = typer.Typer(help="Add people, and change what they may.", no_args_is_help=True)
factor = typer.Typer(help="What people sign in with besides a password.", no_args_is_help=True)
app.add_typer(factor, name="factor")

Email = Annotated[str, typer.Argument(help="Their e-mail address.")]
Name = Annotated[str, typer.Option(help="What they are called; they can change it.")]


@app.command()
def create(email: Email, *, name: Name = "", role: Role = Role.MEMBER, json_: Json = False) -> None:
    """Add somebody, and print the one-time link they come in by (good for a day)."""

    async def work(strive: Strive) -> Invited:
        called = name or email.partition("@")[0]
        return await strive.accounts.invitations.invite(email, called, role, None)

    _print_link(work, as_json=json_)


@app.command()
def invite(email: Email, *, name: Name = "", role: Role = Role.MEMBER, json_: Json = False) -> None:
    """Add somebody who is not there yet; print a one-time link, a new one where they were invited.

    Unlike `create` it may be said again: somebody invited before gets a link in place of theirs.
    """

    async def work(strive: Strive) -> Invited:
        invitations = strive.accounts.invitations
        user = await strive.accounts.users.by_email(email)
        if user is None:
            called = name or email.partition("@")[0]
            return await invitations.invite(email, called, role, None)
        if user.status is not UserStatus.UNVERIFIED:
            from strive.accounts.errors import EmailTaken

            raise EmailTaken(f"{user.email} is here already: strive user link lets them in again.")
        if user.role is not role:
            await strive.accounts.standing.change_role(user.id, role, None)
        return await invitations.again(user.id, None)

    _print_link(work, as_json=json_)


@app.command()
def link(email: Email, *, json_: Json = False) -> None:
    """Print a one-time link that lets somebody in who cannot sign in any more."""

    async def work(strive: Strive) -> Invited:
        user = await _named(strive, email)
        return await strive.accounts.invitations.again(user.id, None)

    _print_link(work, as_json=json_)


@app.command(name="list")
def list_(
    text: Annotated[str, typer.Argument(help="How their name or address begins.")] = "",
    *,
    role: Annotated[Role | None, typer.Option(help="Only those of a role.")] = None,
    status: Annotated[UserStatus | None, typer.Option(help="Only those of a status.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many at most.")] = 50,
    json_: Json = False,
) -> None:
    """Show people, the newest first, or in the order of what begins with a text."""

    async def work(strive: Strive) -> list[User]:
        users = strive.accounts.users
        if text.strip():
            return (await users.search(text, role=role, status=status, limit=limit)).users
        return await users.newest(role=role, status=status, limit=limit)

    found = _run(work)
    if json_:
        write_json([_described(user) for user in found])
        return
    table = Table("e-mail", "name", "role", "status", "since", "last here")
    for user in found:
        last = f"{user.last_active_at:%Y-%m-%d}" if user.last_active_at else "never"
        since = f"{user.created_at:%Y-%m-%d}"
        texts = (printable(user.email), printable(user.name))
        table.add_row(*texts, user.role.value, user.status.value, since, last)
    Console().print(table)


@app.command(name="role")
def role_(email: Email, role: Role, *, json_: Json = False) -> None:
    """Change what somebody is; holds at once, also where they are signed in."""

    async def work(strive: Strive) -> User:
        user = await _named(strive, email)
        return await strive.accounts.standing.change_role(user.id, role, None)

    _print_user(work, as_json=json_)


@app.command()
def disable(email: Email, *, json_: Json = False) -> None:
    """Sign somebody out everywhere, and let them in no more."""

    async def work(strive: Strive) -> User:
        user = await _named(strive, email)
        return await strive.accounts.standing.disable(user.id, None)

    _print_user(work, as_json=json_)


@app.command()
def enable(email: Email, *, json_: Json = False) -> None:
    """Let somebody in again."""

    async def work(strive: Strive) -> User:
        user = await _named(strive, email)
        return await strive.accounts.standing.enable(user.id, None)

    _print_user(work, as_json=json_)


@factor.command()
def remove(email: Email, *, json_: Json = False) -> None:
    """Remove the factors somebody has lost: app, recovery codes, passkeys; sign them out.

    From then on their password or a mailed link lets them in, to set up new ones.
    """

    async def work(strive: Strive) -> User:
        user = await _named(strive, email)
        return await strive.accounts.factor_reset.reset(user.id, None)

    user = _run(work)
    if json_:
        write_json(_described(user))
        return
    typer.echo(f"{printable(user.email)} sets up a second factor at the next sign-in.")


def _run(work: Callable[[Strive], Awaitable[T]]) -> T:
    from strive.cli.runtime import connected, execute

    async def run() -> T:
        async with connected() as strive:
            return await work(strive)

    return execute(run())


def _print_link(work: Callable[[Strive], Awaitable[Invited]], *, as_json: bool) -> None:
    from strive.cli.runtime import site_address

    async def with_address(strive: Strive) -> tuple[User, str]:
        invited = await work(strive)
        return invited.user, f"{site_address(strive.settings).rstrip('/')}{invited.path}"

    user, address = _run(with_address)
    if as_json:
        write_json({**_described(user), "link": address})
        return
    typer.echo(address)
    whose = printable(user.email)
    typer.echo(f"For {whose} alone; it works once, for a day, and is not shown again.", err=True)


def _print_user(work: Callable[[Strive], Awaitable[User]], *, as_json: bool) -> None:
    user = _run(work)
    if as_json:
        write_json(_described(user))
        return
    typer.echo(f"{printable(user.email)}: {user.role.value}, {user.status.value}.")


async def _named(strive: Strive, email: str) -> User:
    from strive.accounts.errors import UserNotFound

    user = await strive.accounts.users.by_email(email)
    if user is None:
        raise UserNotFound(f"There is nobody with the address {email}.")
    return user


def _described(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "status": user.status,
        "createdAt": user.created_at,
        "lastActiveAt": user.last_active_at,
    }
