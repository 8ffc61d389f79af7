"""Letting readers see a post: what that does is said before; taking it back, deleting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.post import Kind, Post, Status
from strive.content.studio.editor import post_id_of
from strive.content.studio.purge_plan import plan_of
from strive.content.studio.studio import Studio
from strive.content.studio.times import field_of, meant, offset_of
from strive.platform.errors import Conflict, Invalid
from strive.platform.web.forms import form_of


@dataclass(frozen=True, slots=True)
class Releasing:
    """The dialog of publishing, and what its buttons do."""

    studio: Studio

    async def review(self, request: Request, principal: Principal) -> Response:
        """Say what publishing will do."""
        post = await self.studio.desk.open(principal, post_id_of(request))
        return await self._page(request, post)

    async def publish(self, request: Request, principal: Principal) -> Response:
        """Publish now, or have it published at a time to come."""
        post = await self.studio.desk.open(principal, post_id_of(request))
        form, zone = await form_of(request), await self.studio.zone()
        if form.text("when") != "later":
            await self.studio.desk.publish(principal, post.id, request.scope)
            return done(f"/studio/posts/{post.id}", "published")
        text, second = form.text("at"), form.text("which") == "second"
        try:
            at = meant(text, zone, second=second)
            if at is None:
                return await self._page(request, post, error="Choose a day and a time.")
            if at.note and not form.text("which"):
                return await self._page(request, post, at=text, note=at.note)
            await self.studio.desk.schedule(principal, post.id, at.moment, request.scope)
        except (Invalid, Conflict) as error:
            return await self._page(request, post, at=text, error=error.message)
        return done(f"/studio/posts/{post.id}", "scheduled")

    async def withdraw(self, request: Request, principal: Principal) -> Response:
        """Take it back from readers, or end its schedule."""
        post = await self.studio.desk.withdraw(principal, post_id_of(request), request.scope)
        return done(f"/studio/posts/{post.id}", "withdrawn")

    async def leave(self, request: Request, principal: Principal) -> Response:
        """Ask whether to withdraw or delete, and say what that does."""
        post = await self.studio.desk.open(principal, post_id_of(request))
        plan = await plan_of(self.studio, post, Status.DRAFT)
        return await self.studio.frame.page(
            request, "studio/remove.html", title=f"Delete “{post.title}”?", post=post, plan=plan
        )

    async def delete(self, request: Request, principal: Principal) -> Response:
        """Remove it with its history, for good."""
        post = await self.studio.desk.open(principal, post_id_of(request))
        await self.studio.desk.delete(principal, post.id, request.scope)
        path = "/studio/pages" if post.kind is Kind.PAGE else "/studio/posts"
        return done(path, "deleted")

    async def share(self, request: Request, principal: Principal) -> Response:
        """Make a link that shows it to whoever holds it."""
        path = await self.studio.desk.preview_link(principal, post_id_of(request))
        return self.studio.told({"url": self.studio.urls.base + path})

    async def _page(
        self, request: Request, post: Post, *, at: str = "", error: str = "", note: str = ""
    ) -> Response:
        zone, now = await self.studio.zone(), self.studio.clock.now()
        if not at and post.status is Status.SCHEDULED:
            at = field_of(post.published_at, zone)
        context: dict[str, Any] = {
            "post": post,
            "plan": await plan_of(self.studio, post, Status.PUBLISHED),
            "at": at,
            "earliest": field_of(now, zone),
            "zone_shown": offset_of(now, zone),
            "error": error,
            "note": note,
            "missing": _missing(post),
            "address": self.studio.urls.of(post.path),
        }
        title = f"Publish “{post.title}”"
        status = 400 if error else 200
        return await self.studio.frame.page(
            request, "studio/publish.html", title=title, status=status, **context
        )


def _missing(post: Post) -> list[str]:
    """Name what readers may miss."""
    found: list[str] = []
    if not post.rendered.text.strip():
        found.append("There is no text yet.")
    if post.excerpt_generated and post.kind is Kind.POST:
        found.append("No excerpt: lists and search engines show the beginning of the text.")
    if post.feature_image is not None and not post.feature_image.alt:
        found.append("The picture on top has no alternative text.")
    without = post.rendered.html.count('alt=""')
    if without:
        pictures = "One picture" if without == 1 else f"{without} pictures"
        found.append(f"{pictures} in the text without alternative text.")
    if not post.author and post.kind is Kind.POST:
        found.append("Nobody is named as its author.")
    return found
