"""WebSub: telling the hub that feeds have news, so that it fetches them at once.

Source: https://www.w3.org/TR/websub/#publishing (the ping is the form hubs agree on).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from strive.content.events import EVENTS
from strive.content.pinging import ping
from strive.content.post import Kind
from strive.content.settings import SiteSettings
from strive.platform.fetch import Fetcher
from strive.platform.outbox import Delivery, Outbox

FEEDS: Final = ("/feed.xml", "/atom.xml", "/feed.json")


class WebSub:
    """The outbox handler that pings when the site has a hub (`Site.websub_hub`)."""

    def __init__(self, site: SiteSettings, fetcher: Fetcher, base_url: str) -> None:
        self._site = site
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")

    def connect(self, outbox: Outbox) -> None:
        """Have events come here."""
        for event in EVENTS:
            outbox.on(event.topic, "websub", self.name_feeds)

    async def name_feeds(self, delivery: Delivery) -> None:
        """Name the feeds to the hub (pages are in none); raises as `pinging.ping`."""
        hub = (await self._site.get()).websub_hub
        if not hub or delivery.payload["kind"] != Kind.POST.value:
            return
        urls = [("hub.url", f"{self._base_url}{feed}") for feed in FEEDS]
        body = urlencode([("hub.mode", "publish"), *urls]).encode()
        await ping(self._fetcher, hub, body, "application/x-www-form-urlencoded")
