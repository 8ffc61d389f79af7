"""What a change makes outdated, and the purging of it: here at once, everywhere through Valkey."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Final, NamedTuple

from strive.content import cache_tags
from strive.content.events import EVENTS, PostWithdrawn, RedirectsChanged, ShelfChanged, SiteChanged
from strive.content.post import Kind
from strive.content.posts import Posts
from strive.platform.cache import ANY, DataCache
from strive.platform.outbox import Delivery, Outbox

TOPICS: Final = (
    *(event.topic for event in EVENTS),
    SiteChanged.topic,
    ShelfChanged.topic,
    RedirectsChanged.topic,
)


class Purge(NamedTuple):
    """Tags to purge; softly, what has them may still serve while the site cannot be read."""

    tags: frozenset[str]
    soft: bool


PurgeEdge = Callable[[Collection[str]], Awaitable[object]]
"""Has tags purged at the CDN in front of the site."""


async def no_edge(_tags: Collection[str]) -> None:
    """Purge nothing: there is no CDN."""


class ContentPurging:
    """The outbox handler that purges what a change of content touches (CA-6)."""

    def __init__(self, posts: Posts, cache: DataCache, purge_edge: PurgeEdge) -> None:
        self._posts = posts
        self._cache = cache
        self._purge_edge = purge_edge

    def connect(self, outbox: Outbox) -> None:
        """Have events come here: as soon as a change is written, and once more by a worker.

        The second time is for processes the first one did not reach, and for what was read
        meanwhile from a secondary that lagged behind.
        """
        for topic in TOPICS:
            outbox.on(topic, "purge", self.purge, prompt=True)

    async def purge(self, delivery: Delivery) -> None:
        """Purge what an event touches; raises `NotHeard` while other processes cannot be told."""
        tags, soft = await self.touched_by(delivery.topic, delivery.payload)
        await self._cache.purge(tags, soft=soft)
        if delivery.attempt:  # not while whoever made the change waits
            await self._purge_edge(tags - {ANY})

    async def touched_by(self, topic: str, payload: Mapping[str, Any]) -> Purge:
        """Return what an event of content touches."""
        if topic == SiteChanged.topic:
            return Purge(frozenset({cache_tags.SITE, ANY}), soft=True)
        if topic == RedirectsChanged.topic:
            return Purge(frozenset({cache_tags.MISSING, ANY}), soft=False)
        if topic == ShelfChanged.topic:
            author = {cache_tags.author(payload["shelfId"])} if payload["isAuthor"] else set()
            return Purge(
                frozenset({cache_tags.SHELVES, cache_tags.MISSING, ANY, *author}), soft=True
            )
        tags = cache_tags.lists(
            Kind(payload["kind"]), payload["author"], payload["categories"], payload["tags"]
        )
        tags |= {cache_tags.post(payload["postId"]), cache_tags.MISSING, ANY}
        tags |= await self._beside(payload["postId"])
        return Purge(frozenset(tags), soft=topic != PostWithdrawn.topic)

    async def _beside(self, post_id: str) -> set[str]:
        """Name the posts right before and after one: they show it, or will."""
        post = await self._posts.by_id(post_id)
        if post is None or not post.is_published:
            return set()
        return {cache_tags.post(one.id) for one in await self._posts.neighbours(post)}
