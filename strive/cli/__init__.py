"""The `strive` command: commands and arguments only."""

from __future__ import annotations

from typing import Annotated

import typer

from strive.cli import (
    cache,
    content,
    demo,
    limits,
    loadtest,
    migrate,
    privacy,
    site,
    token,
    user,
    webhook,
)

app = typer.Typer(
    name="strive",
    help="A publishing platform that one team can run from a laptop to millions of readers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(migrate.app, name="migrate")
app.add_typer(content.app, name="content")
app.add_typer(site.app, name="site")
app.add_typer(webhook.app, name="webhook")
app.add_typer(cache.app, name="cache")
app.add_typer(demo.app, name="demo")
app.add_typer(limits.app, name="limits")
app.command()(loadtest.loadtest)
app.add_typer(token.app, name="token")
app.add_typer(user.app, name="user")
app.add_typer(privacy.app, name="privacy")

WithParent = Annotated[
    bool, typer.Option("--with-parent", help="Stop when the process that started it ends.")
]


@app.command()
def run(with_parent: WithParent = False) -> None:  # noqa: FBT002 - a flag
    """Run everything on this machine: databases, site, worker, scheduler. Ctrl-C stops it."""
    from strive.cli.launch import launch

    launch(with_parent=with_parent)


@app.command()
def serve() -> None:
    """Serve the site (the web role)."""
    from strive.cli import serving

    serving.serve()


@app.command()
def worker() -> None:
    """Do background jobs (the worker role)."""
    from strive.cli import roles

    roles.worker()


@app.command()
def scheduler() -> None:
    """Ask for periodic jobs (the scheduler role; one of any number leads)."""
    from strive.cli import roles

    roles.scheduler()


@app.command(hidden=True)
def prepare() -> None:
    """Migrate, and load the sample publication the first time (`strive run` does this)."""
    from strive.cli import preparing

    preparing.prepare()


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Print the version when asked."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"strive {version_of('strive')}")
        raise typer.Exit
