"""Answers to somebody are kept by no cache, whatever their route says (security.md 35)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.cache import plan

_TO_SHARED_CACHES: Final = frozenset(
    {b"cache-control", b"cdn-cache-control", b"surrogate-control", b"expires"}
)


class Confidential:
    """ASGI middleware; a cache in front that goes by names, `/account/x.css`, has nothing to keep.

    Args:
        app: What answers.
        is_of_somebody: Tells whether a request (its scope) is of somebody signed in.
        places: Beginnings of paths that are private, whoever asks.
        open_places: Beginnings of paths that are the same for everybody: files.
    """

    def __init__(
        self,
        app: ASGIApp,
        is_of_somebody: Callable[[Scope], bool],
        *,
        places: tuple[str, ...],
        open_places: tuple[str, ...],
    ) -> None:
        self.app = app
        self._is_of_somebody = is_of_somebody
        self._places = places
        self._open_places = open_places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not self._covers(scope):
            await self.app(scope, receive, send)
            return

        async def send_privately(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [each for each in message["headers"] if each[0] not in _TO_SHARED_CACHES]
                private = (b"cache-control", plan.PRIVATE.encode())
                message = {**message, "headers": [*given, private]}
            await send(message)

        await self.app(scope, receive, send_privately)

    def _covers(self, scope: Scope) -> bool:
        path = scope["path"]
        if path.startswith(self._open_places):
            return False
        return path.startswith(self._places) or self._is_of_somebody(scope)
