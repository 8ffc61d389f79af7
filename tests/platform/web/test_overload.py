"""A site that is asked for three times what it can do: it does that, and refuses the rest fast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attacked import Site, limited_site
from limited_site import WORK_S
from loadtested import silent

from strive.operations.loadtest.crowd import Crowd
from strive.operations.loadtest.holding import hold
from strive.operations.loadtest.target import Target

pytestmark = pytest.mark.slow

CAPACITY = 1 / WORK_S
REQUEST = b"GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with limited_site() as running:
        yield running


async def asked(site: Site, rate: float, duration_s: float, connections: int) -> Crowd:
    target = Target("http", "localhost", site.port, "127.0.0.1", is_here=True)
    return await hold(
        target,
        [REQUEST],
        connections=connections,
        rate=rate,
        duration_s=duration_s,
        progress=silent,
    )


async def test_overload_is_refused_fast_and_the_site_is_back_at_once(site):
    peak = max([(await asked(site, CAPACITY * share, 2, 100)).per_second for share in (0.9, 1.1)])
    overload = await asked(site, CAPACITY * 3, 4, 500)
    assert set(overload.statuses) == {200, 503}
    assert (overload.failures, overload.dropped) == ({}, 0)
    assert overload.per_second >= 0.8 * peak
    assert overload.latency.p99 < 2_000, "of what is served and of what is refused"
    after = await asked(site, CAPACITY * 0.5, 2, 20)
    assert after.statuses == {200: int(CAPACITY)}
