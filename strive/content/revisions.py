"""The history of a post: every save, what it changed, and the way back."""

from __future__ import annotations

import asyncio
from typing import Final

from msgspec.structs import replace

from strive.content.errors import PostNotFound, RevisionNotFound
from strive.content.post import Post
from strive.content.posts import Posts
from strive.content.publishing import BY_SCHEDULE, Publishing
from strive.content.revision import Action, Comparison, Revision, RevisionSummary, differences
from strive.content.store.revisions import RevisionStore
from strive.platform.database import Database

LISTED_MAX: Final = 500
NUMBER_MAX: Final = 2**31 - 1


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
        known = 0 < number <= NUMBER_MAX
        revision = await self._store.get(post_id, number) if known else None
        if revision is None:
            raise RevisionNotFound(f"This post has no revision {number}.")
        return revision

    async def compare(
        self, post_id: str, before: int | None = None, after: int | None = None
    ) -> Comparison:
        """Compare two revisions: the latest, and the one before that, where none is named.

        Raises:
            RevisionNotFound: One of them does not exist.
        """
        new = await self.get(post_id, await self._last(post_id) if after is None else after)
        last = await self._last(post_id, new.number) if before is None else before
        old = await self.get(post_id, last)
        return Comparison(old, new, await asyncio.to_thread(differences, old, new))

    async def is_as_imported(self, post_id: str) -> bool:
        """Tell whether nobody changed a post since it was imported.

        A schedule that came due is nobody.
        """
        latest = await self._store.latest(post_id, 2, None)
        if latest and (latest[0].action, latest[0].by) == (Action.PUBLISHED, BY_SCHEDULE):
            latest = latest[1:]
        return bool(latest) and latest[0].action is Action.IMPORTED

    async def restore(self, post_id: str, number: int, *, by: str, user: str = "") -> Post:
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
        return await self._publishing.save(draft, by=by, user=user, action=Action.RESTORED)

    async def _last(self, post_id: str, before: int | None = None) -> int:
        found = await self._store.latest(post_id, 1, before)
        if not found:
            raise RevisionNotFound(
                "This post has no revisions." if before is None else f"Nothing was before {before}."
            )
        return found[0].number
