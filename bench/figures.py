"""What was measured, and how it is shown."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: `limit` is the most it may be, `peer` what something else took.

    `value`, `limit` and `peer` share the unit; `note` says what else is worth knowing.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    peer: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit holds; true where there is none."""
        return self.limit is None or self.value <= self.limit


def machine() -> str:
    """Describe where this was measured."""
    memory_gb = psutil.virtual_memory().total / 2**30
    return (
        f"{psutil.cpu_count()} cores of {_processor()}, {memory_gb:.0f} GB, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    """Name the processor, as far as the system tells."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "an unnamed processor"


def show(figures: list[Figure]) -> None:
    """Print the table."""
    table = Table(title=f"Strive, measured on {machine()}")
    for heading in ("what", "measured", "limit", "of limit", "x bare ASGI app", "note"):
        right = heading not in {"what", "note"}
        table.add_column(heading, justify="right" if right else "left")
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.value:,.2f} {figure.unit}",
            "" if figure.limit is None else f"{figure.limit:g} {figure.unit}",
            "" if figure.limit is None else _share(figure),
            "" if figure.peer is None else f"{figure.value / figure.peer:.1f}",
            figure.note,
        )
    Console(width=140).print(table)


def _share(figure: Figure) -> str:
    share = f"{figure.value / (figure.limit or 1):.0%}"
    return share if figure.kept else f"[bold red]{share}[/]"
