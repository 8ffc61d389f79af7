"""Accounts in the studio, told what they know nothing of: the authors of content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute

from strive.accounts.pages.frame import Frame
from strive.accounts.studio.people import AuthorChoice
from strive.accounts.studio.routes import people_routes
from strive.app.opening import Strive

AUTHORS_OFFERED_MAX: Final = 500


def people_pages(strive: Strive, frame: Frame) -> list[BaseRoute]:
    """Return the routes of users, tokens, the audit log and the security page."""

    async def authors() -> Sequence[AuthorChoice]:
        found = await strive.content.taxonomy.authors(AUTHORS_OFFERED_MAX)
        return [AuthorChoice(author.id, author.name) for author in found]

    async def factors(user_id: str) -> Sequence[str]:
        has = await strive.accounts.entering.signing_in.has_factor(user_id)
        return ["set up"] if has else []

    return people_routes(
        strive.accounts,
        frame,
        base_url=strive.settings.base_url,
        authors=authors,
        factors=factors,
    )
