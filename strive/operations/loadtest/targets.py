"""What the site is to hold, beside what was measured; pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from strive.operations.loadtest.crowd import Crowd
from strive.operations.loadtest.mix import PAGES
from strive.operations.loadtest.readers import Readers

PER_SECOND_MIN: Final = 1_000  # CAP-3
CONNECTIONS_MIN: Final = 10_000  # CAP-2
PAGE_MS_MAX: Final = 2_000  # CAP-5, this and the next
API_MS_MAX: Final = 200
QUERY_MS_MAX: Final = 50
HIT_RATE_MIN: Final = 0.95
ERROR_RATE_MAX: Final = 0.001
FIRST_BYTE_MS_MAX: Final = 600  # MET-2
CROWD_MS_MAX: Final = 200


class State(StrEnum):
    """Whether a target is met."""

    MET = "met"
    MISSED = "missed"
    UNTRIED = "untried"


class Verdict(Struct, frozen=True, rename="camel"):
    """One target beside what was measured; `why` says what would have to be tried."""

    requirement: str
    what: str
    target: str
    measured: str
    state: State
    why: str = ""


def verdicts_of(readers: Readers, crowd: Crowd | None) -> list[Verdict]:
    """Return each target of a site under load, and whether it was met."""
    return [*_of_readers(readers), *_of_answers(readers), *(_of_crowd(crowd) if crowd else ())]


def is_missed(verdicts: list[Verdict]) -> bool:
    """Tell whether any target was missed; what was not tried was not missed."""
    return any(verdict.state is State.MISSED for verdict in verdicts)


def _of_readers(readers: Readers) -> Iterator[Verdict]:
    rate = readers.rate
    dropped_rate = readers.dropped / (rate * readers.duration_s)
    holds = readers.per_second >= PER_SECOND_MIN * (1 - ERROR_RATE_MAX)
    yield Verdict(
        "CAP-3",
        "requests a second, sustained",
        f"≥ {PER_SECOND_MIN:,}",
        f"{readers.per_second:,.0f} of {rate:,.0f} sent",
        _state(holds) if rate >= PER_SECOND_MIN else State.UNTRIED,
        "" if rate >= PER_SECOND_MIN else f"with --rate {PER_SECOND_MIN}",
    )
    error_rate = readers.failed / readers.judged if readers.judged else 1.0
    yield Verdict(
        "CAP-5",
        "answers that are errors",
        f"< {ERROR_RATE_MAX:.1%}",
        f"{error_rate:.2%}",
        _state(error_rate < ERROR_RATE_MAX),
    )
    yield Verdict(
        "",
        "readers that could not even be sent",
        f"< {ERROR_RATE_MAX:.1%}",
        f"{dropped_rate:.2%}",
        _state(dropped_rate < ERROR_RATE_MAX),
    )


def _of_answers(readers: Readers) -> Iterator[Verdict]:
    pages = [readers.by_kind[kind] for kind in PAGES if kind in readers.by_kind]
    slowest = max((page.p95 for page in pages if page.count), default=0.0)
    yield _time("CAP-5", "page, the slowest kind, p95", PAGE_MS_MAX, slowest, known=bool(slowest))
    api = readers.by_kind.get("api")
    api_ms = api.p95 if api else 0.0
    yield _time("CAP-5", "API, p95", API_MS_MAX, api_ms, known=bool(api and api.count))
    query = readers.database_query
    yield _time("CAP-5", "database query, p95", QUERY_MS_MAX, query.p95, known=bool(query.count))
    first = readers.first_byte
    known = bool(first.count)
    yield _time("MET-2", "time to first byte, p75", FIRST_BYTE_MS_MAX, first.p75, known=known)
    hit_rate = readers.hit_rate
    yield Verdict(
        "CAP-5",
        "answers from a cache",
        f"> {HIT_RATE_MIN:.0%}",
        "no cache says so" if hit_rate is None else f"{hit_rate:.1%}",
        State.UNTRIED if hit_rate is None else _state(hit_rate > HIT_RATE_MIN),
        "with a page cache" if hit_rate is None else "",
    )


def _of_crowd(crowd: Crowd) -> Iterator[Verdict]:
    enough = crowd.wanted >= CONNECTIONS_MIN
    asked = crowd.answered + crowd.failed + crowd.dropped
    error_rate = (crowd.failed + crowd.dropped) / asked if asked else 1.0
    yield Verdict(
        "CAP-2",
        "readers at once, all answered",
        f"≥ {CONNECTIONS_MIN:,}",
        f"{crowd.opened:,} of {crowd.wanted:,}, {error_rate:.2%} errors",
        State.UNTRIED
        if not enough
        else _state(crowd.opened >= CONNECTIONS_MIN and error_rate < ERROR_RATE_MAX),
        "" if enough else f"with --connections {CONNECTIONS_MIN}",
    )
    known = bool(crowd.latency.count)
    yield _time("CAP-2", "answer to one of them, p95", CROWD_MS_MAX, crowd.latency.p95, known=known)


def _time(
    requirement: str, what: str, limit_ms: float, measured_ms: float, *, known: bool
) -> Verdict:
    state = _state(measured_ms < limit_ms) if known else State.UNTRIED
    measured = f"{measured_ms:,.1f} ms" if known else "none"
    why = "" if known else "with requests that need it"
    return Verdict(requirement, what, f"< {limit_ms:,} ms", measured, state, why)


def _state(is_met: bool) -> State:  # noqa: FBT001 - the very question
    return State.MET if is_met else State.MISSED
