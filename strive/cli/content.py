"""`strive content`: bring content in, take it out, and the life of a single post."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from strive.content.post import Post

app = typer.Typer(help="Import, export and publish content.", no_args_is_help=True)

BY = "the command line"
Name = Annotated[str, typer.Argument(help="A slug, an address such as /blog/hello, or an id.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


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
    from strive.cli.importing import Wish, bring
    from strive.content.importing.run import Options

    options = Options(
        overwrite=overwrite, dry_run=dry_run, url=url, name=name, types=_roles(types or [])
    )
    bring(Wish(system.value, path, fetch=fetch, as_json=json_), options)


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="A new folder, or a new file such as site.tar.gz.")],
    *,
    format_: Annotated[
        ExportFormat, typer.Option("--format", help="A folder of texts, or an archive.")
    ] = ExportFormat.MARKDOWN,
    json_: Json = False,
) -> None:
    """Export everything: to a folder of texts with media, or to an archive that loses nothing."""
    from strive.cli.importing import take_out

    take_out(path, format_.value, as_json=json_)


@app.command()
def publish(name: Name, *, json_: Json = False) -> None:
    """Let readers see a post."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def work() -> Post:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return await strive.content.publishing.publish(post.id, by=BY)

    _show(execute(work()), as_json=json_)


@app.command()
def schedule(
    name: Name,
    at: Annotated[datetime, typer.Argument(help="When, in UTC: 2026-05-01T10:00:00")],
    *,
    json_: Json = False,
) -> None:
    """Have a post published at a time to come."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def work() -> Post:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            moment = at.replace(tzinfo=UTC)
            return await strive.content.publishing.schedule(post.id, moment, by=BY)

    _show(execute(work()), as_json=json_)


@app.command()
def withdraw(name: Name, *, json_: Json = False) -> None:
    """Take a post back to draft."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def work() -> Post:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return await strive.content.publishing.withdraw(post.id, by=BY)

    _show(execute(work()), as_json=json_)


@app.command()
def preview(name: Name) -> None:
    """Print a link that shows a post to whoever holds it, for seven days."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def work() -> str:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return strive.settings.base_url + strive.content.previews.link(post)

    typer.echo(execute(work()))


@app.command()
def revisions(name: Name, *, json_: Json = False) -> None:
    """List the revisions of a post, the latest first."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post
    from strive.content.revision import RevisionSummary

    async def work() -> list[RevisionSummary]:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return await strive.content.revisions.latest(post.id)

    found = execute(work())
    if json_:
        _write_json(found)
        return
    table = Table("Revision", "Saved (UTC)", "What", "By", "Title")
    for revision in found:
        saved = f"{revision.saved_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(revision.number), saved, revision.action, revision.by, revision.title)
    Console().print(table)


@app.command()
def restore(
    name: Name,
    number: Annotated[int, typer.Argument(help="The number of the revision.")],
    *,
    json_: Json = False,
) -> None:
    """Save an earlier revision of a post again, as a new one."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def work() -> Post:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return await strive.content.revisions.restore(post.id, number, by=BY)

    _show(execute(work()), as_json=json_)


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


def _show(post: Post, *, as_json: bool) -> None:
    if as_json:
        status, at = post.status.value, post.published_at
        _write_json({"id": post.id, "path": post.path, "status": status, "publishedAt": at})
        return
    when = f" at {post.published_at:%Y-%m-%d %H:%M:%S} UTC" if post.published_at else ""
    typer.echo(f"{post.path} is {post.status}{when}, revision {post.revision}.")


def _write_json(value: object) -> None:
    import msgspec

    typer.echo(msgspec.json.encode(value).decode())
