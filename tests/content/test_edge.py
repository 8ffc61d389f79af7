"""What a change touches is purged at the CDN in front too."""

from __future__ import annotations

import pytest
from published import publish

from strive.content import cache_tags, open_content
from strive.content.arrivals import Arrival
from strive.content.drafts import Draft
from strive.content.post import Body, Origin, Status


@pytest.fixture
def purged(database, outbox, clock):
    """Content in front of which a CDN stands, and the tags purged there."""
    tags: list[frozenset[str]] = []

    async def purge(some) -> None:
        tags.append(frozenset(some))

    content = open_content(database, outbox, clock, secret_key="s" * 20, purge_edge=purge)
    return content, tags


async def test_a_published_post_is_purged_once_by_the_worker(purged, outbox):
    content, tags = purged
    post = await publish(content, "News")
    assert tags == [], "whoever publishes does not wait for it"
    await outbox.deliver_due()
    assert {cache_tags.post(post.id), "posts", "missing"} <= tags[-1]
    assert "any" not in tags[-1], "no page at the edge is in it"


async def test_an_import_purges_what_it_brings(purged, clock):
    content, tags = purged
    draft = Draft(title="Brought", body=Body("Text"), published_at=clock.now())
    origin = Origin(system="test", id="1", digest="d")
    arrival = Arrival(draft=draft, origin=origin, status=Status.PUBLISHED)
    await content.bulk.save_many([arrival], by="import")
    assert "posts" in tags[-1]
