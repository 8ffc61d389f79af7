"""The import and export commands at work: what is shown while and after."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from strive.app import import_target
from strive.cli.failing import fail
from strive.cli.runtime import connected, execute
from strive.content.exporting import export_archive, export_markdown
from strive.content.importing.archive import import_archive
from strive.content.importing.engine import import_content
from strive.content.importing.report import Report, Result
from strive.content.importing.run import Options

RESULTS = tuple(Result)
T = TypeVar("T")


@dataclass(frozen=True)
class Wish:
    """What is to be imported, and how it is to be told."""

    system: str
    path: Path
    fetch: bool
    as_json: bool


def bring(wish: Wish, options: Options) -> None:
    """Import, show how far it is, then say what became of everything."""

    async def work() -> Report:
        async with connected() as strive:
            target = import_target(strive)
            if not wish.fetch:
                target = replace(target, fetcher=None)
            with _bar(shown=not wish.as_json) as bar:
                if wish.system == "archive":
                    return await import_archive(wish.path, target, options, bar)
                return await import_content(wish.system, wish.path, target, options, bar)

    report = _executed(work())
    if wish.as_json:
        typer.echo(msgspec.json.encode(_facts(report, options)).decode())
    else:
        _print(report, options)


def take_out(path: Path, format_: str, *, as_json: bool) -> None:
    """Export, show how far it is, then say where it is."""

    async def work() -> int:
        export = export_archive if format_ == "archive" else export_markdown
        async with connected() as strive:
            with _bar(shown=not as_json) as bar:
                parts = (strive.content, strive.database, strive.media)
                return await export(path, *parts, bar.counted)

    count = _executed(work())
    if as_json:
        facts = {"path": str(path), "format": format_, "items": count}
        typer.echo(msgspec.json.encode(facts).decode())
    else:
        typer.echo(f"Exported {count:,} items to {path}.")


def _executed(work: Coroutine[Any, Any, T]) -> T:
    """Do the work; what the disk refuses becomes one line, too."""
    try:
        return execute(work)
    except (OSError, sqlite3.Error) as error:
        fail(f"It stopped; run it again to continue. {' '.join(str(error).split())[:300]}")


class _Bar:
    """Shows on standard error how far it is."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Reading", total=None)

    def planned(self, posts: int) -> None:
        """Show how many posts were found so far."""
        self._progress.update(self._task, description="Reading", completed=posts)

    def written(self, posts: int, total: int) -> None:
        """Show how many of all posts are done."""
        self._progress.update(self._task, description="Writing", completed=posts, total=total)

    def counted(self, items: int) -> None:
        """Show how many items are exported."""
        self._progress.update(self._task, description="Exporting", completed=items)


@contextmanager
def _bar(*, shown: bool) -> Iterator[_Bar]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    hidden = not shown or not sys.stderr.isatty()
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        yield _Bar(progress)


def _facts(report: Report, options: Options) -> dict[str, object]:
    return {
        "dryRun": options.dry_run,
        "changed": not report.nothing_changed,
        "counts": report.summary(),
        "notes": report.notes,
        "report": str(report.path) if report.path else None,
    }


def _print(report: Report, options: Options) -> None:
    console = Console(highlight=False)
    table = Table("", *(result.value for result in RESULTS))
    for kind, counts in report.summary().items():
        table.add_row(kind, *(f"{counts[r]:,}" if r in counts else "" for r in RESULTS))
    console.print(table)
    for entry in report.remarkable:
        said = "; ".join(filter(None, (entry.reason, *entry.notes)))
        console.print(Text(f"{entry.result}  {entry.kind}  {entry.title or entry.item}: {said}"))
    if len(report.remarkable) == Report.SHOWN_MAX:
        console.print("… and perhaps more, in the full report.", style="dim")
    if report.nothing_changed:
        console.print("Nothing changed: everything is here already.")
    if options.dry_run:
        console.print("This was a dry run: nothing was written.")
    elif report.path:
        console.print(Text(f"Full report: {report.path}"))
