"""The frame of private pages: the studio's and those of an account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from strive.accounts.authentication import principal_of
from strive.accounts.role import Scope
from strive.kit.clock import Clock
from strive.platform.cache import plan
from strive.platform.web.templates import Templates

NOTICE: Final = "done"  # the parameter that tells a page what has just been done
_NOTICE_CHARACTERS_MAX: Final = 40


class Brand(NamedTuple):
    """How the publication presents itself."""

    title: str
    language: str
    time_zone: str


BrandOf = Callable[[], Awaitable[Brand]]
"""Tells how the publication presents itself now."""


class Place(NamedTuple):
    """A place of the studio's navigation; shown to whoever has the scope."""

    section: str
    label: str
    path: str
    icon: str
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Renders private pages; `places` is the studio's navigation."""

    templates: Templates
    brand: BrandOf
    clock: Clock
    places: Sequence[Place] = ()

    async def page(
        self, request: Request, template: str, *, title: str, status: int = 200, **context: Any
    ) -> Response:
        """Answer with a page that is kept by no cache.

        Templates get `brand`, `title`, `me` (the `Principal` or None), `path`, `now`, `local` (a
        function: a time as its readers see it), `notice` (what the last form did), `places`.
        """
        brand, me = await self.brand(), principal_of(request)
        zone = ZoneInfo(brand.time_zone)
        html = self.templates.render(
            template,
            brand=brand,
            title=title,
            me=me,
            path=request.scope["path"],
            now=self.clock.now().astimezone(zone),
            local=lambda moment: _local(moment, zone),
            notice=request.query_params.get(NOTICE, "")[:_NOTICE_CHARACTERS_MAX],
            places=[
                place
                for place in self.places
                if place.scope is None or (me is not None and me.may(place.scope))
            ],
            **context,
        )
        return HTMLResponse(html, status, headers={"cache-control": plan.PRIVATE})


def done(path: str, notice: str = "") -> Response:
    """Send a browser on after a form was taken (303); `notice` names what was done."""
    joint = "&" if "?" in path else "?"
    address = f"{path}{joint}{NOTICE}={notice}" if notice else path
    return RedirectResponse(address, 303, headers={"cache-control": plan.PRIVATE})


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return "9 Nov 2026, 08:30"."""
    return moment.astimezone(zone).strftime("%-d %b %Y, %H:%M") if moment else ""
