"""Upkeep: what people and programs do to all that stands around posts, noted in the audit log.

The studio and the API both work here, so that one may do what the other may. Everything needs
`Scope.SITE_WRITE`, but for what is said of a file, which needs `Scope.MEDIA_WRITE`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.types import Scope as Asked

from strive.accounts.audit import NOWHERE, Audit
from strive.accounts.entry import Action
from strive.accounts.principal import Principal, Scope, require
from strive.content import Content
from strive.content.errors import EndpointNotFound, FileUsed
from strive.content.file_uses import FileUses, Uses
from strive.content.redirect import Redirect
from strive.content.redirects import Rejected
from strive.content.site import Site
from strive.content.taxonomy import Author, AuthorDraft, Category, CategoryDraft
from strive.content.webhook import Attempt, Endpoint
from strive.media import Asset, Media


class Upkeep:
    """The use cases. All raise `Forbidden` where somebody may not, and what they stand on."""

    def __init__(self, content: Content, audit: Audit, media: Media, uses: FileUses) -> None:
        self.content = content
        self._media = media
        self._uses = uses
        self._audit = audit

    async def save_category(
        self, by: Principal, draft: CategoryDraft, scope: Asked = NOWHERE
    ) -> Category:
        """Add or change a category."""
        require(by, Scope.SITE_WRITE)
        kept = await self.content.taxonomy.save_category(draft)
        await self._note(by, scope, f"category:{kept.id}", title=kept.title, isNew=not draft.id)
        return kept

    async def delete_category(self, by: Principal, id_: str, scope: Asked = NOWHERE) -> None:
        """Remove a category; those below move up, posts stay without it."""
        require(by, Scope.SITE_WRITE)
        await self.content.taxonomy.delete_category(id_)
        await self._note(by, scope, f"category:{id_}", deleted=True)

    async def save_author(
        self, by: Principal, draft: AuthorDraft, scope: Asked = NOWHERE
    ) -> Author:
        """Add or change an author."""
        require(by, Scope.SITE_WRITE)
        kept = await self.content.taxonomy.save_author(draft)
        await self._note(by, scope, f"author:{kept.id}", name=kept.name, isNew=not draft.id)
        return kept

    async def delete_author(self, by: Principal, id_: str, scope: Asked = NOWHERE) -> None:
        """Remove an author; their posts stay without them."""
        require(by, Scope.SITE_WRITE)
        await self.content.taxonomy.delete_author(id_)
        await self._note(by, scope, f"author:{id_}", deleted=True)

    async def change_site(self, by: Principal, site: Site, scope: Asked = NOWHERE) -> Site:
        """Replace the settings of the site."""
        require(by, Scope.SITE_WRITE)
        before = await self.content.site.stored()
        if site == before:
            return site
        kept = await self.content.site.change(site)
        changed = [
            name for name in Site.__struct_fields__ if getattr(before, name) != getattr(kept, name)
        ]
        await self._note(by, scope, "site:settings", changed=", ".join(changed))
        return kept

    async def save_redirect(
        self, by: Principal, path: str, target: str, status: int, scope: Asked = NOWHERE
    ) -> Redirect:
        """Add a redirect, or replace the one of its path."""
        require(by, Scope.SITE_WRITE)
        rule = await self.content.redirects.save(path, target, status)
        await self._note(by, scope, "site:redirects", path=rule.path, to=rule.target)
        return rule

    async def import_redirects(
        self, by: Principal, rules: Sequence[tuple[str, str, int]], scope: Asked = NOWHERE
    ) -> list[Rejected]:
        """Add or replace many (path, target, status); return those left out, and why."""
        require(by, Scope.SITE_WRITE)
        rejected = await self.content.redirects.save_many(rules)
        await self._note(by, scope, "site:redirects", imported=len(rules) - len(rejected))
        return rejected

    async def delete_redirect(self, by: Principal, path: str, scope: Asked = NOWHERE) -> bool:
        """Remove a redirect; False when there is none."""
        require(by, Scope.SITE_WRITE)
        was_there = await self.content.redirects.delete(path)
        if was_there:
            await self._note(by, scope, "site:redirects", path=path, deleted=True)
        return was_there

    async def add_webhook(
        self,
        by: Principal,
        url: str,
        events: Sequence[str],
        description: str = "",
        scope: Asked = NOWHERE,
    ) -> Endpoint:
        """Add a webhook with a secret of its own."""
        require(by, Scope.SITE_WRITE)
        added = await self.content.webhooks.add(url, tuple(events), description=description)
        await self._note(by, scope, f"webhook:{added.id}", url=added.url, isNew=True)
        return added

    async def change_webhook(
        self,
        by: Principal,
        id_: str,
        *,
        events: Sequence[str] | None = None,
        enabled: bool | None = None,
        scope: Asked = NOWHERE,
    ) -> Endpoint:
        """Have a webhook told of other events, or switch it on or off."""
        require(by, Scope.SITE_WRITE)
        webhooks = self.content.webhooks
        endpoint = await self.webhook(by, id_)
        if events is not None and tuple(events) != endpoint.events:
            endpoint = await webhooks.choose(id_, tuple(events))
        if enabled is not None:
            endpoint = await webhooks.switch(id_, enabled=enabled)
        state = {"enabled": endpoint.enabled, "events": ", ".join(endpoint.events)}
        await self._note(by, scope, f"webhook:{id_}", **state)
        return endpoint

    async def delete_webhook(self, by: Principal, id_: str, scope: Asked = NOWHERE) -> None:
        """Remove a webhook."""
        require(by, Scope.SITE_WRITE)
        await self.content.webhooks.delete(id_)
        await self._note(by, scope, f"webhook:{id_}", deleted=True)

    async def webhook(self, by: Principal, id_: str) -> Endpoint:
        """Return a webhook; raises `EndpointNotFound`."""
        require(by, Scope.SITE_WRITE)
        every = await self.content.webhooks.everything()
        found = next((endpoint for endpoint in every if endpoint.id == id_), None)
        if found is None:
            raise EndpointNotFound("There is no such webhook.")
        return found

    async def send_again(
        self, by: Principal, id_: str, attempt_id: str, scope: Asked = NOWHERE
    ) -> Attempt:
        """Have what an attempt could not deliver sent again, soon."""
        require(by, Scope.SITE_WRITE)
        attempt = await self.content.webhooks.send_again(id_, attempt_id)
        await self._note(by, scope, f"webhook:{id_}", sentAgain=attempt.delivery)
        return attempt

    async def describe_file(
        self, by: Principal, file: Asset, alt: str, scope: Asked = NOWHERE
    ) -> None:
        """Say what an image shows; texts it stands in already keep their own words."""
        require(by, Scope.MEDIA_WRITE)
        await self._media.describe(file, alt)
        await self._note(by, scope, f"media:{file.id}", name=file.name, described=True)

    async def uses_of(self, by: Principal, file: Asset) -> Uses:
        """Return where a file is used."""
        require(by, Scope.MEDIA_WRITE)
        return await self._uses.of(file.id)

    async def delete_file(
        self, by: Principal, file: Asset, scope: Asked = NOWHERE, *, even_if_used: bool = False
    ) -> None:
        """Remove a file for good; what shows it has a gap.

        Raises:
            FileUsed: It is used, and nobody said that it is to go all the same.
        """
        require(by, Scope.SITE_WRITE)
        used = (await self._uses.of(file.id, 1)).total
        if used and not even_if_used:
            raise FileUsed(f"This file is used in {used} {'place' if used == 1 else 'places'}.")
        await self._media.remove(file)
        await self._note(by, scope, f"media:{file.id}", name=file.name, deleted=True)

    async def _note(self, by: Principal, scope: Asked, target: str, **details: Any) -> None:
        await self._audit.record(
            Action.SETTINGS_CHANGED, by=by, target=target, scope=scope, details=details
        )
