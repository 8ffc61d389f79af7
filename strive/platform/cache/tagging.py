"""What an answer was made of: whoever reads notes tags, whoever answers bears them all.

So a page cannot forget what it depends on, and tags are declared once, beside what is read. The
page says them as `Cache-Groups` (RFC 9875), by which it is purged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.cache.http.fields import has
from strive.platform.cache.http.groups import GROUPS, MEMBERS_MAX, groups_field

ANY: Final = "any"
"""The tag of what depends on too much to say; every purge of content includes it."""

_noted: ContextVar[set[str] | None] = ContextVar("noted_tags", default=None)


def note(tags: Iterable[str]) -> None:
    """Note that what is being made depends on this."""
    noted = _noted.get()
    if noted is not None:
        noted.update(tags)


@contextmanager
def noting() -> Iterator[set[str]]:
    """Gather the tags noted in the block, and in tasks begun in it; then note them outside too."""
    gathered: set[str] = set()
    token = _noted.set(gathered)
    try:
        yield gathered
    finally:
        _noted.reset(token)
        note(gathered)


class CacheGroups:
    """ASGI middleware that puts an answer into the groups of all that was read for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        with noting() as noted:

            async def send_grouped(message: Message) -> None:
                if message["type"] == "http.response.start" and noted:
                    headers = list(message["headers"])
                    if not has(headers, GROUPS):
                        headers.append(groups_field(_said(noted)))
                    message = {**message, "headers": headers}
                await send(message)

            await self.app(scope, receive, send_grouped)


def _said(noted: Collection[str]) -> list[str]:
    return sorted(noted) if len(noted) <= MEMBERS_MAX else [ANY]
