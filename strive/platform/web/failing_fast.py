"""While the database is away, nobody waits for it to be found away once more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from strive.platform.database import DatabaseUnavailable
from strive.platform.errors import Unavailable

LOOK_EVERY_S: Final = 0.5
PING_S: Final = 1.0
_AWAY: Final = "The database does not answer just now. Please try again in a moment."

log = structlog.get_logger(__name__)


class FailingFast:
    """ASGI middleware inside the error boundary.

    The first request that finds the database away waits for its time-out; those after it are
    refused at once, until the database answers again. So cached pages are served stale without
    delay, and what needs the database is told in milliseconds.

    Args:
        app: The application.
        ping: Raises unless the database answers.
        without: Beginnings of the paths that need no database.
    """

    def __init__(
        self, app: ASGIApp, *, ping: Callable[[], Awaitable[object]], without: Sequence[str]
    ) -> None:
        self.app = app
        self._ping = ping
        self._without = tuple(without)
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_away(self) -> bool:
        """Whether the database is taken to be away."""
        return self._looking is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(self._without):
            await self.app(scope, receive, send)
            return
        if self.is_away:
            raise Unavailable(_AWAY)
        try:
            await self.app(scope, receive, send)
        except DatabaseUnavailable:
            if self._looking is None:
                log.warning("database.away")
                self._looking = asyncio.create_task(self._look())
            raise

    async def _look(self) -> None:
        """Wait until the database answers."""
        while True:
            with suppress(Exception):
                async with asyncio.timeout(PING_S):
                    await self._ping()
                log.warning("database.back")
                self._looking = None
                return
            await asyncio.sleep(LOOK_EVERY_S)
