"""The only code of content that speaks to MongoDB."""

from __future__ import annotations

from typing import Final

from strive.content.store import (
    copies,
    posts,
    redirects,
    revisions,
    settings,
    taxonomy,
    vocabulary,
    webhooks,
)
from strive.platform.database import Index

INDEXES: Final[dict[str, list[Index]]] = {
    **posts.INDEXES,
    **taxonomy.INDEXES,
    **settings.INDEXES,
    **revisions.INDEXES,
    **redirects.INDEXES,
    **vocabulary.INDEXES,
    **webhooks.INDEXES,
    **copies.INDEXES,
}
