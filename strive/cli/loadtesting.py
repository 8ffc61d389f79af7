"""`strive loadtest` at work: what is shown while and after."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from strive.cli.failing import fail
from strive.cli.output import write_json
from strive.kit.clock import SystemClock
from strive.local.instance import find_instance
from strive.operations.loadtest.report import write_report
from strive.operations.loadtest.run import Options, Outcome, measure
from strive.operations.loadtest.target import target_of
from strive.operations.loadtest.targets import State, is_missed
from strive.platform.errors import StriveError
from strive.settings import Settings, load_settings

if TYPE_CHECKING:
    from strive.operations.loadtest.figures import Latency

STYLES = {State.MET: "green", State.MISSED: "bold red", State.UNTRIED: "dim"}


@dataclass(frozen=True)
class Wish:
    """What is to be tested, and how it is to be told.

    Attributes:
        url: The site; "" is the one that runs here.
        owned: A host that the user says they own.
        report: Where the report goes; None is in the data folder.
        as_json: Whether programs are told.
        check: Whether a target that is missed makes the command fail.
    """

    url: str
    owned: str
    report: Path | None
    as_json: bool
    check: bool


def try_out(wish: Wish, options: Options) -> None:
    """Test a site, say what it held, and write the report."""
    try:
        settings = load_settings()
        target = target_of(wish.url or running_site(settings), owned=wish.owned)
        with _bar(shown=not wish.as_json) as progress:
            outcome = uvloop.run(measure(target, options, clock=SystemClock(), progress=progress))
        path = wish.report or _report_path(settings, outcome)
        write_report(outcome, path)
    except StriveError as error:
        fail(str(error))
    if wish.as_json:
        write_json({"report": str(path), "outcome": outcome})
    else:
        _print(outcome, path)
    if wish.check and is_missed(outcome.verdicts):
        raise typer.Exit(1)


def running_site(settings: Settings) -> str:
    """Return where the site of this data folder answers."""
    instance = find_instance(settings.data_dir)
    if instance is not None and instance.url is not None:
        return instance.url
    return f"http://{settings.local.host}:{settings.local.port}"


def _report_path(settings: Settings, outcome: Outcome) -> Path:
    return settings.data_dir / "loadtests" / f"{outcome.at:%Y-%m-%d-%H%M%S}.html"


@contextmanager
def _bar(*, shown: bool) -> Iterator[Any]:
    columns = (
        TextColumn("{task.description:>18}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    hidden = not shown or not sys.stderr.isatty()
    tasks: dict[str, Any] = {}
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as progress:

        def show(doing: str, share: float) -> None:
            if doing not in tasks:
                for task in tasks.values():
                    progress.update(task, completed=1.0)
                tasks[doing] = progress.add_task(doing, total=1.0)
            progress.update(tasks[doing], completed=share)

        yield show


def _print(outcome: Outcome, path: Path) -> None:
    console = Console(highlight=False)
    console.print(f"{outcome.url}, from {outcome.machine}")
    table = Table("what", "target", "measured", "", "requirement")
    for verdict in outcome.verdicts:
        why = f" ({verdict.why})" if verdict.why else ""
        state = f"[{STYLES[verdict.state]}]{verdict.state.value}{why}[/]"
        table.add_row(verdict.what, verdict.target, verdict.measured, state, verdict.requirement)
    console.print(table)
    console.print(_times(outcome))
    console.print(f"Report: {path}", soft_wrap=True)


def _times(outcome: Outcome) -> Table:
    readers, crowd = outcome.readers, outcome.crowd
    rows: dict[str, Latency] = {"all readers": readers.latency, **readers.by_kind}
    if crowd:
        rows[f"{crowd.opened:,} at once"] = crowd.latency
    table = Table("answer, ms")
    for heading in ("answers", "p50", "p95", "p99", "longest", "from a cache"):
        table.add_column(heading, justify="right")
    for name, times in rows.items():
        hits = readers.hits_by_kind.get(name)
        table.add_row(
            name,
            f"{times.count:,}",
            *(f"{value:,.1f}" for value in (times.p50, times.p95, times.p99, times.max)),
            "" if hits is None else f"{hits:.1%}",
        )
    return table
