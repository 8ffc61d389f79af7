"""One fetch for many that wait."""

from __future__ import annotations

import asyncio

import pytest

from strive.platform.cache import Policy


async def all_of(client, number: int, path: str = "/"):
    return await asyncio.gather(*(client.get(path) for _ in range(number)))


async def opened_soon(gate: asyncio.Event) -> None:
    await asyncio.sleep(0.05)
    gate.set()


async def test_five_hundred_that_wait_are_one_request_to_the_origin(client, origin):
    origin.gate = asyncio.Event()
    answers, _ = await asyncio.gather(all_of(client, 500), opened_soon(origin.gate))
    assert {answer.text for answer in answers} == {"answer 1"}
    assert origin.count == 1
    assert sum("collapsed" in answer.headers["cache-status"] for answer in answers) == 499


async def test_who_waits_too_long_asks_by_itself(make_cache, open_client, origin):
    origin.gate = asyncio.Event()
    client = open_client(make_cache(policy=Policy(wait_s=0.01)))
    answers, _ = await asyncio.gather(all_of(client, 2), opened_soon(origin.gate))
    assert {answer.status_code for answer in answers} == {200}
    assert origin.count == 2


async def test_what_cannot_be_shared_is_not_waited_for_twice(client, origin):
    origin.headers = {"cache-control": "no-store"}
    await client.get("/")
    origin.gate = asyncio.Event()
    waiting = [asyncio.create_task(client.get("/")) for _ in range(3)]
    await origin.until(4)  # all three are with the origin at once
    origin.gate.set()
    await asyncio.gather(*waiting)


async def test_an_error_is_shared_by_those_that_wait_for_it(client, origin):
    origin.gate, origin.status, origin.headers = asyncio.Event(), 503, {"retry-after": "5"}
    answers, _ = await asyncio.gather(all_of(client, 50), opened_soon(origin.gate))
    assert {answer.status_code for answer in answers} == {503}
    assert origin.count == 1
    origin.status, origin.headers = 200, {"cache-control": "max-age=60"}
    assert (await client.get("/")).status_code == 200


async def test_those_that_wait_for_a_fetch_that_breaks_try_themselves(client, origin):
    origin.gate, origin.raises = asyncio.Event(), RuntimeError("broken")
    waiting = [asyncio.create_task(client.get("/")) for _ in range(5)]
    await opened_soon(origin.gate)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(result, RuntimeError) for result in results)
    origin.raises = None
    assert (await client.get("/")).status_code == 200


@pytest.mark.parametrize("soft", [False, True])
async def test_what_was_asked_for_before_a_purge_is_not_stored_after_it(
    client, cache, origin, soft
):
    origin.gate = asyncio.Event()
    origin.headers["cache-groups"] = '"posts"'
    before = asyncio.create_task(client.get("/"))
    await asyncio.sleep(0.01)
    await cache.purge(["posts"], soft=soft)
    after = asyncio.create_task(client.get("/"))  # does not join a fetch from before the purge
    await opened_soon(origin.gate)
    assert {(await before).text, (await after).text} == {"answer 1", "answer 2"}
    assert (await client.get("/")).text == "answer 2"


async def test_different_choices_are_fetched_at_once(client, origin):
    origin.headers["vary"] = "x-kind"
    await client.get("/", headers={"x-kind": "0"})
    origin.gate = asyncio.Event()
    waiting = [asyncio.create_task(client.get("/", headers={"x-kind": kind})) for kind in "aabb"]
    await origin.until(3)
    origin.gate.set()
    await asyncio.gather(*waiting)
    assert origin.count == 3
