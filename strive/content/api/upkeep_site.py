"""Settings, redirects and webhooks by API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace
from starlette.requests import Request
from starlette.responses import Response

from strive.content.api import upkeep_shapes as shapes
from strive.content.api import writing_shapes
from strive.content.api.upkeep_answers import Answers, name_of, who
from strive.content.api.writing_drafts import JSON_BYTES_MAX
from strive.content.api.writing_shaping import image_of
from strive.content.site import Link, Site
from strive.platform.errors import NotFound
from strive.platform.web.bodies import take_up_to
from strive.platform.web.json_bodies import json_of
from strive.platform.web.parameters import Parameters

REDIRECTS = Parameters(shapes.RedirectsQuery)
REDIRECT = Parameters(shapes.RedirectPath)
_PICTURES = ("logo", "icon", "social_image")
_MENUS = ("navigation", "footer", "social")


@dataclass(frozen=True, slots=True)
class SiteUpkeep:
    """The site, where its old addresses lead, and who is told of it."""

    answers: Answers

    async def get_settings(self, request: Request) -> Response:
        """All settings of the site, as they are changed."""
        who(request)
        site = await self.answers.upkeep.content.site.stored()
        return self.answers.success(shapes.SettingsShape.of(site))

    async def change_settings(self, request: Request) -> Response:
        """Change some settings, menus among them; readers see it at once."""
        by = who(request)
        given = await json_of(request, shapes.SettingsChanges)
        site = changed(await self.answers.upkeep.content.site.stored(), given)
        kept = await self.answers.upkeep.change_site(by, site, request.scope)
        return self.answers.success(shapes.SettingsShape.of(kept))

    async def list_redirects(self, request: Request) -> Response:
        """Redirects, in the order of their paths."""
        who(request, takes_query=True)
        query = REDIRECTS.read(request.scope)
        part = "" if query.q is UNSET else query.q
        after = "" if query.cursor is UNSET else query.cursor
        redirects = self.answers.upkeep.content.redirects
        found = await redirects.page(after, query.limit + 1, part)
        shown = found[: query.limit]
        onward = shown[-1].path if len(found) > query.limit else None
        rules = [shapes.RedirectShape.of(rule) for rule in shown]
        return self.answers.success(rules, nextCursor=onward)

    async def save_redirect(self, request: Request) -> Response:
        """Add a redirect, or replace the one of its path; one that leads in a circle is refused."""
        by = who(request)
        given = await json_of(request, shapes.RedirectInput)
        rule = await self.answers.upkeep.save_redirect(
            by, given.path, given.target, given.status, request.scope
        )
        return self.answers.success(shapes.RedirectShape.of(rule), status=201)

    async def import_redirects(self, request: Request) -> Response:
        """Add or replace many; those that cannot stand are left out, and named."""
        by = who(request)
        take_up_to(request.scope, JSON_BYTES_MAX)
        given = await json_of(request, shapes.RedirectsInput)
        rules = [(one.path, one.target, one.status) for one in given.redirects]
        rejected = await self.answers.upkeep.import_redirects(by, rules, request.scope)
        left_out = [shapes.RejectedShape(path=one.path, reason=one.reason) for one in rejected]
        kept = len(rules) - len(rejected)
        return self.answers.success(shapes.ImportedShape(kept=kept, rejected=left_out))

    async def delete_redirect(self, request: Request) -> Response:
        """Remove the redirect of a path."""
        by, given = who(request, takes_query=True), REDIRECT.read(request.scope)
        if not await self.answers.upkeep.delete_redirect(by, given.path, request.scope):
            raise NotFound("There is no redirect of this path.")
        return self.answers.success(shapes.PathGone(path=given.path))

    async def list_webhooks(self, request: Request) -> Response:
        """All webhooks, without their secrets."""
        who(request)
        every = await self.answers.upkeep.content.webhooks.everything()
        return self.answers.success([shapes.WebhookShape.of(one) for one in every])

    async def create_webhook(self, request: Request) -> Response:
        """Add a webhook; its secret is told this once."""
        by = who(request)
        given = await json_of(request, shapes.WebhookInput)
        added = await self.answers.upkeep.add_webhook(
            by, given.url, given.events, given.description, request.scope
        )
        shape = shapes.NewWebhook.of(added)
        return self.answers.success(shape, status=201)

    async def change_webhook(self, request: Request) -> Response:
        """Have a webhook told of other events, or switch it on or off."""
        by, webhook_id = who(request), name_of(request, "id", "webhook")
        given = await json_of(request, shapes.WebhookChanges)
        changed_one = await self.answers.upkeep.change_webhook(
            by,
            webhook_id,
            events=None if given.events is UNSET else given.events,
            enabled=None if given.enabled is UNSET else given.enabled,
            scope=request.scope,
        )
        return self.answers.success(shapes.WebhookShape.of(changed_one))

    async def delete_webhook(self, request: Request) -> Response:
        """Remove a webhook."""
        by, webhook_id = who(request), name_of(request, "id", "webhook")
        await self.answers.upkeep.delete_webhook(by, webhook_id, request.scope)
        return self.answers.success(writing_shapes.Gone(id=webhook_id))

    async def list_deliveries(self, request: Request) -> Response:
        """What a webhook was sent in the last 30 days, the latest 200, with the answers."""
        by, webhook_id = who(request), name_of(request, "id", "webhook")
        endpoint = await self.answers.upkeep.webhook(by, webhook_id)
        attempts = await self.answers.upkeep.content.webhooks.attempts(endpoint.id, 200)
        return self.answers.success([shapes.DeliveryShape.of(attempt) for attempt in attempts])

    async def send_again(self, request: Request) -> Response:
        """Send once more, soon, what an attempt could not deliver."""
        by, webhook_id = who(request), name_of(request, "id", "webhook")
        given = await json_of(request, shapes.SendAgain)
        attempt = await self.answers.upkeep.send_again(by, webhook_id, given.attempt, request.scope)
        return self.answers.success(shapes.DeliveryShape.of(attempt))


def changed(site: Site, given: shapes.SettingsChanges) -> Site:
    """Return the site with what was handed in."""
    values: dict[str, Any] = {}
    for name, value in asdict(given).items():
        if value is UNSET:
            continue
        if name in _PICTURES:
            values[name] = image_of(value)
        elif name in _MENUS:
            values[name] = tuple(Link(link.label, link.url) for link in value)
        else:
            values[name] = value
    return replace(site, **values)
