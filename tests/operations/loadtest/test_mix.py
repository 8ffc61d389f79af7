"""Claims about what readers ask for."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from strive.operations.loadtest.figures import Latency, moments, percentile
from strive.operations.loadtest.mix import SHARES, mix_of, requests_of
from strive.operations.loadtest.target import Target

POSTS = [f"/blog/word{n}-of-post" for n in range(500)]
SECTIONS = ["/", "/blog", "/categories/design", "/authors/ada", "/tags/a/b/c"]
ASSETS = ["/static/site.abc.css"]
TARGET = Target("http", "localhost", 8000, "127.0.0.1", is_here=True)


def test_each_kind_has_its_share():
    mix = mix_of(SECTIONS, POSTS, ASSETS)
    assert {kind.name: kind.share * 100 for kind in mix.kinds} == pytest.approx(SHARES)
    asked = Counter(islice(mix.paths(), 50_000))
    assert asked["/"] / 50_000 == pytest.approx(0.08, abs=0.01)
    assert asked["/static/site.abc.css"] / 50_000 == pytest.approx(0.15, abs=0.01)


def test_what_a_site_has_not_is_not_asked_for():
    mix = mix_of(["/"], POSTS[:3], [])
    assert "asset" not in {kind.name for kind in mix.kinds}
    assert sum(kind.share for kind in mix.kinds) == pytest.approx(1)


def test_the_first_posts_have_most_readers():
    asked = Counter(
        path
        for path in islice(mix_of(SECTIONS, POSTS, ASSETS).paths(), 50_000)
        if path.startswith("/blog/")
    )
    tenth = sum(asked[path] for path in POSTS[:50]) / asked.total()
    assert 0.55 < tenth < 0.70
    assert asked.most_common(1)[0][0] == POSTS[0]


def test_the_same_lot_asks_for_the_same():
    mix = mix_of(SECTIONS, POSTS, ASSETS)
    assert list(islice(mix.paths(), 100)) == list(islice(mix.paths(), 100))
    assert list(islice(mix.paths(), 100)) != list(islice(mix.paths(seed=2), 100))


def test_requests_are_whole():
    [request] = set(requests_of(mix_of(["/"], ["/blog/a"], []), TARGET, 1))
    line, *fields = request.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert line.startswith("GET /")
    assert "Host: localhost:8000" in fields
    assert "Accept-Encoding: br, zstd, gzip" in fields


@pytest.mark.parametrize(
    ("count", "share", "value"),
    [(1, 0.5, 1), (2, 0.5, 1), (100, 0.95, 95), (101, 0.95, 96), (1_000, 0.99, 990), (3, 0.99, 3)],
)
def test_a_percentile_is_the_least_that_is_not_below_a_share(count, share, value):
    assert percentile(range(1, count + 1), share) == value


def test_nothing_measured_is_no_time():
    assert Latency.of([]) == Latency()


def test_a_phase_is_told_in_equal_parts():
    told = moments([0.1, 0.1, 9.99, 10.0], [5.0, 7.0, 1.0, 3.0], 10.0)
    assert len(told) == 20
    assert (told[0].per_second, told[0].p50, told[0].p99) == (4.0, 5.0, 7.0)
    assert (told[-1].at_s, told[-1].per_second, told[-1].p99) == (10.0, 4.0, 3.0)
