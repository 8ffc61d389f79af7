"""What the server runs: the web role as an ASGI app that opens and closes Strive."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from strive.app.opening import HERE, Strive, opened
from strive.app.web import build_web, cache_of
from strive.content.cache_tags import SITE
from strive.local.orphans import die_with_parent
from strive.platform.cache.reporting import report_for_ever
from strive.platform.ratelimit import Rulebook
from strive.platform.ratelimit import reporting as limits_reporting
from strive.platform.telemetry import configure_logging
from strive.platform.web.connections import cut_stalled_readers
from strive.platform.web.watching import watch
from strive.settings import Settings, load_settings, with_secret


@asynccontextmanager
async def besides(strive: Strive, app: ASGIApp) -> AsyncIterator[None]:
    """While the web role serves, tell what it does, follow changed limits, watch the theme."""
    site = strive.database.name
    report = partial(strive.caches.report, page_cache=cache_of(app))
    work = [
        report_for_ever(strive.valkey, site, report),
        limits_reporting.report_for_ever(strive.valkey, site, strive.limiter),
        Rulebook(strive.database, strive.clock).follow_for_ever(strive.limiter),
        cut_stalled_readers(),
    ]
    if not strive.settings.production:  # somebody may work on a theme
        folders = [strive.settings.theme_dir, HERE / "theme", HERE / "content/templates"]
        work.append(watch(folders, partial(strive.caches.purging.purge, [SITE], soft=True)))
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


class Web:
    """The web role as an ASGI app: opens Strive when its server starts, closes it at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the server's start and end, then every request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with opened(self._settings) as strive:
            self._app = build_web(strive)
            _spare_the_collector()
            async with besides(strive, self._app):
                await send({"type": "lifespan.startup.complete"})
                await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _spare_the_collector() -> None:
    """Leave what lives as long as the process out of the collection of garbage.

    Else every collection looks at all modules again, for which a cached page pays most.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def create() -> Web:
    """Make the web role of a server's worker process, from the environment."""
    die_with_parent()
    settings = with_secret(load_settings())
    configure_logging(settings.log_level, settings.log_format)
    return Web(settings)
