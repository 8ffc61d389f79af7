"""Lists of what is edited, and texts rendered as a save would, by API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.authentication import principal_of
from strive.accounts.principal import Scope, require
from strive.content.api import writing_shapes as shapes
from strive.content.api.writing_drafts import JSON_BYTES_MAX, NOTHING, Drafts
from strive.content.desk_lists import DeskLists
from strive.content.drafts import Draft
from strive.content.listing import LIMIT_MAX, PostFilter, Sort
from strive.content.permissions import require_writer
from strive.content.post import Body, Kind, PostSummary, Status
from strive.platform.web.bodies import take_up_to
from strive.platform.web.json_bodies import json_of
from strive.platform.web.parameters import Parameters

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class DraftsQuery(Struct, frozen=True, kw_only=True):
    """Which posts or pages, in which order, which part of the list."""

    kind: Annotated[Kind, Meta(description="Posts or pages")] = Kind.POST
    status: Annotated[Status, Meta(description="Only in this status")] | UnsetType = UNSET
    q: (
        Annotated[str, Meta(min_length=1, max_length=200, description="Words of the title")]
        | UnsetType
    ) = UNSET
    author: Annotated[Id, Meta(description="The id of an author")] | UnsetType = UNSET
    category: (
        Annotated[Id, Meta(description="The id of a category; those below it count")] | UnsetType
    ) = UNSET
    tag: (
        Annotated[str, Meta(min_length=1, max_length=120, description="The slug of a tag")]
        | UnsetType
    ) = UNSET
    sort: Annotated[Sort, Meta(description='The order, "-" is descending')] = Sort.RECENTLY_UPDATED
    cursor: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=2_000,
                description="What follows an answer with this `meta.nextCursor`",
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=LIMIT_MAX, description="How many at most")] = 20


DRAFTS: Final = Parameters(DraftsQuery)


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is in any status, for those who may see it."""

    drafts: Drafts
    lists: DeskLists

    async def list_drafts(self, request: Request) -> Response:
        """Posts or pages in any status, by cursor. It needs `content:read`; pages `content:write`.

        Each can be read by everybody who writes; who may change it is decided when they do.
        """
        query = DRAFTS.read(request.scope)
        needed = Scope.CONTENT_READ if query.kind is Kind.POST else Scope.CONTENT_WRITE
        require(principal_of(request), needed)
        which = PostFilter(
            kind=query.kind,
            status=None if query.status is UNSET else query.status,
            author=_or_none(query.author),
            category=_or_none(query.category),
            tag=_or_none(query.tag),
        )
        words = _or_none(query.q).split()
        cursor = _or_none(query.cursor) or None
        found = await self.lists.find(which, words, cursor, query.limit, query.sort)
        data = [self._shaped(post) for post in found.items]
        return self.drafts.success(data, nextCursor=found.next)

    async def render(self, request: Request) -> Response:
        """Make a text ready for reading, exactly as a save would; nothing is kept."""
        NOTHING.read(request.scope)
        principal = require_writer(principal_of(request))
        take_up_to(request.scope, JSON_BYTES_MAX)
        given = await json_of(request, shapes.BodyInput)
        draft = Draft(title="Untitled", body=Body(given.source, given.format))
        post = await self.drafts.desk.tried(principal, draft)
        return self.drafts.success(
            shapes.RenderedShape(
                html=post.rendered.html,
                words=post.rendered.words,
                reading_minutes=post.reading_minutes,
                excerpt=post.excerpt,
            )
        )

    def _shaped(self, post: PostSummary) -> shapes.DraftSummary:
        return shapes.DraftSummary(
            id=post.id,
            kind=post.kind,
            status=post.status,
            url=self.drafts.urls.of(post.path),
            title=post.title,
            slug=post.slug.current,
            authors=list(post.author),
            categories=list(post.categories),
            tags=[tag.name for tag in post.tags],
            featured=post.featured,
            published_at=post.published_at,
            updated_at=post.updated_at,
        )


def _or_none(value: str | UnsetType) -> str:
    return "" if value is UNSET else value
