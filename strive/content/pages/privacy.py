"""What is held about people, in public: made from the register, so it says what is really there.

A publication that writes a page of its own with the slug `privacy` has that shown at `/privacy`
(as by a redirect it made); the record of what is held stays at `/privacy/record`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.responses import HTMLResponse
from starlette.routing import Route

from strive.accounts.authentication import principal_of
from strive.accounts.consents.entry import Source
from strive.accounts.consents.purpose import DO_NOT_SELL
from strive.accounts.consents.signal import is_sent
from strive.accounts.errors import SignalHolds, WordingChanged
from strive.accounts.pages.frame import NOTICE, done
from strive.accounts.principal import require_user
from strive.accounts.visit import visit_of
from strive.content.errors import PostNotFound
from strive.content.pages import jsonld
from strive.content.pages.jsonld import Crumb
from strive.content.pages.post import Posts
from strive.platform.cache import plan
from strive.platform.privacy import Register, Whose
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import PAGES
from strive.platform.web.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from strive.accounts.consents.consents import Consents
    from strive.content.pages.website import Website

SLUG: Final = "privacy"
PRIVACY: Final = Crumb("Privacy", f"/{SLUG}")
RECORD: Final = Crumb("Record of processing", "/privacy/record")
CHOICES: Final = Crumb("Your privacy choices", "/privacy/choices")


class Cookie(NamedTuple):
    """A cookie that the site sets: what it does, and how long a browser has it."""

    name: str
    does: str
    lasts: str


@dataclass(frozen=True, slots=True)
class PrivacyPages:
    """The pages; `cookies` are all that the site sets."""

    website: Website
    register: Register
    consents: Consents
    cookies: Sequence[Cookie]

    def routes(self) -> list[Route]:
        """Return their routes; they go before the one of standalone pages."""
        routes = [
            Route(PRIVACY.path, self.privacy),
            Route(RECORD.path, self.record),
            Route(CHOICES.path, self.choices),
            Route(CHOICES.path, self.choose, methods=["POST"]),
        ]
        return limited(routes, PAGES)

    async def privacy(self, request: Request) -> Response:
        """Show what the publication says, or else what the register does."""
        try:
            return await Posts(self.website).standing(request, SLUG)
        except PostNotFound:
            if await self.website.content.redirects.has_rule_for(PRIVACY.path):
                raise
        held = {whose: self.register.about(whose) for whose in Whose}
        return await self._kept(request, "privacy.html", PRIVACY, held=held, cookies=self.cookies)

    async def record(self, request: Request) -> Response:
        """Show the record of processing: every store there is."""
        register = self.register
        return await self._kept(
            request, "privacy-record.html", RECORD, held=register.holdings, others=register.others
        )

    async def choices(self, request: Request) -> Response:
        """Show whether a signal was received, and how somebody who is signed in chose."""
        return await self._choices(request)

    async def choose(self, request: Request) -> Response:
        """Record an opt-out, or take it back; no answer to it is kept by a cache."""
        principal = require_user(principal_of(request))
        form, visit = await form_of(request), visit_of(request)
        name = DO_NOT_SELL.name
        try:
            if form.text("choice") == "back":
                await self.consents.withdraw(principal, name, visit, Source.PAGE)
                return done(CHOICES.path, "back")
            version = form.text("version")
            await self.consents.give(principal, name, visit, Source.PAGE, version=version)
        except (WordingChanged, SignalHolds) as error:
            return await self._choices(request, error.message, error.status)
        return done(CHOICES.path, "out")

    async def _choices(self, request: Request, error: str = "", status: int = 200) -> Response:
        site, me = await self.website.content.site.get(), principal_of(request)
        is_in = me is not None and bool(me.user_id) and not me.needs_second_factor
        choice = None
        if me is not None and is_in:
            choices = await self.consents.current(me.user_id)
            choice = next(each for each in choices if each.purpose == DO_NOT_SELL)
        head = self.website.head(site, CHOICES.label, CHOICES.path, no_index=True)
        html = self.website.render(
            request,
            site,
            "privacy-choices.html",
            head,
            heading=CHOICES.label,
            choice=choice,
            purpose=DO_NOT_SELL,
            is_signalled=is_sent(request.scope),
            notice=request.query_params.get(NOTICE, ""),
            error=error,
        )
        headers = {"cache-control": plan.PRIVATE, "vary": "sec-gpc"}
        return HTMLResponse(html, status, headers=headers)

    async def _kept(
        self, request: Request, template: str, crumb: Crumb, **context: object
    ) -> Response:
        """Answer with a page that is the same for everybody."""
        site = await self.website.content.site.get()
        way = [Crumb(site.title, "/"), *([PRIVACY] if crumb != PRIVACY else ()), crumb]
        trail = jsonld.script(jsonld.breadcrumbs(way, self.website.urls))
        head = self.website.head(site, crumb.label, crumb.path, json_ld=[trail])
        return self.website.page(request, site, template, head, heading=crumb.label, **context)
