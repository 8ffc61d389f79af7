"""`strive loadtest`: what the site holds, beside what it is to hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from strive.cli.output import Json

_UNITS = {"": 1, "s": 1, "m": 60}
_DURATION = re.compile(r"([0-9]{1,5})([sm]?)")


def seconds(text: str) -> float:
    """Read a duration such as 30s or 2m; raises `typer.BadParameter`."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no duration such as 30s or 2m.")
    return float(found[1]) * _UNITS[found[2]]


def loadtest(  # noqa: PLR0913 - one for each option
    url: Annotated[
        str, typer.Argument(help="The site, such as http://localhost:8000; by default, this one.")
    ] = "",
    *,
    rate: Annotated[
        int, typer.Option(min=1, max=100_000, help="Readers who arrive in a second.")
    ] = 1_000,
    duration: Annotated[str, typer.Option(help="How long each phase lasts: 30s, 2m.")] = "30s",
    warm_up: Annotated[
        str, typer.Option(help="How long caches may warm before it is measured.")
    ] = "10s",
    connections: Annotated[
        int, typer.Option(min=0, max=60_000, help="Readers at once; 0 leaves that phase out.")
    ] = 10_000,
    connection_rate: Annotated[
        int, typer.Option(min=0, max=100_000, help="Requests a second over them; 0 is --rate.")
    ] = 0,
    i_own: Annotated[
        str, typer.Option(metavar="HOST", help="Test a host elsewhere that is yours.")
    ] = "",
    report: Annotated[
        Path | None, typer.Option(help="Where to write the report; by default the data folder.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Fail (exit code 1) when a target is missed.")
    ] = False,
    json_: Json = False,
) -> None:
    """Send readers to the site, and say what it holds beside what it is to hold."""
    from strive.cli.loadtesting import Wish, try_out
    from strive.operations.loadtest.run import Options

    options = Options(
        rate=rate,
        duration_s=max(seconds(duration), 1.0),
        warm_s=seconds(warm_up),
        connections=connections,
        connection_rate=connection_rate or rate,
    )
    wish = Wish(url, owned=i_own, report=report, as_json=json_, check=check)
    try_out(wish, options)
