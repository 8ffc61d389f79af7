"""Claims about what a load test says: each target beside what was measured, and a page of it."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import html5lib
import pytest
from msgspec.structs import replace

from strive.operations.charts import Chart, Line, line_chart
from strive.operations.loadtest.crowd import Crowd
from strive.operations.loadtest.figures import Latency, Moment
from strive.operations.loadtest.readers import OUTCOMES, Readers
from strive.operations.loadtest.report import report_of, write_report
from strive.operations.loadtest.run import Outcome
from strive.operations.loadtest.targets import State, is_missed, verdicts_of
from strive.operations.machine import machine
from strive.platform.errors import Invalid

FAST = Latency(count=1_000, p50=2, p75=3, p95=9, p99=20, max=50)
MOMENTS = [Moment(float(at), 1_000.0, 2.0, 9.0, 20.0) for at in range(1, 21)]
READERS = Readers(
    rate=1_000,
    duration_s=20,
    latency=FAST,
    first_byte=FAST,
    by_kind={"home": FAST, "post": FAST, "api": FAST, "feed": FAST},
    outcomes={**dict.fromkeys(OUTCOMES, 0), "ok": 20_000},
    dropped=0,
    hit_rate=0.97,
    hits_by_kind={"home": 1.0, "post": 0.96},
    database_query=FAST,
    received_bytes=300_000_000,
    moments=MOMENTS,
)
CROWD = Crowd(
    wanted=10_000,
    opened=10_000,
    unopened={},
    rate=10_000,
    duration_s=20,
    latency=FAST,
    statuses={200: 200_000},
    failures={},
    dropped=0,
    reopened=0,
    hit_rate=0.99,
    received_bytes=1_000_000_000,
    late_ms=3.0,
    moments=MOMENTS,
)
SLOW = Latency(count=1_000, p50=100, p75=700, p95=2_100, p99=4_000, max=9_000)


def states(readers: Readers = READERS, crowd: Crowd | None = CROWD) -> dict[str, State]:
    return {verdict.what: verdict.state for verdict in verdicts_of(readers, crowd)}


def missed(readers: Readers = READERS, crowd: Crowd | None = CROWD) -> list[str]:
    return [what for what, state in states(readers, crowd).items() if state is State.MISSED]


def outcomes(**counts: int) -> dict[str, int]:
    return {**READERS.outcomes, **counts}


def test_a_good_site_meets_every_target():
    assert set(states().values()) == {State.MET}
    assert not is_missed(verdicts_of(READERS, CROWD))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"outcomes": outcomes(failed=30)}, "answers that are errors"),
        ({"outcomes": outcomes(refused=30)}, "answers that are errors"),
        ({"outcomes": outcomes(unanswered=30)}, "answers that are errors"),
        ({"outcomes": outcomes(unexpected=30)}, "answers that are errors"),
        ({"dropped": 30}, "readers that could not even be sent"),
        ({"by_kind": {**READERS.by_kind, "search": SLOW}}, "page, the slowest kind, p95"),
        ({"by_kind": {**READERS.by_kind, "api": SLOW}}, "API, p95"),
        ({"database_query": SLOW}, "database query, p95"),
        ({"first_byte": SLOW}, "time to first byte, p75"),
        ({"hit_rate": 0.95}, "answers from a cache"),
    ],
)
def test_each_target_of_readers_can_be_missed(change, what):
    assert missed(replace(READERS, **change)) == [what]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"opened": 9_999, "unopened": {"TimeoutError": 1}}, "readers at once, all answered"),
        ({"failures": {"ConnectionResetError": 300}}, "readers at once, all answered"),
        ({"dropped": 300}, "readers at once, all answered"),
        ({"latency": SLOW}, "answer to one of them, p95"),
    ],
)
def test_each_target_of_a_crowd_can_be_missed(change, what):
    assert missed(crowd=replace(CROWD, **change)) == [what]


def test_too_few_answers_miss_what_is_to_be_sustained():
    few = replace(READERS, outcomes=outcomes(ok=19_000))
    assert missed(few) == ["requests a second, sustained"]


def test_who_is_held_back_by_a_limit_is_no_error():
    assert not missed(replace(READERS, outcomes=outcomes(limited=2_000)))


def test_what_was_not_tried_is_neither_met_nor_missed():
    less = replace(READERS, rate=100, outcomes=outcomes(ok=2_000), hit_rate=None)
    fewer = replace(CROWD, wanted=100, opened=100)
    untried = {what for what, state in states(less, fewer).items() if state is State.UNTRIED}
    assert untried == {
        "requests a second, sustained",
        "answers from a cache",
        "readers at once, all answered",
    }
    assert not is_missed(verdicts_of(less, fewer))


def outcome(crowd: Crowd | None = CROWD, readers: Readers = READERS) -> Outcome:
    return Outcome(
        url="http://<localhost>:8000",
        machine=machine(),
        at=datetime(2026, 3, 14, 12, 0, tzinfo=UTC),
        verdicts=verdicts_of(readers, crowd),
        readers=readers,
        crowd=crowd,
    )


def test_a_report_is_a_whole_page_that_fetches_nothing():
    page = report_of(outcome())
    html5lib.HTMLParser(strict=True).parse(page)
    assert "http://&lt;localhost&gt;:8000" in page
    assert not [word for word in ("<script", "<img", "<link", "url(", "@import") if word in page]
    assert page.count("<svg") == 5
    for verdict in outcome().verdicts:
        assert verdict.what in page


def test_a_report_without_a_crowd_leaves_it_out():
    page = report_of(outcome(crowd=None))
    assert "Readers at once" not in page
    assert page.count("<svg") == 3


def test_a_report_of_a_disaster_can_be_written():
    nothing = replace(
        READERS,
        latency=Latency(),
        first_byte=Latency(),
        by_kind={"home": Latency()},
        outcomes=dict.fromkeys(OUTCOMES, 0),
        dropped=20_000,
        hit_rate=None,
        hits_by_kind={},
        database_query=Latency(),
        moments=[Moment(float(at), 0.0, 0.0, 0.0, 0.0) for at in range(1, 21)],
    )
    assert is_missed(verdicts_of(nothing, None))
    html5lib.HTMLParser(strict=True).parse(report_of(outcome(None, nothing)))


def test_a_report_that_cannot_be_written_is_said_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Invalid, match="cannot be written"):
        write_report(outcome(), tmp_path / "file" / "report.html")


def test_a_chart_is_an_image_with_its_numbers_in_words():
    chart = Chart("Time & more", "s", "ms", [Line("p<50", [(0, 1.0), (1, 1_500.0)])], limit=200)
    picture = ET.fromstring(line_chart(chart))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == "Time & more"
    titles = [title.text for title in picture.iter("title")]
    assert titles == ["p<50: 1 ms at 0 s", "p<50: 1,500 ms at 1 s"]
    assert len(picture.findall("polyline")) == 1
    assert [line.get("class") for line in picture.findall("line")].count("limit") == 1


def test_lines_stay_within_the_picture():
    chart = Chart("t", "s", "ms", [Line("a", [(3, 0), (4, 77), (9, 1234)])])
    picture = ET.fromstring(line_chart(chart))
    places = [place.split(",") for place in picture.find("polyline").get("points").split()]
    assert all(0 <= float(x) <= 720 and 0 <= float(y) <= 260 for x, y in places)
    assert float(places[0][1]) > float(places[1][1]) > float(places[2][1]), "more is higher"


def test_a_chart_of_nothing_is_a_chart():
    ET.fromstring(line_chart(Chart("t", "s", "ms", [Line("a", [])])))
