"""`strive demo`: realistic data of any size, loaded and taken away again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from strive.cli.output import Json, write_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from strive.app import Strive
    from strive.operations.demo.loading import Demo

app = typer.Typer(help="Load realistic data to try and measure with.", no_args_is_help=True)

InProduction = Annotated[
    bool, typer.Option("--in-production", help="Do it although this is a production site.")
]


class ScaleName(StrEnum):
    """How many users."""

    SMALL = "10k"
    MEDIUM = "100k"
    LARGE = "1m"


@app.command()
def load(
    scale: Annotated[ScaleName, typer.Option(help="How many users; the rest in proportion.")],
    *,
    seed: Annotated[int, typer.Option(help="Another number makes another demo.")] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day its month ends before; today by default."),
    ] = None,
    in_production: InProduction = False,
    json_: Json = False,
) -> None:
    """Load a demo; run it again to go on with one that was stopped."""
    from strive.cli.runtime import connected, execute
    from strive.operations.demo.loading import Loaded
    from strive.operations.demo.loading import load as load_demo
    from strive.operations.demo.scale import SCALES, Plan

    async def work() -> Loaded:
        async with connected() as strive:
            _guard_production(strive, allowed=in_production)
            day = until or strive.clock.now()
            end = day.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
            plan = Plan(SCALES[scale.value], seed, end)
            with _bar(shown=not json_) as bar:
                return await load_demo(_demo(strive), plan, bar)

    started = time.perf_counter()
    loaded = execute(work())
    took_s = time.perf_counter() - started
    total = sum(loaded.counts.values())
    if json_:
        plan = {"scale": loaded.plan.scale.name, "seed": loaded.plan.seed}
        write_json(
            {
                **plan,
                "until": f"{loaded.plan.until:%Y-%m-%d}",
                "changed": loaded.changed,
                "counts": loaded.counts,
                "seconds": round(took_s, 1),
            }
        )
        return
    parts = ", ".join(f"{count:,} {name}" for name, count in loaded.counts.items())
    if loaded.changed:
        typer.echo(f"Loaded {parts}, in {took_s:,.0f} s ({total / took_s:,.0f} a second).")
    else:
        typer.echo(f"Nothing changed: this demo is here already, with {parts}.")


@app.command()
def remove(*, in_production: InProduction = False, json_: Json = False) -> None:
    """Remove the demo, and nothing else; run it again to go on if it was stopped."""
    from strive.cli.runtime import connected, execute
    from strive.operations.demo.removing import Removed
    from strive.operations.demo.removing import remove as remove_demo

    async def work() -> Removed:
        async with connected() as strive:
            _guard_production(strive, allowed=in_production)
            with _bar(shown=not json_) as bar:
                return await remove_demo(_demo(strive), bar)

    started = time.perf_counter()
    removed = execute(work())
    took_s = time.perf_counter() - started
    if json_:
        scale = removed.plan.scale.name
        write_json({"scale": scale, "counts": removed.counts, "seconds": round(took_s, 1)})
        return
    parts = ", ".join(f"{count:,} {name}" for name, count in removed.counts.items())
    typer.echo(f"Removed {parts}, in {took_s:,.0f} s.")


def _guard_production(strive: Strive, *, allowed: bool) -> None:
    from strive.platform.errors import Forbidden

    if strive.settings.production and not allowed:
        raise Forbidden(
            "This is a production site, whose readers would see the demo's posts. "
            "If that is meant, say --in-production."
        )


def _demo(strive: Strive) -> Demo:
    from strive.operations.demo.loading import Demo

    return Demo(strive.database, strive.content, strive.caches.data, strive.leases, strive.clock)


class _Bar:
    """Shows on standard error how far each part is."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, Any] = {}

    def __call__(self, part: str, done: int, total: int) -> None:
        """Show that `done` of `total` of a part are done."""
        if part not in self._tasks:
            self._tasks[part] = self._progress.add_task(part.replace("_", " "), total=total)
        self._progress.update(self._tasks[part], completed=done)


@contextmanager
def _bar(*, shown: bool) -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:>22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    hidden = not shown or not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as progress:
        yield _Bar(progress)
