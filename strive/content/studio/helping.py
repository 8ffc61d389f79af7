"""What the scripts of the editor ask for while somebody writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.api.writing_media import shaped
from strive.content.errors import PostNotFound
from strive.content.pages import accent
from strive.content.pages.languages import direction_of
from strive.content.permissions import require_writer
from strive.content.post import Body, Format
from strive.content.rules import is_id
from strive.content.studio.as_markdown import as_markdown
from strive.content.studio.editor import AUTHORS_FOUND_MAX, kind_of, post_id_of, writing_of
from strive.content.studio.fields import number_in, read, typed
from strive.content.studio.studio import Studio, by_script
from strive.kit.slugs import slugify
from strive.platform.cache import plan
from strive.platform.errors import Invalid, StriveError

TAGS_OFFERED_MAX: Final = 10
PICTURES_OFFERED_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Helping:
    """Copies of what is typed, previews, who else is here, tags and authors there are."""

    studio: Studio

    async def keep_copy(self, request: Request, principal: Principal) -> Response:
        """Keep what is typed; say which revision is the latest, and who else is here."""
        draft_id = post_id_of(request)
        form = await writing_of(request)
        revision = await self._revision(principal, draft_id)
        copy = await self.studio.copies.keep(
            principal.user_id,
            draft_id,
            number_in(form.text("revision")) if revision else 0,
            kind_of(form.text("kind")),
            typed(form),
        )
        others = await self.studio.presence.here(draft_id, principal.user_id, principal.name)
        told = {"savedAt": copy.saved_at, "revision": revision, "others": others}
        return self.studio.told(told)

    async def discard_copy(self, request: Request, principal: Principal) -> Response:
        """Forget what was typed."""
        draft_id = post_id_of(request)
        await self.studio.copies.discard(principal.user_id, draft_id)
        if by_script(request):
            return self.studio.told(None)
        exists = await self.studio.content.posts.by_id(draft_id)
        return done(f"/studio/posts/{draft_id}" if exists else "/studio/posts", "discarded")

    async def here(self, request: Request, principal: Principal) -> Response:
        """Say that somebody has this open, or has left; and who else has, at which revision."""
        post_id = post_id_of(request)
        revision = await self._revision(principal, post_id)
        if "left" in request.query_params:
            await self.studio.presence.left(post_id, principal.user_id)
            return self.studio.told(None)
        others = await self.studio.presence.here(post_id, principal.user_id, principal.name)
        by = ""
        if revision:
            latest = await self.studio.content.revisions.latest(post_id, 1)
            by = latest[0].by if latest else ""
        return self.studio.told({"others": others, "revision": revision, "by": by})

    async def preview(self, request: Request, principal: Principal) -> Response:
        """Render what is typed as a save would: for a script its parts, else a page."""
        require_writer(principal)
        form = await writing_of(request)
        kind = kind_of(form.text("kind"))
        zone = await self.studio.zone()
        draft = read(form, kind, None, zone).draft
        try:
            post = await self.studio.content.publishing.tried(draft)
        except StriveError as error:
            if not by_script(request):
                raise
            return self.studio.refused(error.message, error.code, error.status)
        if by_script(request):
            return self.studio.told(
                {
                    "html": post.rendered.html,
                    "words": post.rendered.words,
                    "minutes": post.reading_minutes,
                    "excerpt": post.excerpt,
                    "slug": slugify(draft.title),
                }
            )
        site = await self.studio.content.site.get()
        response = await self.studio.frame.page(
            request,
            "studio/preview.html",
            title=post.title or "Preview",
            post=post,
            site=site,
            direction=direction_of(post.language or site.language),
            accent_style=accent.href_of(site.accent),
        )
        response.headers["cache-control"] = plan.PRIVATE
        return response

    async def convert(self, request: Request, principal: Principal) -> Response:
        """Return a text of another format as Markdown; nothing is saved."""
        require_writer(principal)
        form = await writing_of(request)
        written_in = form.text("format")
        if written_in not in {Format.HTML.value, Format.PORTABLE_TEXT.value}:
            raise Invalid("Only HTML and Portable Text are converted to Markdown.")
        body = Body(form.text("body"), Format(written_in))
        return self.studio.told({"body": await as_markdown(body)})

    async def tags(self, request: Request, principal: Principal) -> Response:
        """Return tags that begin like what is typed."""
        require_writer(principal)
        beginning = slugify(request.query_params.get("q", "")[:100])
        found = await self.studio.store.tags(beginning, TAGS_OFFERED_MAX) if beginning else []
        return self.studio.told(found)

    async def authors(self, request: Request, principal: Principal) -> Response:
        """Return authors who have each word of what is typed in their name."""
        require_writer(principal)
        text = request.query_params.get("q", "").replace("\0", "")[:100]
        found = await self.studio.content.taxonomy.authors_named(text, AUTHORS_FOUND_MAX)
        return self.studio.told([{"id": author.id, "name": author.name} for author in found])

    async def pictures(self, request: Request, _principal: Principal) -> Response:
        """Return the pictures kept last, those that have some words in name or description."""
        text = request.query_params.get("q", "").replace("\0", "")[:100]
        found = await self.studio.media.images(text, PICTURES_OFFERED_MAX)
        return self.studio.told([shaped(asset) for asset in found])

    async def _revision(self, principal: Principal, draft_id: str) -> int:
        """Return the latest revision of what is edited, 0 for what was never saved."""
        require_writer(principal)
        if not is_id(draft_id):
            raise PostNotFound("There is no such post or page.")
        try:
            return (await self.studio.desk.open(principal, draft_id)).revision
        except PostNotFound:
            return 0
