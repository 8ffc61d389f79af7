"""The history of posts and pages by API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from strive.content.api import writing_shapes as shapes
from strive.content.api.writing_drafts import Drafts, asked
from strive.content.api.writing_shaping import comparison_of, shaped_revision
from strive.content.errors import RevisionNotFound
from strive.content.revisions import NUMBER_MAX
from strive.platform.web.parameters import Parameters

Number = Annotated[int, Meta(ge=1, le=NUMBER_MAX)]


class HistoryQuery(Struct, frozen=True, kw_only=True):
    """Which part of the history."""

    before: Annotated[Number, Meta(description="Only revisions before this one")] | UnsetType = (
        UNSET
    )
    limit: Annotated[int, Meta(ge=1, le=100, description="How many at most")] = 20


class DiffQuery(Struct, frozen=True, kw_only=True):
    """Which two revisions; by default the latest, and the one before that."""

    before: Annotated[Number, Meta(description="The earlier one")] | UnsetType = UNSET
    after: Annotated[Number, Meta(description="The later one")] | UnsetType = UNSET


HISTORY: Final = Parameters(HistoryQuery)
DIFF: Final = Parameters(DiffQuery)


@dataclass(frozen=True, slots=True)
class History:
    """Every save of a post or page, what it changed, and the way back."""

    drafts: Drafts

    async def list_revisions(self, request: Request) -> Response:
        """Who saved it when, the latest first."""
        query = HISTORY.read(request.scope)
        principal, post_id = asked(request, takes_query=True)
        before = None if query.before is UNSET else query.before
        found = await self.drafts.desk.revisions(principal, post_id, before, query.limit)
        return self.drafts.success([shapes.RevisionShape.of(one) for one in found])

    async def get_revision(self, request: Request) -> Response:
        """What a save left, with its source."""
        principal, post_id = asked(request)
        revision = await self.drafts.desk.revision(principal, post_id, _number(request))
        return self.drafts.success(shaped_revision(revision))

    async def compare(self, request: Request) -> Response:
        """How two revisions differ, field by field."""
        query = DIFF.read(request.scope)
        principal, post_id = asked(request, takes_query=True)
        before, after = (None if n is UNSET else n for n in (query.before, query.after))
        found = await self.drafts.desk.compare(principal, post_id, before, after)
        return self.drafts.success(comparison_of(found))

    async def restore(self, request: Request) -> Response:
        """Save an earlier revision again, as a new one; its status stays as it is."""
        principal, post_id = asked(request)
        number = _number(request)
        post = await self.drafts.desk.restore(principal, post_id, number, request.scope)
        return self.drafts.answer(post)


def _number(request: Request) -> int:
    text = str(request.path_params["number"])
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(NUMBER_MAX))):
        raise RevisionNotFound("A revision is named by its number.")
    return int(text)
