"""What strangers send costs little time and little memory."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from strive.platform.cache import Policy, pressing
from strive.platform.cache.flights import Flights
from strive.platform.cache.http import directives, varying
from strive.platform.cache.http.coding import encoded
from strive.platform.cache.http.remembering import LENGTH_MAX, remembered

HEAD_BYTES = 60_000


@pytest.mark.parametrize("part", [",", " ", ", ", "; ,", 'a="', "a=,", 'a="\\"', "="])
def test_any_cache_control_is_read_in_no_time(part):
    value = (part * HEAD_BYTES)[:HEAD_BYTES].encode()
    started = time.process_time()
    directives.cache_control([(b"cache-control", value)])
    varying.selection([(b"accept-language", value)], [b"accept-language"])
    assert time.process_time() - started < 0.25


def test_long_values_are_not_remembered():
    seen: list[bytes] = []

    @remembered(10)
    def length(value: bytes) -> int:
        seen.append(value)
        return len(value)

    for _ in range(2):
        assert length(b"a" * LENGTH_MAX) == LENGTH_MAX
        assert length(b"a" * (LENGTH_MAX + 1)) == LENGTH_MAX + 1
    assert list(map(len, seen)) == [LENGTH_MAX, LENGTH_MAX + 1, LENGTH_MAX + 1]


def test_what_is_known_not_to_be_shareable_is_bounded_by_bytes():
    flights: Flights[int, None] = Flights(unshareable_s=30)
    for number in range(1_000):
        flights.remember_unshareable(number, 0.0, HEAD_BYTES)
    assert sum(flights.is_unshareable(number, 1.0) for number in range(1_000)) < 200


async def test_a_long_address_counts_with_what_it_takes(client, cache, origin):
    await client.get("/short")
    short = cache.memory.size
    await client.get("/" + "x" * 50_000)
    assert cache.memory.size > short + 100_000


async def test_what_a_response_varies_on_counts_with_what_it_takes(client, cache, origin):
    origin.headers["vary"] = "x-kind"
    await client.get("/", headers={"x-kind": "a"})
    before = cache.memory.size
    await client.get("/", headers={"x-kind": "b" * 50_000})
    assert cache.memory.size > before + 50_000


async def test_however_many_choices_there_are_only_a_few_are_kept(make_cache, open_client, origin):
    cache = make_cache(memory_bytes=1_000_000)
    origin.headers["vary"] = "x-kind"
    async with open_client(cache) as client:
        for kind in range(300):
            await client.get("/", headers={"x-kind": str(kind)})
    (kept,) = [cache.memory.find(key) for key in list(cache.memory._kept)]
    assert len(kept.value.variants) <= 32


@pytest.fixture
def large(origin):
    origin.headers["content-type"] = "text/plain"
    origin.body = b"".join(b"line %d\n" % number for number in range(40_000))
    return origin


async def test_a_large_body_is_coded_beside_the_loop_and_once(client, large, monkeypatch):
    threads: list[str] = []

    def noted(body: bytes, coding: bytes) -> bytes:
        threads.append(threading.current_thread().name)
        return encoded(body, coding)

    monkeypatch.setattr(pressing, "encoded", noted)
    get = client.get("/", headers={"accept-encoding": "br"})
    more = [client.get("/", headers={"accept-encoding": "br"}) for _ in range(20)]
    answers = await asyncio.gather(get, *more)
    assert {answer.headers["content-encoding"] for answer in answers} == {"br"}
    assert {answer.content for answer in answers} == {large.body}
    (thread,) = threads
    assert thread.startswith("coding")


async def test_with_too_much_to_code_it_goes_as_it_is(client, large, monkeypatch):
    monkeypatch.setattr(pressing, "UNDER_WAY_MAX", 0)
    answer = await client.get("/", headers={"accept-encoding": "br"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_what_is_longer_than_an_entry_may_be_passes_and_is_not_kept(
    make_cache, open_client, large
):
    cache = make_cache(policy=Policy(entry_bytes=1_000))
    for _ in range(2):
        assert (await open_client(cache).get("/")).content == large.body
    assert (large.count, len(cache.memory)) == (2, 0)
