"""The publication as a whole by API: what it is, and what is found in it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from strive.content.api.queries import SEARCH, SITE
from strive.content.api.reading import Reading, chosen
from strive.platform.web.envelope import Pagination


@dataclass(frozen=True, slots=True)
class Publication:
    """The site, and the search over it."""

    reading: Reading

    async def get_site(self, request: Request) -> Response:
        """The publication: its name, language, navigation and look."""
        query = SITE.read(request.scope)
        shape = self.reading.shaping.site(await self.reading.content.site.get())
        return self.reading.one(request, chosen(shape, query.fields))

    async def search(self, request: Request) -> Response:
        """Published posts and pages that have the words, best first.

        At most 1,000 are counted.
        """
        query = SEARCH.read(request.scope)
        found = await self.reading.content.search.find(query.q, query.page, query.limit)
        data = [self.reading.shaping.hit(hit) for hit in found.items]
        pagination = Pagination.numbered(page=query.page, limit=query.limit, total=found.total)
        return self.reading.many(
            request, data, pagination, query=found.query, corrected=found.corrected
        )
