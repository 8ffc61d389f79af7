"""The history of a post: every save, what it changed, and the way back."""

from __future__ import annotations

import asyncio
from typing import Final

from msgspec.structs import replace

from strive.content.errors import PostNotFound, RevisionNotFound
from strive.content.post import Post
from strive.content.posts import Posts
from strive.content.publishing import Publishing
from strive.content.revision import Action, FieldDiff, Revision, RevisionSummary, differences
from strive.content.store.revisions import RevisionStore
from strive.platform.database import Database

LISTED_MAX: Final = 500


class Revisions:
    """Reads the history and restores from it."""

    def __init__(self, database: Database, posts: Posts, publishing: Publishing) -> None:
        self._store = RevisionStore(database)
        self._posts = posts
        self._publishing = publishing

    async def latest(
        self, post_id: str, limit: int = 50, before: int | None = None
    ) -> list[RevisionSummary]:
        """Return the latest revisions first, from before a number on; at most 500."""
        return await self._store.latest(post_id, min(max(limit, 1), LISTED_MAX), before)

    async def get(self, post_id: str, number: int) -> Revision:
        """Return one revision; raises `RevisionNotFound`."""
        revision = await self._store.get(post_id, number)
        if revision is None:
            raise RevisionNotFound(f"This post has no revision {number}.")
        return revision

    async def diff(self, post_id: str, before: int, after: int) -> list[FieldDiff]:
        """Return what differs between two revisions, field by field, only where it does.

        Raises:
            RevisionNotFound: One of them does not exist.
        """
        old, new = await self.get(post_id, before), await self.get(post_id, after)
        return await asyncio.to_thread(differences, old.draft, new.draft)

    async def restore(self, post_id: str, number: int, *, by: str) -> Post:
        """Save an earlier revision again, as a new one; readers see it if the post is published.

        The date of publication stays as it is: it belongs to the state of a post.

        Raises:
            RevisionNotFound: There is no such revision.
            PostNotFound: The post is gone.
            Invalid: It no longer satisfies the rules (an author may have been removed).
            SlugTaken: Its slug has been given to another.
        """
        revision = await self.get(post_id, number)
        post = await self._posts.by_id(post_id)
        if post is None:
            raise PostNotFound("There is no such post or page.")
        draft = replace(
            revision.draft, id=post_id, revision=post.revision, published_at=post.published_at
        )
        return await self._publishing.save(draft, by=by, action=Action.RESTORED)
