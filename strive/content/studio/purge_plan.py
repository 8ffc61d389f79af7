"""What letting readers see a post will do: the addresses that change, and the names purged by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from strive.content.events import event_of
from strive.content.post import Kind, Post, Status
from strive.content.studio.studio import Studio

_FEEDS = ("/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml")


class PurgePlan(NamedTuple):
    """Paths that look different afterwards, and the tags that caches are purged by."""

    addresses: Sequence[str]
    tags: Sequence[str]
    is_soft: bool


async def plan_of(studio: Studio, post: Post, status: Status) -> PurgePlan:
    """Say what it purges when a post comes into a status; nothing, if readers notice nothing."""
    now = studio.clock.now()
    event = event_of(post, _in(post, status, now), now)
    if event is None:
        return PurgePlan((), (), is_soft=True)
    payload = msgspec.to_builtins(event)
    purge = await studio.purging.touched_by(event.topic, payload)
    return PurgePlan(await _addresses(studio, post), sorted(purge.tags), is_soft=purge.soft)


def _in(post: Post, status: Status, now: datetime) -> Post:
    at = post.published_at
    return replace(
        post,
        status=status,
        published_at=at if at and at <= now else now,
        revision=post.revision + 1,
    )


async def _addresses(studio: Studio, post: Post) -> list[str]:
    """Return the paths a post is seen at: its own, and those of lists it is in."""
    content = studio.content
    if post.kind is Kind.PAGE:
        return [post.path, "/sitemap.xml"]
    tree = await content.taxonomy.categories()
    authors = await content.taxonomy.authors_by_ids(post.author)
    shelves = [
        each
        for category in tree.by_ids(post.categories)
        for each in (*tree.ancestors(category.id), category)
    ]
    beside = await content.posts.neighbours(post) if post.published_at else []
    return list(
        dict.fromkeys(
            [
                post.path,
                "/",
                "/blog",
                "/blog/archive",
                *(category.path for category in shelves),
                *(author.path for author in authors.values()),
                *(f"/tags/{tag.slug}" for tag in post.tags),
                *(one.path for one in beside),
                *_FEEDS,
            ]
        )
    )
