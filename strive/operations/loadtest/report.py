"""The report of a load test: one page of HTML that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from strive.operations.charts import Chart, Line, line_chart
from strive.operations.loadtest.figures import Latency, Moment
from strive.operations.loadtest.run import Outcome
from strive.platform.errors import Invalid

TEMPLATE: Final = "report.html"
_PERCENTILES: Final = ("p50", "p95", "p99")


def write_report(outcome: Outcome, path: Path) -> None:
    """Write the report of a load test to a file; raises `Invalid` when that cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report_of(outcome), "utf-8")
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}.") from error


def report_of(outcome: Outcome) -> str:
    """Return the page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    readers, crowd = outcome.readers, outcome.crowd
    rows = {"all": readers.latency, "first byte": readers.first_byte, **readers.by_kind}
    return environment.get_template(TEMPLATE).render(
        outcome=outcome,
        readers=readers,
        crowd=crowd,
        rows=rows,
        percentiles=_PERCENTILES,
        charts=[
            _latency_chart("Readers: time of an answer", readers.moments),
            _rate_chart("Readers: answers a second", readers.moments),
            *(
                [_latency_chart("Readers at once: time of an answer", crowd.moments)]
                if crowd
                else []
            ),
            *([_rate_chart("Readers at once: answers a second", crowd.moments)] if crowd else []),
            _kinds_chart(readers.by_kind),
        ],
    )


def _latency_chart(title: str, moments: list[Moment]) -> tuple[str, list[str], Markup]:
    lines = [
        Line(name, [(moment.at_s, getattr(moment, name)) for moment in moments])
        for name in _PERCENTILES
    ]
    return _drawn(Chart(title, "s", "ms", lines))


def _rate_chart(title: str, moments: list[Moment]) -> tuple[str, list[str], Markup]:
    points = [(moment.at_s, moment.per_second) for moment in moments]
    return _drawn(Chart(title, "s", "/s", [Line("answers", points)]))


def _kinds_chart(by_kind: dict[str, Latency]) -> tuple[str, list[str], Markup]:
    """Draw the time of an answer against the share of answers that were as fast."""
    lines = [
        Line(name, [(50, times.p50), (75, times.p75), (95, times.p95), (99, times.p99)])
        for name, times in by_kind.items()
        if times.count
    ]
    return _drawn(Chart("Readers: time of an answer by kind", "% of answers", "ms", lines))


def _drawn(chart: Chart) -> tuple[str, list[str], Markup]:
    """Return a chart's title, the names of its lines in order, and its picture."""
    return chart.title, [line.name for line in chart.lines], line_chart(chart)
