"""Webhooks in the studio: who is told, of what, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.studio.upkeep.upkept import Errors, Upkept, id_of
from strive.content.webhook import EVENT_NAMES, Endpoint
from strive.platform.errors import Invalid
from strive.platform.web.forms import form_of

PATH: Final = "/studio/webhooks"
ATTEMPTS_SHOWN: Final = 50
EVENTS: Final = {
    "post.published": "Something is published",
    "post.changed": "Something published is changed",
    "post.withdrawn": "Something is taken back",
}
_WORDS: Final = [(name, EVENTS.get(name, name)) for name in sorted(EVENT_NAMES)]


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Other services that are told of what is published."""

    upkept: Upkept

    async def every(self, request: Request, _: Principal) -> Response:
        """Show all."""
        return await self._list(request)

    async def add(self, request: Request, principal: Principal) -> Response:
        """Add one, and show its secret, this once."""
        form = await form_of(request)
        url, description = form.text("url").strip(), form.text("description").strip()
        events = [name for name in form.texts("event") if name]
        typed = {"url": url, "description": description}
        try:
            endpoint = await self.upkept.upkeep.add_webhook(
                principal, url, events, description, request.scope
            )
        except Invalid as error:
            place = "event" if url and not events else "url"
            return await self._list(request, typed, events, {place: error.message})
        return await self._page(request, endpoint, secret=endpoint.secret)

    async def one(self, request: Request, principal: Principal) -> Response:
        """Show one, with what was sent to it."""
        endpoint = await self.upkept.upkeep.webhook(principal, id_of(request, "webhook"))
        return await self._page(request, endpoint)

    async def change(self, request: Request, principal: Principal) -> Response:
        """Have it told of other events, or switch it on or off."""
        endpoint_id, form = id_of(request, "webhook"), await form_of(request)
        upkeep = self.upkept.upkeep
        if switched := form.text("enabled"):
            await upkeep.change_webhook(
                principal, endpoint_id, enabled=switched == "1", scope=request.scope
            )
            return done(f"{PATH}/{endpoint_id}", "on" if switched == "1" else "off")
        try:
            await upkeep.change_webhook(
                principal, endpoint_id, events=form.texts("event"), scope=request.scope
            )
        except Invalid as error:
            endpoint = await upkeep.webhook(principal, endpoint_id)
            return await self._page(request, endpoint, errors={"event": error.message})
        return done(f"{PATH}/{endpoint_id}", "saved")

    async def send_again(self, request: Request, principal: Principal) -> Response:
        """Send once more what did not arrive."""
        endpoint_id, form = id_of(request, "webhook"), await form_of(request)
        await self.upkept.upkeep.send_again(
            principal, endpoint_id, form.text("attempt"), request.scope
        )
        return done(f"{PATH}/{endpoint_id}", "again")

    async def delete(self, request: Request, principal: Principal) -> Response:
        """Remove it."""
        endpoint_id = id_of(request, "webhook")
        await self.upkept.upkeep.delete_webhook(principal, endpoint_id, request.scope)
        return done(PATH, "deleted")

    async def _list(
        self,
        request: Request,
        typed: dict[str, str] | None = None,
        events: list[str] | None = None,
        errors: Errors | None = None,
    ) -> Response:
        return await self.upkept.page(
            request,
            "webhooks.html",
            "Webhooks",
            endpoints=await self.upkept.upkeep.content.webhooks.everything(),
            words=_WORDS,
            typed=typed or {"url": "", "description": ""},
            events=sorted(EVENT_NAMES) if events is None else events,
            errors=errors,
        )

    async def _page(
        self,
        request: Request,
        endpoint: Endpoint,
        *,
        secret: str = "",
        errors: Errors | None = None,
    ) -> Response:
        webhooks = self.upkept.upkeep.content.webhooks
        return await self.upkept.page(
            request,
            "webhook.html",
            "Webhook",
            endpoint=endpoint,
            secret=secret,
            words=_WORDS,
            attempts=await webhooks.attempts(endpoint.id, ATTEMPTS_SHOWN),
            errors=errors,
        )
