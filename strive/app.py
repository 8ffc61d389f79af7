"""Composition root: opens what Strive needs, wires the features together, builds the ASGI app."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

import strive.migrations
from strive.content import Content, ImageLookup, api, open_content, pages
from strive.content.cache_tags import SITE
from strive.content.delivering import WebhookDelivery
from strive.content.importing.run import Target
from strive.content.importing.sanity.webhook import sanity_webhook_routes
from strive.content.indexnow import IndexNow
from strive.content.post import Image
from strive.content.rendering import FRAME_SOURCES
from strive.content.websub import WebSub
from strive.kit.clock import Clock, SystemClock
from strive.kit.ids import new_id
from strive.local.instance import require_roles
from strive.local.orphans import die_with_parent
from strive.media.keeping import Media
from strive.media.routes import routes as media_routes
from strive.platform.cache import CacheGroups, Caches, PageCache, Policy, open_caches
from strive.platform.database import Database
from strive.platform.fetch import Fetcher
from strive.platform.jobs import Jobs
from strive.platform.leases import Leases
from strive.platform.migrations import Migrations, discover
from strive.platform.outbox import Outbox
from strive.platform.scheduler import Periodic, Scheduler
from strive.platform.storage import Storage
from strive.platform.telemetry import configure_logging
from strive.platform.valkey import Valkey, open_valkey
from strive.platform.web.context import ANSWER_FIELDS, RequestContext, quick_ids
from strive.platform.web.errors import ErrorBoundary
from strive.platform.web.failing_fast import FailingFast
from strive.platform.web.health import Check, Health
from strive.platform.web.icons import Icons
from strive.platform.web.paths import TidyPaths
from strive.platform.web.proxies import TrustedProxies
from strive.platform.web.security import SecurityHeaders
from strive.platform.web.static import StaticFiles
from strive.platform.web.templates import Templates
from strive.platform.web.watching import watch
from strive.settings import Settings, load_settings, with_secret

HERE = Path(__file__).parent

WITHOUT_DATABASE = ("/livez", "/readyz", "/metrics", "/static/", "/media/", "/api/docs")

PERIODIC = (
    Periodic("content.publish_due", every_s=1),
    Periodic("outbox.deliver", every_s=2),  # finds what was saved but never queued
)


@dataclass(frozen=True, slots=True)
class Strive:
    """Everything one process has open."""

    settings: Settings
    clock: Clock
    database: Database
    valkey: Valkey
    storage: Storage
    fetcher: Fetcher
    outbox: Outbox
    jobs: Jobs
    leases: Leases
    media: Media
    content: Content
    caches: Caches

    @property
    def migrations(self) -> Migrations:
        """The migrations of this release, and the database they change."""
        owner = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"
        found = discover(strive.migrations)
        return Migrations(self.database, found, clock=self.clock, owner=owner)

    def scheduler(self) -> Scheduler:
        """Make a candidate for the lead of the periodic jobs."""
        return Scheduler(self.jobs, self.leases, PERIODIC)


@asynccontextmanager
async def opened(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Strive]:
    """Open everything for one process; nothing is contacted before it is used."""
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        database = Database(settings.database)
        stack.push_async_callback(database.close)
        valkey = open_valkey(settings.valkey)
        stack.push_async_callback(valkey.aclose)
        jobs = Jobs(settings.valkey)
        stack.push_async_callback(jobs.close)
        fetcher = await stack.enter_async_context(Fetcher(allow_hosts=settings.fetch_allow_hosts))
        outbox = Outbox(database, clock, wake=lambda: jobs.later("outbox.deliver"))
        storage = Storage.open(settings.media_url)
        media = Media(database, storage, clock)
        caches = await stack.enter_async_context(
            open_caches(
                settings.valkey,
                site=settings.database.name,
                code=[HERE, settings.theme_dir],
                data_bytes=settings.data_cache_bytes,
            )
        )
        content = open_content(
            database,
            outbox,
            clock,
            secret_key=settings.secret_key,
            images_of=_measures_from(media),
            cache=caches.data,
        )
        opened_strive = Strive(
            settings=settings,
            clock=clock,
            database=database,
            valkey=valkey,
            storage=storage,
            fetcher=fetcher,
            outbox=outbox,
            jobs=jobs,
            leases=Leases(database, new_id()),
            media=media,
            content=content,
            caches=caches,
        )
        connect(opened_strive)
        yield opened_strive


def _measures_from(media: Media) -> ImageLookup:
    """Let content know the measures of kept images, of which it needs no more."""

    async def images_of(urls: Sequence[str]) -> dict[str, Image]:
        assets = await media.find_all(urls)
        return {
            url: Image(url, alt=asset.alt, width=asset.width, height=asset.height)
            for url, asset in assets.items()
        }

    return images_of


def connect(strive: Strive) -> None:
    """Say what follows on what: events to their handlers, jobs to their names."""
    content, outbox, base_url = strive.content, strive.outbox, strive.settings.base_url
    WebhookDelivery(strive.database, outbox, strive.fetcher, strive.clock).connect()
    IndexNow(content.site, strive.fetcher, base_url).connect(outbox)
    WebSub(content.site, strive.fetcher, base_url).connect(outbox)
    strive.jobs.register("content.publish_due", content.publishing.publish_due_now)
    strive.jobs.register("outbox.deliver", outbox.deliver_due)


def build_web(strive: Strive) -> ASGIApp:
    """Build the ASGI app of the web role: the path of a request, outermost last."""
    settings, clock = strive.settings, strive.clock
    static = open_static(settings)
    site = open_site(strive, static)
    app: ASGIApp = _Routes(build_routes(strive, site, static))
    app = pages.RedirectsOfMissing(app, redirects=strive.content.redirects)
    app = FailingFast(app, ping=strive.database.ping, without=WITHOUT_DATABASE)
    app = TidyPaths(app)
    app = ErrorBoundary(app, clock=clock, page=site.error_page)
    app = SecurityHeaders(app, frame_sources=FRAME_SOURCES, https=settings.https)
    app = page_cache(strive, RequestContext(CacheGroups(app)))
    return TrustedProxies(app, settings.trusted_proxies)


def page_cache(strive: Strive, app: ASGIApp) -> PageCache:
    """Put the page cache before the application."""
    settings = strive.settings
    hosts = frozenset({urlsplit(settings.base_url).netloc.lower().encode()})
    return PageCache(
        app,
        memory_bytes=settings.page_cache_bytes,
        policy=Policy(
            hosts=hosts if settings.production else None, of_one_answer=frozenset(ANSWER_FIELDS)
        ),
        purging=strive.caches.purging,
        second_level=strive.caches.pages,
        stamp=quick_ids(),
    )


def build_routes(strive: Strive, site: pages.Pages, static: StaticFiles) -> list[BaseRoute]:
    """Return every route of the web role; the site's own come last, for one takes any name."""
    checks: dict[str, Check] = {
        "mongodb": strive.database.ping,
        "valkey": strive.valkey.ping,
        "roles": lambda: require_roles(strive.settings.data_dir),
    }
    return [
        *Health(checks, strive.clock).routes(),
        *static.routes(),
        *media_routes(strive.media),
        *sanity_webhook_routes(import_target(strive), strive.settings.sanity_webhook_secret),
        api.mount(
            strive.content, strive.database, base_url=strive.settings.base_url, clock=strive.clock
        ),
        *site.routes(),
    ]


