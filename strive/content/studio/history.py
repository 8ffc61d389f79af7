"""The history of a post: who saved it when, what that changed, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.errors import RevisionNotFound
from strive.content.revisions import NUMBER_MAX
from strive.content.studio.conflicts import LABELS
from strive.content.studio.editor import post_id_of
from strive.content.studio.studio import Studio

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class History:
    """Revisions, two of them compared."""

    studio: Studio

    async def revisions(self, request: Request, principal: Principal) -> Response:
        """List revisions, and compare the two that are asked for or the last two."""
        post_id, query = post_id_of(request), request.query_params
        post = await self.studio.desk.open(principal, post_id)
        until = _number(query.get("until", ""))
        listed = await self.studio.desk.revisions(principal, post_id, until, SHOWN + 1)
        before, after = (_number(query.get(name, "")) for name in ("before", "after"))
        comparison = None
        try:
            comparison = await self.studio.desk.compare(principal, post_id, before, after)
        except RevisionNotFound:  # a post that was saved once has nothing to compare
            comparison = None
        return await self.studio.frame.page(
            request,
            "studio/revisions.html",
            title=f"History of “{post.title}”",
            post=post,
            revisions=listed[:SHOWN],
            until=listed[SHOWN - 1].number if len(listed) > SHOWN else None,
            comparison=comparison,
            labels=LABELS,
        )

    async def restore(self, request: Request, principal: Principal) -> Response:
        """Save an earlier revision again."""
        post_id, number = post_id_of(request), _number(str(request.path_params["number"]))
        if number is None:
            raise RevisionNotFound("There is no such revision.")
        await self.studio.desk.restore(principal, post_id, number, request.scope)
        await self.studio.copies.discard(principal.user_id, post_id)
        return done(f"/studio/posts/{post_id}", "restored")


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(NUMBER_MAX))
    return int(text) if is_number else None
