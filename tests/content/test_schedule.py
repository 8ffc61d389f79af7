"""Scheduled posts are published on time and once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from strive.content import open_content
from strive.content.drafts import Draft
from strive.content.post import Kind, Status
from strive.platform.outbox import Outbox

HOUR = timedelta(hours=1)


async def _scheduled(content, clock, titles, after=HOUR):
    posts = []
    for title in titles:
        post = await content.publishing.save(Draft(title=title), by="ada")
        posts.append(await content.publishing.schedule(post.id, clock.now() + after, by="ada"))
    return posts


async def test_a_scheduled_post_appears_at_its_time_and_not_before(content, clock):
    [post] = await _scheduled(content, clock, ["Later"])
    clock.move(HOUR - timedelta(milliseconds=1))
    assert await content.publishing.publish_due_now() == 0
    assert await content.posts.by_slug(Kind.POST, "later") is None
    clock.move(timedelta(milliseconds=1))
    assert await content.publishing.publish_due_now() == 1
    seen = await content.posts.by_slug(Kind.POST, "later")
    assert (seen.status, seen.published_at) == (Status.PUBLISHED, post.published_at)


async def test_what_fell_due_long_ago_is_dated_as_scheduled(content, clock):
    [post] = await _scheduled(content, clock, ["Overdue"])
    clock.move(100 * HOUR)
    assert await content.publishing.publish_due_now() == 1
    assert (await content.posts.by_id(post.id)).published_at == post.published_at


async def test_two_at_once_publish_each_post_once(content, database, clock, outbox, heard):
    posts = await _scheduled(content, clock, [f"Post {n}" for n in range(8)])
    clock.move(HOUR)
    elsewhere = Outbox(database, clock)
    for topic, handlers in outbox._handlers.items():
        for name, handler in handlers.items():
            elsewhere.on(topic, name, handler)
    other = open_content(database, elsewhere, clock, secret_key="s")
    counts = await asyncio.gather(
        content.publishing.publish_due_now(),
        other.publishing.publish_due_now(),
        content.publishing.publish_due_now(),
    )
    assert sum(counts) == len(posts)
    await outbox.deliver_due()
    assert sorted(heard) == sorted(f"post.published:{post.id}:3" for post in posts)
    for post in posts:
        assert [line.number for line in await content.revisions.latest(post.id)] == [3, 2, 1]


async def test_a_page_can_be_scheduled_too(content, clock):
    page = await content.publishing.save(Draft(title="Launch", kind=Kind.PAGE), by="ada")
    await content.publishing.schedule(page.id, clock.now() + HOUR, by="ada")
    clock.move(HOUR)
    assert await content.publishing.publish_due_now() == 1
    assert (await content.posts.by_slug(Kind.PAGE, "launch")).id == page.id
