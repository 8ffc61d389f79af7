"""`strive webhook`: other services that are told when a post is published, changed or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from strive.cli.output import Json, printable, write_json

if TYPE_CHECKING:
    from strive.app import Strive
    from strive.content.webhook import Attempt, Endpoint

app = typer.Typer(help="Tell other services of what is published.", no_args_is_help=True)

Which = Annotated[str, typer.Argument(help="The id or the address of a webhook.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where to send to, by POST.")],
    *,
    event: Annotated[
        list[str] | None,
        typer.Option(help="post.published, post.changed or post.withdrawn; by default all three."),
    ] = None,
    secret: Annotated[
        str, typer.Option(help="What signs the deliveries; by default a random one.")
    ] = "",
    description: Annotated[str, typer.Option(help="What it is for; shown in lists.")] = "",
    json_: Json = False,
) -> None:
    """Add a webhook, and show its secret, this once."""
    from strive.cli.runtime import connected, execute
    from strive.content.webhook import EVENT_NAMES

    async def work() -> Endpoint:
        async with connected() as strive:
            events = tuple(event or sorted(EVENT_NAMES))
            return await strive.content.webhooks.add(
                url, events, secret=secret, description=description
            )

    endpoint = execute(work())
    if json_:
        write_json({**_described(endpoint), "secret": endpoint.secret})
        return
    typer.echo(f"Added {endpoint.id}.", err=True)
    typer.echo(endpoint.secret)
    typer.echo("Keep the secret now: it is not shown again.", err=True)


@app.command("list")
def list_(*, json_: Json = False) -> None:
    """Show all webhooks, without their secrets."""
    from strive.cli.runtime import connected, execute

    async def work() -> list[Endpoint]:
        async with connected() as strive:
            return await strive.content.webhooks.everything()

    endpoints = execute(work())
    if json_:
        write_json([_described(endpoint) for endpoint in endpoints])
        return
    table = Table(Column("id", no_wrap=True), Column("address", overflow="fold"))
    for heading in ("events", "state", "description"):
        table.add_column(heading)
    for endpoint in endpoints:
        events = ", ".join(endpoint.events)
        cells = (endpoint.id, endpoint.url, events, _state(endpoint), endpoint.description)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    Console().print(table)


@app.command()
def enable(which: Which, *, json_: Json = False) -> None:
    """Switch a webhook on again, its failures forgotten."""
    _switch(which, enabled=True, as_json=json_)


@app.command()
def disable(which: Which, *, json_: Json = False) -> None:
    """Send a webhook nothing until it is switched on again."""
    _switch(which, enabled=False, as_json=json_)


@app.command()
def remove(which: Which, *, json_: Json = False) -> None:
    """Remove a webhook."""
    from strive.cli.runtime import connected, execute

    async def work() -> Endpoint:
        async with connected() as strive:
            endpoint = await _find(strive, which)
            await strive.content.webhooks.delete(endpoint.id)
            return endpoint

    endpoint = execute(work())
    if json_:
        write_json({"id": endpoint.id, "url": endpoint.url, "removed": True})
    else:
        typer.echo(f"Removed {printable(endpoint.url)}.")


@app.command()
def deliveries(
    which: Which,
    *,
    limit: Annotated[int, typer.Option(help="How many, up to 200.", min=1, max=200)] = 20,
    json_: Json = False,
) -> None:
    """Show what was sent to a webhook in the last 30 days, and what it answered."""
    from strive.cli.runtime import connected, execute

    async def work() -> list[Attempt]:
        async with connected() as strive:
            endpoint = await _find(strive, which)
            return await strive.content.webhooks.attempts(endpoint.id, limit)

    attempts = execute(work())
    if json_:
        write_json(attempts)
        return
    table = Table("sent (UTC)", "event", "attempt", "answer", "ms")
    for attempt in attempts:
        answer = str(attempt.status) if attempt.status else attempt.error
        cells = (f"{attempt.at:%Y-%m-%d %H:%M:%S}", attempt.event, str(attempt.number), answer)
        table.add_row(*(Text(printable(cell)) for cell in cells), f"{attempt.duration_ms:,}")
    Console().print(table)


def _switch(which: str, *, enabled: bool, as_json: bool) -> None:
    from strive.cli.runtime import connected, execute

    async def work() -> Endpoint:
        async with connected() as strive:
            endpoint = await _find(strive, which)
            return await strive.content.webhooks.switch(endpoint.id, enabled=enabled)

    endpoint = execute(work())
    if as_json:
        write_json(_described(endpoint))
    else:
        typer.echo(f"{printable(endpoint.url)} is {_state(endpoint)}.")


async def _find(strive: Strive, which: str) -> Endpoint:
    """Return the webhook with an id or, if only one has it, an address."""
    from strive.content.errors import EndpointNotFound

    every = await strive.content.webhooks.everything()
    found = [endpoint for endpoint in every if which in {endpoint.id, endpoint.url}]
    if len(found) != 1:
        said = "There are several webhooks" if found else "There is no webhook"
        raise EndpointNotFound(f"{said} {which[:200]!r}; strive webhook list tells their ids.")
    return found[0]


def _state(endpoint: Endpoint) -> str:
    if not endpoint.enabled:
        return f"off ({endpoint.disabled_reason})" if endpoint.disabled_reason else "off"
    since = endpoint.failing_since
    return f"failing since {since:%Y-%m-%d %H:%M} UTC" if since else "on"


def _described(endpoint: Endpoint) -> dict[str, Any]:
    """Return what may be shown of a webhook: all but its secret."""
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "events": endpoint.events,
        "description": endpoint.description,
        "enabled": endpoint.enabled,
        "failingSince": endpoint.failing_since,
        "disabledReason": endpoint.disabled_reason,
        "createdAt": endpoint.created_at,
    }
