"""Accounts in the studio, told what they know nothing of: the authors of content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute

from strive.accounts.api.people_endpoints import people_endpoints
from strive.accounts.pages.frame import Frame
from strive.accounts.studio.people import AuthorChoice, AuthorsOf
from strive.accounts.studio.routes import people_routes
from strive.app.opening import Strive
from strive.platform.web.api import Endpoint

AUTHORS_OFFERED_MAX: Final = 500


def people_pages(strive: Strive, frame: Frame) -> list[BaseRoute]:
    """Return the routes of users, tokens, the audit log and the security page."""

    async def factors(user_id: str) -> Sequence[str]:
        return (await strive.accounts.held.of(user_id)).in_words()

    return people_routes(
        strive.accounts,
        frame,
        base_url=strive.settings.base_url,
        authors=_authors_of(strive),
        factors=factors,
    )


def people_api(strive: Strive) -> list[Endpoint]:
    """Return the endpoints of users, tokens and the audit log."""
    return people_endpoints(
        strive.accounts,
        strive.clock,
        base_url=strive.settings.base_url,
        authors=_authors_of(strive),
    )


def _authors_of(strive: Strive) -> AuthorsOf:
    async def authors() -> Sequence[AuthorChoice]:
        found = await strive.content.taxonomy.authors(AUTHORS_OFFERED_MAX)
        return [AuthorChoice(author.id, author.name) for author in found]

    return authors
