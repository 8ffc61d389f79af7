"""Self-run caches (`deploy/proxy`): `PURGE` takes one address out, `BAN` all that bears a tag.

`BAN` names tags in `xkey-purge`, or in `xkey-softpurge` to keep them for when the origin fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from strive.platform.cdn.calling import Caller
from strive.platform.cdn.purge import Limits, Purge, portions
from strive.platform.cdn.settings import CdnSettings
from strive.platform.cdn.tags import TAG_CHARACTERS_MAX

TAGS_AT_ONCE: Final = 7_000 // TAG_CHARACTERS_MAX  # Varnish takes a header field of 8 KB
_NOT_CACHED: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED})


class SelfRun:
    """Sends purges to each of one's own caches."""

    limits = Limits(tags=TAGS_AT_ONCE, urls=20)  # each address is a call
    races = True

    def __init__(self, settings: CdnSettings, caller: Caller) -> None:
        self._caller = caller
        self._nodes = settings.nodes
        self._headers = {"authorization": f"Bearer {settings.token}"} if settings.token else {}

    async def purge(self, purge: Purge, _reference: str) -> None:
        """Purge at every node; the first that fails stands for all, which are asked again."""
        outcomes = await asyncio.gather(
            *(self._purge_at(node, purge) for node in self._nodes), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _purge_at(self, node: str, purge: Purge) -> None:
        field = "xkey-softpurge" if purge.soft else "xkey-purge"
        for tags in portions(purge.tags, TAGS_AT_ONCE):
            await self._ask("BAN", f"{node}/", {field: " ".join(tags)})
        for address in purge.urls:
            scheme, host, path, query, _ = urlsplit(address)
            target = f"{node}{path or '/'}{'?' if query else ''}{query}"
            await self._ask("PURGE", target, {"host": host, "x-forwarded-proto": scheme})

    async def _ask(self, method: str, url: str, headers: Mapping[str, str]) -> None:
        answer = await self._caller.call(method, url, headers={**self._headers, **headers})
        also_fine = _NOT_CACHED if method == "PURGE" else ()
        self._caller.judge(answer, also_fine=also_fine)
