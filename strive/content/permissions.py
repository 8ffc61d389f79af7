"""What somebody may do with posts and pages: the one place that says so.

Whoever may write all may do so with any post or page. Whoever may write their own may with posts
that name the author they are, published ones too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from strive.accounts.principal import Principal, Scope, require
from strive.accounts.users import Users
from strive.content.drafts import Draft
from strive.content.post import Kind, Post, PostSummary
from strive.content.shelves import Taxonomy
from strive.content.taxonomy import AuthorDraft
from strive.platform.errors import Forbidden, Unauthenticated

NOT_YOURS: Final = "This is not yours to change: you are none of its authors."


class Permissions:
    """Decides by the rights of a principal, and by who its user is as an author."""

    def __init__(self, users: Users, taxonomy: Taxonomy) -> None:
        self._users = users
        self._taxonomy = taxonomy

    async def author_of(self, principal: Principal) -> str:
        """Return the id of the author somebody writes as, "" for none or one that was removed."""
        if not principal.user_id:
            return ""
        author_id = (await self._users.by_id(principal.user_id)).author_id
        return author_id if author_id in await self._taxonomy.authors_by_ids([author_id]) else ""

    async def editable(self, principal: Principal, posts: Sequence[Post | PostSummary]) -> set[str]:
        """Return the ids of those somebody may change, and let readers see or not."""
        if principal.may(Scope.CONTENT_WRITE):
            return {post.id for post in posts}
        author = ""
        if principal.may(Scope.CONTENT_WRITE_OWN):
            author = await self.author_of(principal)
        return {
            post.id for post in posts if author and post.kind is Kind.POST and author in post.author
        }

    async def require_edit(self, principal: Principal, post: Post) -> None:
        """Raise `Forbidden` for somebody who may not change this."""
        if post.id not in await self.editable(principal, [post]):
            raise Forbidden(NOT_YOURS)

    async def checked(self, principal: Principal, draft: Draft) -> Draft:
        """Return a draft as somebody may hand it in; a new post of an author gets that author.

        Raises:
            Forbidden: It is a page, or would be the post of others alone.
        """
        if principal.may(Scope.CONTENT_WRITE):
            return draft
        require_create(principal, draft.kind)
        author = await self.author_of(principal) or await self._made_author(principal)
        if author in draft.author:
            return draft
        if draft.id or draft.author:
            raise Forbidden("You are to stay among the authors of what you write.")
        return replace(draft, author=(author,))

    async def _made_author(self, principal: Principal) -> str:
        """Make somebody who writes for the first time an author."""
        author = await self._taxonomy.save_author(AuthorDraft(name=principal.name))
        await self._users.write_as(principal.user_id, author.id)
        return author.id


def require_writer(principal: Principal | None) -> Principal:
    """Let only those pass who may write something; return who it is.

    Raises:
        Unauthenticated: Nobody has shown a credential.
        Forbidden: The credential is not for writing.
    """
    if principal is None:
        raise Unauthenticated(f"This needs a credential with the scope {Scope.CONTENT_WRITE}.")
    if principal.may(Scope.CONTENT_WRITE_OWN):
        return principal
    return require(principal, Scope.CONTENT_WRITE)


def require_create(principal: Principal | None, kind: Kind) -> None:
    """Let only those pass who may write something new of a kind; raises as `require_writer`."""
    writer = require_writer(principal)
    if writer.may(Scope.CONTENT_WRITE):
        return
    if kind is not Kind.POST:
        raise Forbidden("Pages are for those who may write everything.")
    if not writer.user_id:
        raise Forbidden("A program is no author: it needs the scope content:write.")
