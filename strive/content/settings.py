"""The publication's own settings: read by every page, changed rarely."""

from __future__ import annotations

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from strive.content import cache_tags
from strive.content.events import SiteChanged, SiteLanguageChanged
from strive.content.listing import LIMIT_MAX
from strive.content.rules import (
    check_image,
    check_language,
    check_length,
    check_text,
    check_url,
    is_web_address,
)
from strive.content.site import Link, Site
from strive.content.store.settings import SiteStore
from strive.kit.clock import Clock
from strive.platform.cache import DataCache, lifetimes
from strive.platform.database import Database, Session
from strive.platform.errors import Invalid
from strive.platform.outbox import Outbox

TITLE_CHARACTERS_MAX: Final = 200
DESCRIPTION_CHARACTERS_MAX: Final = 1_000
LINKS_MAX: Final = 50
CONTACT_CHARACTERS_MAX: Final = 254
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_INDEXNOW_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")
_MAIL_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+")  # nothing that means more in a link


class SiteSettings:
    """Reads and changes the one document that describes the publication."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock, cache: DataCache) -> None:
        self._store = SiteStore(database)
        self._outbox = outbox
        self._clock = clock
        self._cache = cache

    async def get(self) -> Site:
        """Return the settings, from the cache, for every page asks."""
        return await self._cache.get_or_set(
            "site", lifetimes.HOT, self._store.get, type=Site, tags=(cache_tags.SITE,)
        )

    async def stored(self) -> Site:
        """Return the settings as they were last written, for whoever is about to write them."""
        return await self._store.get()

    async def is_untouched(self) -> bool:
        """Tell whether nobody has ever changed the settings: a new publication."""
        return not await self._store.exists()

    async def change(self, site: Site) -> Site:
        """Replace the settings.

        Raises:
            Invalid: Unknown time zone, bad language, link, colour or number; the message says.
        """
        check_site(site)

        async def work(session: Session) -> None:
            before = await self._store.get(session)
            await self._store.put(site, session)
            if site.language != before.language:
                change = SiteLanguageChanged(language=site.language, at=self._clock.now())
                await self._outbox.add(session, change)
            await self._outbox.add(session, SiteChanged(at=self._clock.now()))

        await self._outbox.transact(work)
        return site


def check_site(site: Site) -> None:
    """Refuse settings no page could be made with; raises `Invalid`."""
    check_text(site)
    check_length("title of the site", site.title, TITLE_CHARACTERS_MAX, least=1)
    check_length("description of the site", site.description, DESCRIPTION_CHARACTERS_MAX)
    if not site.language:
        raise Invalid("The site needs a language, such as en.")
    check_language(site.language)
    _check_time_zone(site.time_zone)
    for name, image in (("logo", site.logo), ("icon", site.icon), ("image", site.social_image)):
        check_image(f"{name} of the site", image)
    if site.accent and not _COLOUR.fullmatch(site.accent):
        raise Invalid(f"The accent must be a colour such as #3366cc, not {site.accent[:20]!r}.")
    for links in (site.navigation, site.footer, site.social):
        _check_links(links)
    if not 1 <= site.posts_per_page <= LIMIT_MAX:
        raise Invalid(f"The posts per page must be between 1 and {LIMIT_MAX}.")
    _check_contact(site.contact)
    check_url("WebSub hub", site.websub_hub)
    if site.indexnow_key and not _INDEXNOW_KEY.fullmatch(site.indexnow_key):
        raise Invalid("The IndexNow key must have 8 to 128 letters, digits and hyphens.")


def _check_contact(contact: str) -> None:
    check_length("contact", contact, CONTACT_CHARACTERS_MAX)
    if contact and not (is_web_address(contact) or _MAIL_ADDRESS.fullmatch(contact)):
        raise Invalid("The contact must be an e-mail address or an http(s) address.")


def _check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"There is no time zone {name[:60]!r}; one is named like Europe/Berlin."
        raise Invalid(message) from error


def _check_links(links: tuple[Link, ...]) -> None:
    if len(links) > LINKS_MAX:
        raise Invalid(f"A menu has at most {LINKS_MAX} links.")
    for link in links:
        check_length("label of a link", link.label, TITLE_CHARACTERS_MAX, least=1)
        if not link.url:
            raise Invalid(f"The link {link.label!r} leads nowhere.")
        check_url(f"link {link.label!r}", link.url, or_path=True)
