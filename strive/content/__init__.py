"""Content: posts, pages, categories, authors, and what is made of them for readers.

This is the face other parts of Strive use: `Content` and the values its use cases return.
"""

from __future__ import annotations

from dataclasses import dataclass

from strive.content.bulk import Bulk
from strive.content.composing import ImageLookup, no_images
from strive.content.events import SiteLanguageChanged
from strive.content.posts import Posts
from strive.content.previews import Previews
from strive.content.publishing import Publishing
from strive.content.purging import ContentPurging, PurgeEdge, no_edge
from strive.content.recording import Recorder
from strive.content.redirects import Redirects
from strive.content.revisions import Revisions
from strive.content.search import Search
from strive.content.settings import SiteSettings
from strive.content.shelves import Taxonomy
from strive.content.webhooks import Webhooks
from strive.kit.clock import Clock
from strive.platform.cache import DataCache
from strive.platform.database import Database
from strive.platform.outbox import Outbox

__all__ = ["Content", "ImageLookup", "open_content"]


@dataclass(frozen=True, slots=True)
class Content:
    """The use cases of content, by subject."""

    posts: Posts
    taxonomy: Taxonomy
    site: SiteSettings
    search: Search
    redirects: Redirects
    previews: Previews
    publishing: Publishing
    bulk: Bulk
    revisions: Revisions
    webhooks: Webhooks


def open_content(  # noqa: PLR0913 - what content stands on
    database: Database,
    outbox: Outbox,
    clock: Clock,
    *,
    secret_key: str,
    images_of: ImageLookup = no_images,
    cache: DataCache | None = None,
    purge_edge: PurgeEdge = no_edge,
) -> Content:
    """Wire the use cases together over a database.

    Args:
        database: Where content is kept.
        outbox: Where events about posts are added, in the transaction of each change.
        clock: Decides what is published already.
        secret_key: Signs preview links; a new one ends them all.
        images_of: Tells what is known of uploaded images in a text, by their addresses, so that
            pages can reserve their space.
        cache: Keeps what readers see; by default one of this process alone.
        purge_edge: Has tags purged at the CDN in front, where there is one.
    """
    cache = cache or DataCache()
    site = SiteSettings(database, outbox, clock, cache)
    taxonomy = Taxonomy(database, outbox, clock, cache)
    search = Search(database, site, clock)
    posts = Posts(database, clock, cache, taxonomy=taxonomy, site=site, search=search)
    ContentPurging(posts, cache, purge_edge).connect(outbox)
    recorder = Recorder(database, outbox, site)
    outbox.on(SiteLanguageChanged.topic, "stem_anew", recorder.stem_anew)
    writing = (recorder, outbox, taxonomy, site, clock)
    publishing = Publishing(*writing, images_of=images_of)
    return Content(
        posts=posts,
        taxonomy=taxonomy,
        site=site,
        search=search,
        redirects=Redirects(database, outbox, clock, cache),
        previews=Previews(posts, clock, secret_key),
        publishing=publishing,
        bulk=Bulk(*writing, images_of=images_of, cache=cache, purge_edge=purge_edge),
        revisions=Revisions(database, posts, publishing),
        webhooks=Webhooks(database, outbox, clock),
    )
