"""Content: posts, pages, categories, authors, and what is made of them for readers.

This is the face other parts of Strive use: `Content` and the values its use cases return.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.content.bulk import Bulk
from strive.content.posts import Posts
from strive.content.previews import Previews
from strive.content.publishing import Publishing
from strive.content.redirects import Redirects
from strive.content.revisions import Revisions
from strive.content.search import Search
from strive.content.settings import SiteSettings
from strive.content.shelves import Taxonomy

if TYPE_CHECKING:
    from strive.kit.clock import Clock
    from strive.platform.database import Database
    from strive.platform.outbox import Outbox


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


def open_content(
    database: Database, outbox: Outbox, clock: Clock, *, secret_key: str, base_url: str
) -> Content:
    """Wire the use cases together over a database."""
    ...
