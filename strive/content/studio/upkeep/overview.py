"""The first page of the studio: how things stand, and what is next."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.principal import Principal, Scope
from strive.content.listing import PostFilter, Sort
from strive.content.post import Kind, PostSummary, Status
from strive.content.store.queries import Resolved
from strive.content.studio.upkeep.upkept import Upkept

SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """For everybody who makes the publication, as far as each may see."""

    upkept: Upkept

    async def page(self, request: Request, principal: Principal) -> Response:
        """Show it."""
        context: dict[str, Any] = {"content": None, "deliveries": None}
        if principal.may(Scope.CONTENT_READ):
            context["content"] = await self._content(principal)
        if principal.may(Scope.SITE_WRITE) or principal.may(Scope.OPERATIONS_READ):
            context["deliveries"] = await self._deliveries()
        return await self.upkept.frame.page(
            request, "studio/overview.html", title="Overview", **context
        )

    async def _content(self, principal: Principal) -> dict[str, Any]:
        upkept = self.upkept
        author = await upkept.desk.permissions.author_of(principal)
        mine = PostFilter(kind=Kind.POST, status=Status.DRAFT, author=author)
        posts, pages, soonest, latest, drafts, untouched = await asyncio.gather(
            upkept.store.counts(Kind.POST),
            upkept.store.counts(Kind.PAGE),
            self._some(PostFilter(kind=Kind.POST, status=Status.SCHEDULED), Sort.OLDEST),
            self._some(PostFilter(kind=Kind.POST, status=None), Sort.RECENTLY_UPDATED),
            self._some(mine, Sort.RECENTLY_UPDATED) if author else _none(),
            upkept.upkeep.content.site.is_untouched(),
        )
        return {
            "posts": posts,
            "pages": sum(pages.values()),
            "soonest": soonest,
            "latest": await self._with_writers(latest),
            "drafts": drafts,
            "editable": await upkept.desk.permissions.editable(
                principal, [*soonest, *latest, *drafts]
            ),
            "untouched": untouched and principal.may(Scope.SITE_WRITE),
        }

    async def _some(self, which: PostFilter, sort: Sort) -> list[PostSummary]:
        resolved = Resolved(which, self.upkept.clock.now(), ())
        return await self.upkept.store.after(resolved, (), None, SHOWN, sort)

    async def _with_writers(self, posts: list[PostSummary]) -> list[tuple[PostSummary, str]]:
        """Return posts with who saved each last."""
        revisions = self.upkept.upkeep.content.revisions
        found = await asyncio.gather(*(revisions.latest(post.id, 1) for post in posts))
        return [
            (post, saves[0].by if saves else "") for post, saves in zip(posts, found, strict=True)
        ]

    async def _deliveries(self) -> dict[str, Any]:
        outbox, webhooks = self.upkept.outbox, self.upkept.upkeep.content.webhooks
        endpoints = await webhooks.everything()
        return {
            "waiting": await outbox.waiting(),
            "failed": await outbox.failed(),
            "troubled": [one for one in endpoints if one.failing_since or one.disabled_reason],
        }


async def _none() -> list[PostSummary]:
    return []
