"""The desk: all that people and programs do to posts and pages, each as far as they may.

The studio and the API both work here, so that one may do what the other may.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from starlette.types import Scope

from strive.accounts.audit import NOWHERE, Audit
from strive.accounts.entry import Action as Audited
from strive.accounts.principal import Principal
from strive.accounts.users import Users
from strive.content import Content
from strive.content.drafts import Draft
from strive.content.errors import PostNotFound, RevisionNotFound
from strive.content.merging import Clash, clash_of
from strive.content.permissions import Permissions, require_writer
from strive.content.post import Post
from strive.content.previews import VALID_FOR
from strive.content.revision import Comparison, Revision, RevisionSummary

_LISTED: Final = 100


class Desk:
    """The use cases of writing. All raise `Forbidden` where somebody may not."""

    def __init__(self, content: Content, users: Users, audit: Audit) -> None:
        self.permissions = Permissions(users, content.taxonomy)
        self._content = content
        self._audit = audit

    async def open(self, by: Principal, post_id: str) -> Post:
        """Return a post or page to be changed; raises `PostNotFound`."""
        post = await self._content.posts.by_id(post_id)
        if post is None:
            raise PostNotFound("There is no such post or page.")
        await self.permissions.require_edit(by, post)
        return post

    async def save(self, by: Principal, draft: Draft, *, as_id: str = "") -> Post:
        """Keep a new post, with an id if one is given, or a change; raises as `Publishing.save`."""
        if draft.id:
            await self.open(by, draft.id)
        checked = await self.permissions.checked(by, draft)
        return await self._content.publishing.save(
            checked, by=by.name, user=by.user_id, as_id=as_id
        )

    async def clash(self, draft: Draft) -> Clash:
        """Compare a draft that came too late with what was saved meanwhile."""
        revisions = self._content.revisions
        post = await self._content.posts.by_id(draft.id)
        if post is None:
            raise PostNotFound("There is no such post or page.")
        latest = await revisions.get(post.id, post.revision)
        try:
            base = await revisions.get(post.id, draft.revision)
        except RevisionNotFound:
            base = None
        return await asyncio.to_thread(clash_of, draft, latest, post, base)

    async def publish(self, by: Principal, post_id: str, scope: Scope = NOWHERE) -> Post:
        """Let readers see it now; `scope` is of the request, for the audit log."""
        before = await self.open(by, post_id)
        post = await self._content.publishing.publish(post_id, by=by.name, user=by.user_id)
        if not before.is_published:
            await self._note(by, "published", post, scope)
        return post

    async def schedule(
        self, by: Principal, post_id: str, at: datetime, scope: Scope = NOWHERE
    ) -> Post:
        """Have it appear at a time to come; raises what `Publishing.schedule` does."""
        await self.open(by, post_id)
        post = await self._content.publishing.schedule(post_id, at, by=by.name, user=by.user_id)
        await self._note(by, "scheduled", post, scope)
        return post

    async def withdraw(self, by: Principal, post_id: str, scope: Scope = NOWHERE) -> Post:
        """Take it back from readers, or end its schedule."""
        before = await self.open(by, post_id)
        post = await self._content.publishing.withdraw(post_id, by=by.name, user=by.user_id)
        if before.status is not post.status:
            await self._note(by, "withdrawn", post, scope)
        return post

    async def delete(self, by: Principal, post_id: str, scope: Scope = NOWHERE) -> None:
        """Remove it with its revisions for good."""
        post = await self.open(by, post_id)
        await self._content.publishing.delete(post_id)
        await self._note(by, "deleted", post, scope)

    async def tried(self, by: Principal, draft: Draft) -> Post:
        """Return what a save would make of a draft; raises as `Publishing.tried`."""
        require_writer(by)
        return await self._content.publishing.tried(draft)

    async def revisions(
        self, by: Principal, post_id: str, before: int | None = None, limit: int = _LISTED
    ) -> list[RevisionSummary]:
        """Return who saved it when, the latest first."""
        await self.open(by, post_id)
        return await self._content.revisions.latest(post_id, limit, before)

    async def revision(self, by: Principal, post_id: str, number: int) -> Revision:
        """Return what a save left; raises `RevisionNotFound`."""
        await self.open(by, post_id)
        return await self._content.revisions.get(post_id, number)

    async def compare(
        self, by: Principal, post_id: str, before: int | None = None, after: int | None = None
    ) -> Comparison:
        """Compare two revisions, by default the last two; raises `RevisionNotFound`."""
        await self.open(by, post_id)
        return await self._content.revisions.compare(post_id, before, after)

    async def restore(
        self, by: Principal, post_id: str, number: int, scope: Scope = NOWHERE
    ) -> Post:
        """Save an earlier revision again; raises what `Revisions.restore` does."""
        await self.open(by, post_id)
        revision = await self._content.revisions.get(post_id, number)
        await self.permissions.checked(by, revision.draft)
        post = await self._content.revisions.restore(post_id, number, by=by.name, user=by.user_id)
        if post.is_published:
            await self._note(by, "restored", post, scope)
        return post

    async def preview_link(
        self, by: Principal, post_id: str, valid_for: timedelta = VALID_FOR
    ) -> str:
        """Return the path of a page that shows it to whoever holds the link, for a while."""
        return self._content.previews.link(await self.open(by, post_id), valid_for)

    async def _note(self, by: Principal, change: str, post: Post, scope: Scope) -> None:
        await self._audit.record(
            Audited.CONTENT_CHANGED,
            by=by,
            target=f"{post.kind}:{post.id}",
            scope=scope,
            details={"change": change, "title": post.title, "path": post.path},
        )
