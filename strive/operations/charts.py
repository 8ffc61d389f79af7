"""Line charts as SVG, drawn on the server; pure.

Colours are classes, `line-1` and on, so that a page's style decides them in light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 720
HEIGHT: Final = 260
LEFT: Final = 64
RIGHT: Final = 16
TOP: Final = 28
BOTTOM: Final = 36
TICKS: Final = 4
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its name, and its points as (x, y), x growing."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over a common scale; `limit` is drawn across as what is not to be exceeded."""

    title: str
    x_unit: str
    y_unit: str
    lines: Sequence[Line]
    limit: float | None = None


def line_chart(chart: Chart) -> Markup:
    """Draw a chart; its numbers are in a title of each point, for who cannot see it."""
    xs = [x for line in chart.lines for x, _ in line.points]
    ys = [y for line in chart.lines for _, y in line.points]
    top = _nice(max([*ys, chart.limit or 0.0]))
    scale = _Scale(min(xs, default=0.0), max(xs, default=1.0), top)
    view = f"0 0 {WIDTH} {HEIGHT}"
    parts = [
        f'<svg class="chart" viewBox="{view}" role="img" aria-label="{escape(chart.title)}">',
        *_grid(chart, scale),
        *_limit(chart, scale),
    ]
    for number, line in enumerate(chart.lines, 1):
        parts += _drawn(line, number, chart, scale)
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - all text in it is escaped


class _Scale:
    """From values to places in the picture."""

    def __init__(self, first: float, last: float, top: float) -> None:
        self.first, self.last, self.top = first, max(last, first + 1e-9), top

    def x(self, value: float) -> str:
        share = (value - self.first) / (self.last - self.first)
        return f"{LEFT + share * (WIDTH - LEFT - RIGHT):.1f}"

    def y(self, value: float) -> str:
        return f"{HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM):.1f}"


def _grid(chart: Chart, scale: _Scale) -> Iterator[str]:
    for tick in range(TICKS + 1):
        value = scale.top * tick / TICKS
        y = scale.y(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        label = f"{value:,.4g}"
        yield f'<text class="tick" x="{LEFT - 8}" y="{y}" dy="4" text-anchor="end">{label}</text>'
    yield f'<text class="tick" x="4" y="12">{escape(chart.y_unit)}</text>'
    for share in (0.0, 0.5, 1.0):
        value = scale.first + share * (scale.last - scale.first)
        anchor = {0.0: "start", 1.0: "end"}.get(share, "middle")
        yield (
            f'<text class="tick" x="{scale.x(value)}" y="{HEIGHT - 12}" '
            f'text-anchor="{anchor}">{value:,.4g} {escape(chart.x_unit)}</text>'
        )


def _limit(chart: Chart, scale: _Scale) -> Iterator[str]:
    if chart.limit is not None:
        y = scale.y(chart.limit)
        yield f'<line class="limit" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'


def _drawn(line: Line, number: int, chart: Chart, scale: _Scale) -> Iterator[str]:
    places = " ".join(f"{scale.x(x)},{scale.y(y)}" for x, y in line.points)
    yield f'<polyline class="line line-{number}" points="{places}"/>'
    for x, y in line.points:
        yield (
            f'<circle class="point line-{number}" cx="{scale.x(x)}" cy="{scale.y(y)}" r="2">'
            f"<title>{escape(line.name)}: {y:,.4g} {escape(chart.y_unit)} "
            f"at {x:,.4g} {escape(chart.x_unit)}</title></circle>"
        )


def _nice(value: float) -> float:
    """Return a round number that is not below a value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _STEPS if step * power >= value)
