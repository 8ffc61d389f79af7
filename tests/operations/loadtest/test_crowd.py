"""Claims about many readers at once: an open model, whose figures a slow site cannot improve."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from loadtested import OK, silent

from strive.operations.loadtest import holding
from strive.operations.loadtest.errors import NoSite, TooFewFiles
from strive.operations.loadtest.holding import hold
from strive.operations.loadtest.sources import can_be_many

REQUESTS = [f"GET /{n} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for n in range(3)]


async def held(site, *, connections=20, rate=200.0, requests=REQUESTS, **times):
    return await hold(
        site.target,
        requests,
        connections=connections,
        rate=rate,
        **{"duration_s": 0.5, **times},
        progress=silent,
    )


async def test_all_connections_are_open_at_once_and_all_are_asked(site):
    crowd = await held(site, connections=150, rate=600)
    assert (crowd.opened, crowd.wanted, site.most_open) == (150, 150, 150)
    assert crowd.answered == crowd.latency.count == 300
    assert site.asked == Counter({"/0": 100, "/1": 100, "/2": 100})
    assert (crowd.failed, crowd.dropped, crowd.hit_rate) == (0, 0, 1.0)
    assert crowd.received_bytes == 300 * len(OK)
    assert crowd.per_second == 600


async def test_everything_is_asked_for_once_before_it_counts(site):
    crowd = await held(site, rate=60, warm_s=5.0, requests=REQUESTS * 10)
    assert site.asked.total() == 3 + 30
    assert crowd.answered == crowd.latency.count == 30


async def test_warming_ends_when_its_time_is_over(site):
    release = asyncio.Event()

    async def answer(_path):
        asyncio.get_running_loop().call_later(0.3, release.set)
        await release.wait()
        return OK

    site.answer = answer
    many = [f"GET /{n} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for n in range(300)]
    await held(site, rate=20, warm_s=0.1, requests=many)
    assert site.asked.total() < 40, "no more than 16 at once, then what is measured"


async def test_each_reader_has_an_address_of_their_own_where_there_are_many(site):
    await held(site, connections=600, rate=600)
    assert len(site.readers) == (600 if can_be_many(site.target) else 1)


async def test_requests_arrive_whether_others_are_answered_or_not(site):
    release = asyncio.Event()

    async def answer(_path):
        if site.asked.total() == 1:
            asyncio.get_running_loop().call_later(0.4, release.set)
        await release.wait()
        return OK

    site.answer = answer
    crowd = await held(site, connections=500, rate=500)
    assert crowd.answered == 250
    assert crowd.latency.max > 350, "the first waited until the end of the pause"
    assert 100 < crowd.latency.p50 < 350, "each counts from when it was due"


async def test_what_finds_no_connection_free_is_counted_as_dropped(site):
    async def answer(_path):
        await asyncio.sleep(0.3)
        return OK

    site.answer = answer
    crowd = await held(site, connections=10, rate=200)
    assert crowd.dropped >= 60
    assert crowd.dropped + crowd.answered == 100


async def test_connections_the_site_ends_are_opened_again(site):
    async def answer(_path):
        if site.asked.total() == 20:
            site.cut_all()
        return OK

    site.answer = answer
    crowd = await held(site, connections=50, rate=100)
    assert crowd.reopened + sum(crowd.failures.values()) == 50
    assert crowd.answered >= 45
    assert crowd.answered + crowd.failed + crowd.dropped == 50


async def test_answers_that_are_errors_are_counted_by_status(site):
    async def answer(path):
        status = {"/0": b"200 OK", "/1": b"503 Service Unavailable", "/2": b"500 Oops"}[path]
        return b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"

    site.answer = answer
    crowd = await held(site, rate=240)
    assert crowd.statuses == {200: 40, 503: 40, 500: 40}
    assert (crowd.failed, crowd.hit_rate) == (80, None)


async def test_requests_that_are_never_answered_are_failures(site, monkeypatch):
    monkeypatch.setattr("strive.operations.loadtest.phase.ANSWER_TIMEOUT_S", 0.2)

    async def answer(path):
        await asyncio.sleep(3_600 if path == "/0" else 0)
        return OK

    site.answer = answer
    crowd = await held(site, connections=40, rate=60)
    assert crowd.failures == {"no answer within 0.2 s": 10}
    assert crowd.answered == 20


async def test_where_nobody_listens_it_is_said(site, unused_tcp_port):
    site.port = unused_tcp_port
    with pytest.raises(NoSite, match="ConnectionRefusedError"):
        await held(site)


async def test_more_than_a_process_may_open_is_refused_before_it_begins(site, monkeypatch):
    monkeypatch.setattr(holding, "raise_descriptor_limit", lambda _wanted: 1_024)
    with pytest.raises(TooFewFiles, match=r"1,024 here.*ulimit -n"):
        await held(site, connections=10_000)
    assert site.most_open == 0


async def test_how_it_went_is_told_in_parts(site):
    crowd = await held(site, rate=400)
    assert len(crowd.moments) == 20
    assert sum(moment.per_second for moment in crowd.moments) / 20 == pytest.approx(400, rel=0.01)
    assert crowd.moments[-1].at_s == pytest.approx(0.5)
