"""Taking out again what was brought along: all posts and pages that came from a system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import structlog

from strive.content import cache_tags
from strive.content.post import PostSummary
from strive.content.store.removal import RemovalStore
from strive.platform.cache import ANY, DataCache, NotHeard
from strive.platform.database import Database

_BATCH: Final = 200

log = structlog.get_logger(__name__)


async def remove_arrivals(
    database: Database, cache: DataCache, system: str, removed: Callable[[int], None]
) -> int:
    """Remove every post and page whose origin is a system, with its revisions, telling nobody.

    It may be stopped, and run again for the rest.

    Args:
        database: Where content is kept.
        cache: What is purged of what is gone.
        system: Where the posts came from: the `origin.system` they were taken in with.
        removed: Called with the number that are gone so far.

    Returns:
        How many were removed.
    """
    store, total = RemovalStore(database), 0
    while posts := await store.some_of(system, _BATCH):
        total += await store.remove(system, [post.id for post in posts])
        await _purge(cache, posts)
        removed(total)
    return total


async def _purge(cache: DataCache, posts: list[PostSummary]) -> None:
    tags = {cache_tags.MISSING, ANY}
    for post in posts:
        slugs = [tag.slug for tag in post.tags]
        tags |= cache_tags.lists(post.kind, post.author, post.categories, slugs)
        tags.add(cache_tags.post(post.id))
    try:
        await cache.purge(tags)
    except NotHeard as error:
        log.warning("removing.purge_not_heard", error=repr(error.__cause__))
