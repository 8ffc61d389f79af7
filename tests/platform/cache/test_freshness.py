"""How long a page cache uses what it stored (RFC 9111, section 4.2; RFC 5861)."""

from __future__ import annotations

import asyncio

import pytest

from strive.platform.cache import Policy


async def test_what_has_grown_old_is_fetched_anew(client, origin, clocks):
    await client.get("/")
    clocks.move(59)
    assert (await client.get("/")).headers["age"] == "59"
    clocks.move(2)
    assert (await client.get("/")).text == "answer 2"


@pytest.mark.parametrize(
    ("headers", "lasts_s"),
    [
        ({"cache-control": "max-age=10, s-maxage=100"}, 100),
        ({"cache-control": "MAX-AGE=10"}, 10),
        ({"cache-control": 'ext="max-age=500", max-age=10'}, 10),
        ({"cache-control": "max-age=10", "expires": "0"}, 10),
        ({"cache-control": "max-age=10", "age": "4"}, 6),
        ({"cache-control": "max-age=10", "age": "4, 900"}, 6),
        ({"cache-control": "max-age=10", "age": "-4"}, 10),
        ({"cache-control": "max-age=10", "age": "many"}, 10),
    ],
)
async def test_lifetimes_are_what_the_origin_said(client, origin, clocks, headers, lasts_s):
    origin.headers = headers
    await client.get("/")
    clocks.move(lasts_s - 1)
    await client.get("/")
    assert origin.count == 1
    clocks.move(2)
    await client.get("/")
    assert origin.count == 2


async def test_expires_counts_from_the_date_of_the_origin(client, origin, clocks):
    origin.headers = {"date": clocks.date(), "expires": clocks.date(30)}
    await client.get("/")
    clocks.move(29)
    await client.get("/")
    clocks.move(2)
    await client.get("/")
    assert origin.count == 2


async def test_an_expiry_nobody_can_read_is_past(client, origin):
    origin.headers = {"expires": "soon"}
    await client.get("/")
    await client.get("/")
    assert origin.count == 2


async def test_a_tenth_of_the_time_since_the_last_change_is_guessed(client, origin, clocks):
    origin.headers = {"date": clocks.date(), "last-modified": clocks.date(-1_000)}
    await client.get("/")
    clocks.move(99)
    await client.get("/")
    assert origin.count == 1
    clocks.move(2)
    await client.get("/")
    assert origin.count == 2


async def test_a_clock_on_the_wall_that_jumps_makes_nothing_expire(client, origin, clocks):
    origin.headers |= {"date": clocks.date()}
    await client.get("/")
    for jump in (10 * 86_400, -20 * 86_400):
        clocks.unix += jump
        assert (await client.get("/")).text == "answer 1"


async def test_stale_is_served_while_it_is_fetched_by_nobody(client, origin, clocks):
    origin.headers["cache-control"] = "max-age=10, stale-while-revalidate=30"
    await client.get("/")
    clocks.move(20)
    stale = await client.get("/")
    assert (stale.text, stale.headers["cache-status"]) == ("answer 1", "Strive; hit; ttl=-10")
    await asyncio.sleep(0.01)
    assert (await client.get("/")).text == "answer 2"
    assert origin.count == 2


async def test_ten_that_find_it_stale_have_it_fetched_once(client, origin, clocks):
    origin.headers["cache-control"] = "max-age=10, stale-while-revalidate=30"
    await client.get("/")
    clocks.move(20)
    answers = await asyncio.gather(*(client.get("/") for _ in range(10)))
    assert {answer.text for answer in answers} == {"answer 1"}
    await asyncio.sleep(0.01)
    assert origin.count == 2


async def test_past_that_the_asker_waits(client, origin, clocks):
    origin.headers["cache-control"] = "max-age=10, stale-while-revalidate=30"
    await client.get("/")
    clocks.move(41)
    assert (await client.get("/")).text == "answer 2"


@pytest.mark.parametrize("fault", ["raises", "500", "503"])
async def test_stale_is_better_than_an_error_for_a_day(client, origin, clocks, fault):
    await client.get("/")
    if fault == "raises":
        origin.raises = ConnectionError("away")
    else:
        origin.status = int(fault)
    clocks.move(86_000)
    covered = await client.get("/")
    assert (covered.status_code, covered.text) == (200, "answer 1")
    assert "fwd=stale" in covered.headers["cache-status"]


async def test_a_slow_origin_is_not_waited_for_when_something_stale_is_at_hand(
    make_cache, open_client, origin, clocks
):
    client = open_client(make_cache(policy=Policy(patience_s=0.02)))
    await client.get("/")
    clocks.move(61)
    origin.gate = asyncio.Event()
    assert (await client.get("/")).text == "answer 1"
    origin.gate.set()
    await asyncio.sleep(0.01)
    assert (await client.get("/")).text == "answer 2"
    assert origin.count == 2


async def test_after_a_day_the_error_is_told(client, origin, clocks):
    await client.get("/")
    origin.status = 503
    clocks.move(90_000)
    assert (await client.get("/")).status_code == 503


@pytest.mark.parametrize(
    "control",
    [
        "max-age=10, must-revalidate",
        "max-age=10, proxy-revalidate",
        "s-maxage=10",
        "max-age=10, stale-if-error=5",
    ],
)
async def test_an_origin_can_forbid_stale_answers(client, origin, clocks, control):
    origin.headers["cache-control"] = control
    await client.get("/")
    origin.status = 503
    clocks.move(20)
    assert (await client.get("/")).status_code == 503


async def test_what_said_nothing_of_caches_is_no_cover_for_errors(client, origin):
    origin.headers = {"etag": '"1"'}
    await client.get("/")
    origin.status, origin.headers = 500, {}
    assert (await client.get("/")).status_code == 500


async def test_a_hot_page_is_fetched_before_it_expires(client, origin, clocks):
    origin.gate = asyncio.Event()
    waiting = asyncio.create_task(client.get("/"))
    await asyncio.sleep(0.01)
    clocks.move(2)  # that is how long the origin takes
    origin.gate.set()
    await waiting
    clocks.move(55)
    for _ in range(300):
        clocks.move(0.01)
        assert (await client.get("/")).headers["cache-status"].startswith("Strive; hit")
        await asyncio.sleep(0)
    assert origin.count >= 2
