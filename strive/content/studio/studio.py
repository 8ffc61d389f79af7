"""What the pages of writing need, and how they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import Frame
from strive.content import Content
from strive.content.desk import Desk
from strive.content.desk_lists import DeskLists
from strive.content.pages.urls import Urls
from strive.content.purging import ContentPurging
from strive.content.store.desk import DeskStore
from strive.content.studio.copies import WorkingCopies
from strive.content.studio.presence import Presence
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.cache import plan
from strive.platform.web import envelope
from strive.platform.web.accepting import prefers_json


@dataclass(frozen=True, slots=True)
class Studio:
    """The dependencies of the pages; each group of pages is a small class that holds this."""

    content: Content
    desk: Desk
    frame: Frame
    clock: Clock
    urls: Urls
    store: DeskStore
    lists: DeskLists
    copies: WorkingCopies
    presence: Presence
    purging: ContentPurging
    media: Media

    async def zone(self) -> ZoneInfo:
        """Return the time zone of the site."""
        return ZoneInfo((await self.content.site.get()).time_zone)

    def told(self, data: Any, status: int = 200) -> Response:
        """Answer a script, privately."""
        headers = {"cache-control": plan.PRIVATE}
        return envelope.success(data, now=self.clock.now(), status=status, headers=headers)

    def refused(self, message: str, code: str, status: int, **details: Any) -> Response:
        """Tell a script what is wrong."""
        return envelope.failure(
            message,
            code,
            now=self.clock.now(),
            status=status,
            headers={"cache-control": plan.PRIVATE},
            **details,
        )


def by_script(request: Request) -> bool:
    """Tell whether a script of the editor asks, and not a form by itself."""
    return prefers_json(request.headers.get("accept", ""))
