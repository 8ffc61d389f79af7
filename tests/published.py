"""Posts for tests that read."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from strive.content import Content
from strive.content.drafts import Draft
from strive.content.post import Body, Post
from strive.kit.clock import ManualClock


async def publish(content: Content, title: str, text: str = "", **fields) -> Post:
    """Save and publish a post."""
    draft = Draft(title=title, body=Body(text or title), **fields)
    post = await content.publishing.save(draft, by="test")
    return await content.publishing.publish(post.id, by="test")


async def publish_series(
    content: Content, clock: ManualClock, number: int, step: timedelta = timedelta(days=1), **fields
) -> list[Post]:
    """Publish posts one step apart, the last of them now; return them newest first."""
    start = clock.now() - step * number
    posts = [
        await publish(content, f"Post {n:03}", published_at=start + step * n, **fields)
        for n in range(1, number + 1)
    ]
    return posts[::-1]


async def change(content: Content, post: Post, **fields) -> Post:
    """Save a post with some fields changed."""
    return await content.publishing.save(replace(Draft.of(post), **fields), by="test")
