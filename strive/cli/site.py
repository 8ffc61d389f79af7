"""`strive site`: what the publication is called, how it looks, how one moves about in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from strive.cli.output import Json, printable, write_json

if TYPE_CHECKING:
    from strive.app import Strive
    from strive.content.post import Image
    from strive.content.site import Site

app = typer.Typer(help="Show and change the settings of the site.", no_args_is_help=True)

Words = Annotated[
    list[str],
    typer.Argument(
        help="Such as title=Folio, time_zone=Europe/Lisbon, logo=logo.svg (uploads it) or"
        " navigation=Home=/,Blog=/blog. strive site show tells all.",
        metavar="KEY=VALUE…",
    ),
]
Keys = Annotated[list[str], typer.Argument(help="Names of settings.", metavar="KEY…")]


@app.command()
def show(*, json_: Json = False) -> None:
    """Show every setting, and what it may be."""
    from strive.cli.runtime import connected, execute

    async def work() -> Site:
        async with connected() as strive:
            return await strive.content.site.stored()

    _show(execute(work()), as_json=json_)


@app.command("set")
def set_(words: Words, *, json_: Json = False) -> None:
    """Change settings, all of them or none; pages follow within a second."""
    from strive.cli.site_words import PICTURES, changed, read_words

    async def change(strive: Strive, site: Site) -> Site:
        for name, text in read_words(words):
            value = await _picture(strive, name, text) if name in PICTURES else text
            site = changed(site, name, value)
        return site

    _change(change, as_json=json_)


@app.command("unset")
def unset_(keys: Keys, *, json_: Json = False) -> None:
    """Have settings be again what they are before anybody sets them."""
    from strive.cli.site_words import setting_named, unset

    async def change(_: Strive, site: Site) -> Site:
        for key in keys:
            site = unset(site, setting_named(key))
        return site

    _change(change, as_json=json_)


def _change(change: Callable[[Strive, Site], Awaitable[Site]], *, as_json: bool) -> None:
    from strive.cli.runtime import connected, execute

    async def work() -> tuple[Site, Site]:
        async with connected() as strive:
            before = await strive.content.site.stored()
            after = await change(strive, before)
            return before, await strive.content.site.change(after) if after != before else before

    before, after = execute(work())
    if as_json:
        write_json(after)
    else:
        _tell(before, after)


def _tell(before: Site, after: Site) -> None:
    from strive.cli.site_words import RULES, written

    lines = [
        f"{name}: {written(after, name) or 'unset'}"
        for name in RULES
        if written(before, name) != written(after, name)
    ]
    typer.echo("\n".join(map(printable, lines)) or "Nothing changed: it is so already.")


async def _picture(strive: Strive, name: str, text: str) -> Image | None:
    """Return the picture at an address, or upload one.

    Raises:
        Invalid: There is no such file, or it is no picture.
    """
    from strive.content.post import Image
    from strive.content.rules import is_web_address
    from strive.media.asset import URL_PREFIX
    from strive.platform.errors import Invalid

    if not text or is_web_address(text):
        return Image(text) if text else None
    path = _file(text)
    if path is None and not text.startswith(URL_PREFIX):
        raise Invalid(f"{name}: there is no file {text}; it is uploaded from here, or an address.")
    media = strive.media
    asset = await media.keep(path, path.name, rename=True) if path else await media.find(text)
    if asset is None or not asset.is_image:
        raise Invalid(f"{name}: {text} is no picture.")
    return Image(asset.url, asset.alt, "", asset.width, asset.height)


def _file(text: str) -> Path | None:
    try:
        path = Path(text).expanduser()
        return path if path.is_file() else None
    except (OSError, RuntimeError):  # too long a name, nobody's home
        return None


def _show(site: Site, *, as_json: bool) -> None:
    from strive.cli.site_words import RULES, written

    if as_json:
        write_json(site)
        return
    table = Table("Setting", "Value", "What it may be")
    for name, rule in RULES.items():
        table.add_row(name, Text(printable(written(site, name))), Text(rule, "dim"))
    Console().print(table)
