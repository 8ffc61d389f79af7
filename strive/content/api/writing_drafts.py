"""Posts and pages written by API: made, changed, let be seen, taken back, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.authentication import principal_of
from strive.accounts.principal import Principal
from strive.content.api import writing_shapes as shapes
from strive.content.api.writing_shaping import (
    changed,
    difference_of,
    draft_of,
    shaped,
)
from strive.content.desk import Desk
from strive.content.drafts import Draft
from strive.content.errors import PostNotFound, SavedMeanwhile
from strive.content.pages.urls import Urls
from strive.content.permissions import require_create, require_writer
from strive.content.post import Kind, Post
from strive.content.rules import is_id
from strive.kit.clock import Clock
from strive.platform.cache import plan
from strive.platform.errors import Invalid, StriveError
from strive.platform.web import envelope, private
from strive.platform.web.bodies import take_up_to
from strive.platform.web.json_bodies import json_of
from strive.platform.web.parameters import NoParameters, Parameters

JSON_BYTES_MAX: Final = 8_000_000  # a text of two million bytes, with escapes
NOTHING: Final = Parameters(NoParameters)
_DIGITS_MAX: Final = 9


class RevisionMissing(StriveError):
    """A change does not say which revision it is a change of (RFC 6585)."""

    status = 428
    code = "revision_missing"


@dataclass(frozen=True, slots=True)
class Drafts:
    """What is edited of a post or page, by its id."""

    desk: Desk
    urls: Urls
    clock: Clock

    async def create_post(self, request: Request) -> Response:
        """Make a post. It is a draft until it is published."""
        return await self._create(request, Kind.POST)

    async def create_page(self, request: Request) -> Response:
        """Make a page that stands by itself. It is a draft until it is published."""
        return await self._create(request, Kind.PAGE)

    async def get_draft(self, request: Request) -> Response:
        """A post or page in any status, with its source; `ETag` is its revision."""
        principal, post_id = asked(request)
        return self.answer(await self.desk.open(principal, post_id))

    async def replace_draft(self, request: Request) -> Response:
        """Save a post or page whole: what is left out becomes empty.

        `If-Match` names the revision that was edited. When somebody else saved meanwhile the
        answer is 409 with what differs. Readers of something published see the change.
        """
        principal, post_id = asked(request)
        post = await self.desk.open(principal, post_id)
        take_up_to(request.scope, JSON_BYTES_MAX)
        given = await json_of(request, shapes.DraftInput)
        return await self._saved(request, principal, post, draft_of(given, post.kind, post))

    async def change_draft(self, request: Request) -> Response:
        """Save some fields of a post or page; the others stay. Otherwise as saving it whole."""
        principal, post_id = asked(request)
        post = await self.desk.open(principal, post_id)
        take_up_to(request.scope, JSON_BYTES_MAX)
        given = await json_of(request, shapes.DraftChanges)
        return await self._saved(request, principal, post, changed(post, given))

    async def delete_draft(self, request: Request) -> Response:
        """Remove a post or page with its history, for good."""
        principal, post_id = asked(request)
        await self.desk.delete(principal, post_id, request.scope)
        return self.success(shapes.Gone(id=post_id))

    async def publish(self, request: Request) -> Response:
        """Let readers see it: now, or from a time to come on. Nothing happens if they do."""
        principal, post_id = asked(request)
        post = await self.desk.open(principal, post_id)
        given = await json_of(request, shapes.PublicationInput)
        if given.at is None:
            post = await self.desk.publish(principal, post.id, request.scope)
        else:
            post = await self.desk.schedule(principal, post.id, given.at, request.scope)
        return self.answer(post)

    async def withdraw(self, request: Request) -> Response:
        """Take it back from readers, or end its schedule; it is a draft again."""
        principal, post_id = asked(request)
        return self.answer(await self.desk.withdraw(principal, post_id, request.scope))

    async def preview(self, request: Request) -> Response:
        """Make a link that shows it, as it is when looked at, to whoever holds the link."""
        principal, post_id = asked(request)
        await self.desk.open(principal, post_id)
        given = await json_of(request, shapes.PreviewInput)
        lasts = timedelta(hours=given.hours)
        path = await self.desk.preview_link(principal, post_id, lasts)
        expires_at = self.clock.now() + lasts
        return self.success(
            shapes.PreviewShape(url=self.urls.base + path, expires_at=expires_at), status=201
        )

    async def _create(self, request: Request, kind: Kind) -> Response:
        NOTHING.read(request.scope)
        principal = require_writer(principal_of(request))
        require_create(principal, kind)
        take_up_to(request.scope, JSON_BYTES_MAX)
        given = await json_of(request, shapes.DraftInput)
        post = await self.desk.save(principal, draft_of(given, kind))
        return self.answer(post, status=201, location=f"/api/v1/drafts/{post.id}")

    async def _saved(
        self, request: Request, principal: Principal, post: Post, draft: Draft
    ) -> Response:
        draft = replace(draft, revision=_revision_in(request, post))
        try:
            return self.answer(await self.desk.save(principal, draft))
        except SavedMeanwhile as error:
            return await self._clash(error, draft)

    async def _clash(self, error: SavedMeanwhile, draft: Draft) -> Response:
        """Say what somebody else saved, and how it differs from what was handed in."""
        clash = await self.desk.clash(draft)
        return envelope.failure(
            error.message,
            error.code,
            now=self.clock.now(),
            status=error.status,
            headers={"cache-control": plan.PRIVATE, "etag": _etag(clash.latest)},
            latest=shapes.RevisionShape.of(clash.saved),
            differences=[difference_of(diff) for diff in clash.fields],
        )

    def success(
        self, data: Any, *, status: int = 200, headers: dict[str, str] | None = None, **meta: Any
    ) -> Response:
        """Answer with something that no cache keeps."""
        return private.answer(data, now=self.clock.now(), status=status, headers=headers, **meta)

    def answer(self, post: Post, *, status: int = 200, **headers: str) -> Response:
        """Answer with a post as it is edited."""
        named = {"etag": _etag(post), **headers}
        return self.success(shaped(post, self.urls), status=status, headers=named)


def asked(request: Request, *, takes_query: bool = False) -> tuple[Principal, str]:
    """Return who asks, and for what; raises `PostNotFound` for what can be no id.

    Whoever takes a query reads it; a query where there is none to take is refused.
    """
    if not takes_query:
        NOTHING.read(request.scope)
    principal = require_writer(principal_of(request))
    post_id = str(request.path_params["id"])
    if not is_id(post_id):
        raise PostNotFound("There is no such post or page.")
    return principal, post_id


def _etag(post: Post) -> str:
    return f'"{post.revision}"'


def _revision_in(request: Request, post: Post) -> int:
    """Return the revision a change is of, as `If-Match` names it; `*` is whichever it is now.

    Raises:
        RevisionMissing: There is no such field.
        Invalid: It names no revision.
    """
    text = request.headers.get("if-match", "").strip()
    if not text:
        raise RevisionMissing(
            'Say which revision you edited: If-Match: "3", or If-Match: * to save over any.'
        )
    if text == "*":
        return post.revision
    digits = text.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_MAX):
        raise Invalid('If-Match names one revision, as the field ETag did: "3".')
    return int(digits)
