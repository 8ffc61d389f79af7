"""Cloudflare: purging by tags and addresses, on every plan.

API: https://developers.cloudflare.com/api/resources/cache/methods/purge/
Limits: https://developers.cloudflare.com/cache/how-to/purge-cache/#availability-and-limits
(100 operations a call; on the free plan 5 calls a minute, saved up to 25).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import msgspec

from strive.platform.cdn.calling import Answer, Caller
from strive.platform.cdn.purge import Limits, Purge, portions
from strive.platform.cdn.settings import CdnSettings
from strive.platform.outbox import GiveUp

ENDPOINT: Final = "https://api.cloudflare.com"
AT_ONCE: Final = 100


class _Outcome(msgspec.Struct):
    success: bool = False


class Cloudflare:
    """Sends purges to one zone."""

    limits = Limits(tags=AT_ONCE, urls=AT_ONCE)
    races = False

    def __init__(self, settings: CdnSettings, caller: Caller) -> None:
        self._caller = caller
        self._url = f"{settings.endpoint or ENDPOINT}/client/v4/zones/{settings.name}/purge_cache"
        self._headers = {"authorization": f"Bearer {settings.token}"}

    async def purge(self, purge: Purge, _reference: str) -> None:
        """Purge; what is soft is purged hard, for Cloudflare knows no other way."""
        for tags in portions(purge.tags, AT_ONCE):
            await self._call({"tags": tags})
        for files in portions(purge.urls, AT_ONCE):
            await self._call({"files": files})

    async def _call(self, message: object) -> None:
        answer = await self._caller.post(self._url, message, self._headers)
        self._caller.judge(answer)
        if not _succeeded(answer):
            raise GiveUp(f"it did not succeed: {answer.explanation}")


def _succeeded(answer: Answer) -> bool:
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(answer.body, type=_Outcome).success
    return False
