"""IndexNow: telling search engines at once that an address has changed.

Protocol: https://www.indexnow.org/documentation
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

import msgspec

from strive.content.events import EVENTS
from strive.content.pinging import ping
from strive.content.settings import SiteSettings
from strive.platform.fetch import Fetcher
from strive.platform.outbox import Delivery, Outbox

ENDPOINT: Final = "https://api.indexnow.org/indexnow"


class IndexNow:
    """The outbox handler that pings when the site has a key (`Site.indexnow_key`)."""

    def __init__(
        self, site: SiteSettings, fetcher: Fetcher, base_url: str, *, endpoint: str = ENDPOINT
    ) -> None:
        self._site = site
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")
        self._endpoint = endpoint

    def connect(self, outbox: Outbox) -> None:
        """Have events come here."""
        for event in EVENTS:
            outbox.on(event.topic, "indexnow", self.name_addresses)

    async def name_addresses(self, delivery: Delivery) -> None:
        """Name the addresses an event is about; raises as `pinging.ping`."""
        key = (await self._site.get()).indexnow_key
        host = urlsplit(self._base_url).netloc
        if not key or not host:
            return
        paths = dict.fromkeys(
            (delivery.payload["path"], delivery.payload.get("previousPath") or "")
        )
        message = {
            "host": host,
            "key": key,
            "keyLocation": f"{self._base_url}/{key}.txt",
            "urlList": [f"{self._base_url}{quote(path)}" for path in paths if path],
        }
        content_type = "application/json; charset=utf-8"
        await ping(self._fetcher, self._endpoint, msgspec.json.encode(message), content_type)
