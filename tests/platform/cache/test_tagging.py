"""Answers bear the tags of all that was read for them."""

from __future__ import annotations

import asyncio

from strive.platform.cache.http.groups import groups_of
from strive.platform.cache.tagging import ANY, CacheGroups, note


def reading(*tags: str):
    """Make an application that reads what has these tags, half of it in a task."""

    async def app(_scope, _receive, send) -> None:
        note(tags[:1])
        await asyncio.create_task(_note_later(tags[1:]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return CacheGroups(app)


async def _note_later(tags) -> None:
    await asyncio.sleep(0)
    note(tags)


async def groups(open_client, app) -> tuple[str, ...]:
    answer = await open_client(app).get("/")
    return groups_of([(name.encode(), value.encode()) for name, value in answer.headers.items()])


async def test_an_answer_is_in_the_groups_of_what_was_read(open_client):
    assert await groups(open_client, reading("b", "a", "c")) == ("a", "b", "c")


async def test_nothing_read_is_no_group(open_client):
    assert await groups(open_client, reading()) == ()


async def test_one_request_does_not_learn_of_another(open_client):
    app = reading("a"), reading("b")
    found = await asyncio.gather(*(groups(open_client, one) for one in app))
    assert found == [("a",), ("b",)]


async def test_more_than_can_be_said_is_anything(open_client):
    assert await groups(open_client, reading(*map(str, range(200)))) == (ANY,)
