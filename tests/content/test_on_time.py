"""Scheduled posts by the clock on the wall: the scheduler, the queue and the worker as they run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from quickness import crowding

from strive.app import Strive, opened
from strive.content.drafts import Draft
from strive.content.post import Post
from strive.kit.clock import Clock, ManualClock, SystemClock

LATEST = timedelta(seconds=2)
PUBLISHED = "post.published"


@pytest.fixture
def heard() -> asyncio.Queue[str]:
    """The ids of posts that were told to be published, one for each time."""
    return asyncio.Queue()


@asynccontextmanager
async def application(settings, heard, clock: Clock | None = None) -> AsyncIterator[Strive]:
    async def hear(delivery) -> None:
        heard.put_nowait(delivery.payload["postId"])

    async with opened(settings, clock=clock or SystemClock()) as found:
        found.outbox.on(PUBLISHED, "test", hear)
        yield found


@asynccontextmanager
async def running(strive: Strive) -> AsyncIterator[None]:
    """Run the worker and the scheduler, as `strive run` does in processes of their own."""
    tasks = [asyncio.ensure_future(role) for role in (strive.jobs.work(), strive.scheduler().run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def scheduled(strive: Strive, title: str, after: timedelta) -> Post:
    post = await strive.content.publishing.save(Draft(title=title), by="ada")
    at = strive.clock.now() + after
    return await strive.content.publishing.schedule(post.id, at, by="ada")


async def test_a_scheduled_post_is_published_within_two_seconds_and_told_of_once(
    strive, settings, heard
):
    async with application(settings, heard) as app, running(app):
        post = await scheduled(app, "Soon", timedelta(seconds=1.5))
        assert await asyncio.wait_for(heard.get(), 20) == post.id
        seen = await app.content.posts.by_id(post.id)
        late = seen.updated_at - post.published_at
        assert (seen.is_published, seen.published_at) == (True, post.published_at)
        assert timedelta(0) <= late <= LATEST * crowding()
        with pytest.raises(TimeoutError):  # the next looks of the scheduler find nothing to do
            await asyncio.wait_for(heard.get(), 1.5)


async def test_what_fell_due_while_everything_was_down_is_published_at_the_start(
    strive, settings, heard
):
    past = ManualClock(SystemClock().now() - timedelta(hours=2))
    async with application(settings, heard, past) as app:
        posts = [await scheduled(app, f"Missed {n}", timedelta(hours=1)) for n in range(3)]
    async with application(settings, heard) as one, application(settings, heard) as two:
        started = one.clock.now()
        async with running(one), running(two):
            told = [await asyncio.wait_for(heard.get(), 20) for _ in posts]
        for post in posts:
            seen = await one.content.posts.by_id(post.id)
            assert (seen.is_published, seen.published_at) == (True, post.published_at)
            assert seen.updated_at - started <= LATEST * crowding()
            revisions = await one.content.revisions.latest(post.id)
            assert [line.number for line in revisions] == [3, 2, 1]
    assert sorted(told) == sorted(post.id for post in posts)
    assert heard.empty()
