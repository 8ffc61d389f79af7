"""Writing posts and pages, and letting readers see them."""

from __future__ import annotations

from datetime import datetime

from strive.content.drafts import Draft
from strive.content.post import Post


class Publishing:
    """The life of a post: saved, published or scheduled, withdrawn, deleted."""

    async def save(self, draft: Draft, *, by: str) -> Post:
        """Keep a new post or a change of one; its status stays, its readers see the change.

        Each save keeps a revision. A new slug leaves the old one redirecting here.

        Args:
            draft: What is to be kept, checked and rendered here.
            by: Who saves, as it is to stand in the list of revisions.

        Raises:
            Invalid: The draft breaks a rule; the message says which.
            SlugTaken: Another post or page of the kind has the slug.
            SavedMeanwhile: `draft.revision` is not the latest.
            PostNotFound: There is no post with `draft.id`.
        """
        ...

    async def publish(self, post_id: str, *, by: str) -> Post:
        """Let readers see a post, dated at its `published_at` if that is past, else now."""
        ...

    async def schedule(self, post_id: str, at: datetime, *, by: str) -> Post:
        """Have a post published at a time to come."""
        ...

    async def withdraw(self, post_id: str, *, by: str) -> Post:
        """Take a post back to draft; also ends a schedule."""
        ...

    async def delete(self, post_id: str, *, by: str) -> None:
        """Remove a post with its revisions for good."""
        ...

    async def publish_due_now(self) -> int:
        """Publish what was scheduled for now or earlier; return how many this call published.

        Each is published exactly once, dated as scheduled, however many processes call at once.
        """
        ...