def import_target(strive: Strive) -> Target:
    """Return the site as imports see it."""
    return Target(
        content=strive.content,
        database=strive.database,
        media=strive.media,
        fetcher=strive.fetcher,
        clock=strive.clock,
        data_dir=strive.settings.data_dir,
    )


def open_static(settings: Settings) -> StaticFiles:
    """Read the static files of the theme and of the site's own."""
    folders = [HERE / "theme/static", settings.theme_dir / "static"]
    return StaticFiles(folders, watch=not settings.production)


def open_site(strive: Strive, static: StaticFiles) -> pages.Pages:
    """Open the public site with the theme, any part of which the site's own folder overrides."""
    settings = strive.settings
    templates = Templates(
        [settings.theme_dir / "templates", HERE / "content/templates", HERE / "theme/templates"],
        static=static,
        icons=Icons([HERE / "theme/icons", settings.theme_dir / "icons"]),
        watch=not settings.production,
    )
    return pages.open_pages(
        strive.content, templates, base_url=settings.base_url, clock=strive.clock
    )


class _Routes:
    """The router, as an application its routes can raise HTTP errors through."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self._router = Router(routes, redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        scope["app"] = self
        await self._router(scope, receive, send)


@asynccontextmanager
async def purged_when_changed(strive: Strive) -> AsyncIterator[None]:
    """While somebody works on a theme, let its changes show at once."""
    folders = [strive.settings.theme_dir, HERE / "theme", HERE / "content/templates"]
    purge = partial(strive.caches.purging.purge, [SITE], soft=True)
    watching = None if strive.settings.production else asyncio.create_task(watch(folders, purge))
    try:
        yield
    finally:
        if watching is not None:
            watching.cancel()


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
        async with opened(self._settings) as strive, purged_when_changed(strive):
            self._app = build_web(strive)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def create() -> Web:
    """Make the web role of a server's worker process, from the environment."""
    die_with_parent()
    settings = with_secret(load_settings())
    configure_logging(settings.log_level, settings.log_format)
    return Web(settings)
