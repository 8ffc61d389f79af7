"""`strive content`: the life of a single post."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from strive.cli.output import Json, Yes, confirm, printable, write_json

if TYPE_CHECKING:
    from strive.app import Strive
    from strive.content.post import Post

app = typer.Typer()

BY = "the command line"
Name = Annotated[str, typer.Argument(help="A slug, an address such as /blog/hello, or an id.")]
Names = Annotated[
    list[str], typer.Argument(help="Slugs, addresses such as /blog/hello, or ids.", metavar="NAME…")
]
When = Annotated[
    str,
    typer.Argument(
        help="When: 2026-12-24T10:00 in the site's time zone (see strive site show), or with an"
        " offset: 2026-12-24T10:00+02:00, 2026-12-24T08:00Z.",
        metavar="TIME",
    ),
]


@app.command()
def publish(name: Name, *, json_: Json = False) -> None:
    """Let readers see a post."""

    async def work(strive: Strive, post: Post) -> Post:
        return await strive.content.publishing.publish(post.id, by=BY)

    change(name, work, as_json=json_)


@app.command()
def schedule(name: Name, at: When, *, json_: Json = False) -> None:
    """Have a post published at a time to come, in the site's time zone or with an offset."""
    from strive.cli.failing import fail
    from strive.content.moments import moment_of, read_time
    from strive.platform.errors import Invalid

    try:
        time = read_time(at)
    except Invalid as error:
        fail(str(error))

    async def work(strive: Strive, post: Post) -> Post:
        moment = moment_of(time, (await strive.content.site.stored()).time_zone)
        return await strive.content.publishing.schedule(post.id, moment, by=BY)

    change(name, work, as_json=json_)


@app.command()
def withdraw(name: Name, *, json_: Json = False) -> None:
    """Take a post back to draft."""

    async def work(strive: Strive, post: Post) -> Post:
        return await strive.content.publishing.withdraw(post.id, by=BY)

    change(name, work, as_json=json_)


@app.command()
def preview(name: Name) -> None:
    """Print a link that shows a post to whoever holds it, for seven days."""
    from strive.cli.runtime import connected, execute, site_address
    from strive.content.lookup import find_post

    async def work() -> str:
        async with connected() as strive:
            post = await find_post(strive.database, name)
            return site_address(strive.settings) + strive.content.previews.link(post)

    typer.echo(execute(work()))


@app.command()
def delete(names: Names, *, yes: Yes = False, json_: Json = False) -> None:
    """Delete posts and pages with their revisions, for good."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post

    async def find() -> list[Post]:
        async with connected() as strive:
            found = [await find_post(strive.database, name) for name in names]
            return list({post.id: post for post in found}.values())

    async def remove(posts: Sequence[Post]) -> None:
        async with connected() as strive:
            for post in posts:
                await strive.content.publishing.delete(post.id)

    posts = execute(find())
    if not yes:
        for post in posts:
            typer.echo(f"{post.path}  {printable(post.title)} ({post.status})", err=True)
        what = "it" if len(posts) == 1 else f"these {len(posts)}"
        confirm(f"Delete {what} with all revisions, for good?")
    execute(remove(posts))
    if json_:
        write_json([{"id": post.id, "path": post.path, "deleted": True} for post in posts])
        return
    for post in posts:
        typer.echo(f"Deleted {post.path}.")


def change(name: str, work: Callable[[Strive, Post], Awaitable[Post]], *, as_json: bool) -> None:
    """Find a post, do something with it, and say what it is then."""
    from strive.cli.runtime import connected, execute
    from strive.content.lookup import find_post
    from strive.content.moments import shown

    async def changed() -> tuple[Post, str]:
        async with connected() as strive:
            post = await work(strive, await find_post(strive.database, name))
            return post, (await strive.content.site.stored()).time_zone

    post, time_zone = execute(changed())
    if as_json:
        status, at = post.status.value, post.published_at
        write_json({"id": post.id, "path": post.path, "status": status, "publishedAt": at})
        return
    at = None if post.status == "draft" else post.published_at
    when = f" at {shown(at, time_zone)}" if at else ""
    typer.echo(f"{post.path} is {post.status}{when}, revision {post.revision}.")
