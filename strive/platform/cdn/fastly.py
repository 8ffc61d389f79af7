"""Fastly: purging by surrogate keys and addresses, soft or hard.

API: https://www.fastly.com/documentation/reference/api/purging/ (256 keys a call).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from strive.platform.cdn.calling import Caller
from strive.platform.cdn.purge import Limits, Purge, portions
from strive.platform.cdn.settings import CdnSettings

ENDPOINT: Final = "https://api.fastly.com"
KEYS_AT_ONCE: Final = 256


class Fastly:
    """Sends purges to one service."""

    limits = Limits(tags=KEYS_AT_ONCE, urls=20)  # each address is a call
    races = True

    def __init__(self, settings: CdnSettings, caller: Caller) -> None:
        self._caller = caller
        self._endpoint = settings.endpoint or ENDPOINT
        self._service = settings.name
        self._headers = {"fastly-key": settings.token}

    async def purge(self, purge: Purge, _reference: str) -> None:
        """Purge; softly, as stale, where that was asked for."""
        headers = {**self._headers, **({"fastly-soft-purge": "1"} if purge.soft else {})}
        for keys in portions(purge.tags, KEYS_AT_ONCE):
            url = f"{self._endpoint}/service/{self._service}/purge"
            self._caller.judge(await self._caller.post(url, {"surrogate_keys": keys}, headers))
        for address in purge.urls:
            _, host, path, query, _ = urlsplit(address)
            cached = f"{host}{path or '/'}{'?' if query else ''}{query}"
            url = f"{self._endpoint}/purge/{cached}"
            self._caller.judge(await self._caller.call("POST", url, headers=headers))
