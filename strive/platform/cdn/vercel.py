"""Vercel: purging by tags; it does not purge by address.

API: https://vercel.com/docs/rest-api/edge-cache/dangerously-delete-by-tag and
https://vercel.com/docs/rest-api/edge-cache/invalidate-by-tag (16 tags a call).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from strive.platform.cdn.calling import Caller
from strive.platform.cdn.purge import Limits, Purge, portions
from strive.platform.cdn.settings import CdnSettings
from strive.platform.outbox import GiveUp

ENDPOINT: Final = "https://api.vercel.com"
TAGS_AT_ONCE: Final = 16


class Vercel:
    """Sends purges to one project."""

    limits = Limits(tags=TAGS_AT_ONCE, urls=0)
    races = False

    def __init__(self, settings: CdnSettings, caller: Caller) -> None:
        self._caller = caller
        self._endpoint = settings.endpoint or ENDPOINT
        team = {"teamId": settings.team} if settings.team else {}
        self._query = urlencode({"projectIdOrName": settings.name, **team})
        self._headers = {"authorization": f"Bearer {settings.token}"}

    async def purge(self, purge: Purge, _reference: str) -> None:
        """Purge; softly, as stale, where that was asked for.

        Raises `GiveUp` for a purge that names addresses only.
        """
        if not purge.tags:
            raise GiveUp("Vercel purges by tags only")
        way = "invalidate-by-tags" if purge.soft else "dangerously-delete-by-tags"
        url = f"{self._endpoint}/v1/edge-cache/{way}?{self._query}"
        for tags in portions(purge.tags, TAGS_AT_ONCE):
            self._caller.judge(await self._caller.post(url, {"tags": tags}, self._headers))
