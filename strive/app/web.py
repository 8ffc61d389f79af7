"""The web role: the path of a request, from the server to the feature and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Scope

from strive.accounts import api as own_api
from strive.accounts.api.data_shapes import SCHEMA_TYPES as DATA_TYPES
from strive.accounts.api.people_endpoints import SCHEMA_TYPES as PEOPLE_TYPES
from strive.accounts.authentication import Authentication
from strive.accounts.blocked import Blocked
from strive.accounts.consents.honouring import PrivacySignal
from strive.accounts.denials import Denials
from strive.accounts.opening import Accounts
from strive.accounts.pages.factor_routes import factor_routes
from strive.accounts.pages.frame import Brand, Frame
from strive.accounts.pages.routes import account_routes
from strive.accounts.pages.welcome import welcome_routes
from strive.accounts.pages.with_others import identity_routes
from strive.app.data import data_api, data_desk, data_pages
from strive.app.opening import HERE, Strive, import_target
from strive.app.people import people_api, people_pages
from strive.app.places import PLACES
from strive.app.privacy import cookies, register_of
from strive.content import api, pages
from strive.content.api import upkeep, writing
from strive.content.desk import Desk
from strive.content.desk_lists import DeskLists
from strive.content.file_uses import FileUses
from strive.content.importing.sanity.webhook import sanity_webhook_routes
from strive.content.pages.privacy import PrivacyPages
from strive.content.rendering import FRAME_SOURCES
from strive.content.studio.upkeep.routes import open_upkept, upkeep_routes
from strive.content.studio.writing_routes import open_studio, writing_routes
from strive.content.upkeep import Upkeep
from strive.local.instance import require_roles
from strive.media.routes import routes as media_routes
from strive.platform.cache import CacheGroups, PageCache, Policy
from strive.platform.cache.hesitating import Hesitating
from strive.platform.cache.http.fields import has
from strive.platform.cdn.fields import EdgeFields
from strive.platform.ratelimit import LimitLayer, Table, is_api, is_page
from strive.platform.ratelimit.layer import is_refused
from strive.platform.ratelimit.standard import PAGES
from strive.platform.web.api import Endpoint
from strive.platform.web.backpressure import Backpressure
from strive.platform.web.bodies import BodyLimits
from strive.platform.web.confidential import Confidential
from strive.platform.web.context import ANSWER_FIELDS, RequestContext, quick_ids
from strive.platform.web.cors import Cors
from strive.platform.web.cross_site import CrossSiteGuard, origin_of
from strive.platform.web.errors import ErrorBoundary
from strive.platform.web.failing_fast import FailingFast
from strive.platform.web.gate import Gate
from strive.platform.web.health import Check, Health
from strive.platform.web.hosts import KnownHosts, hosts_of
from strive.platform.web.https import HttpsOnly
from strive.platform.web.icons import Icons
from strive.platform.web.methods import Sole
from strive.platform.web.paths import TidyPaths
from strive.platform.web.proxies import TrustedProxies
from strive.platform.web.routing import Routes
from strive.platform.web.security import SecurityHeaders
from strive.platform.web.static import StaticFiles
from strive.platform.web.templates import Templates
from strive.settings import Settings

PRIVATE = ("/account", "/studio", "/privacy/receipts")
FILES = ("/static/", "/media/", "/theme/", "/_image")
WITHOUT_DATABASE = ("/livez", "/readyz", "/metrics", "/static/", "/media/", "/api/docs")


@dataclass(frozen=True, slots=True)
class Faces:
    """What readers and writers see: the public site, the frame of private pages, static files."""

    site: pages.Pages
    frame: Frame
    static: StaticFiles


def build_web(strive: Strive) -> ASGIApp:
    """Build the ASGI app of the web role: the path of a request, outermost last."""
    settings, clock = strive.settings, strive.clock
    faces = open_faces(strive)
    routes = build_routes(strive, faces)
    limits, limiter, gate = Table(routes, otherwise=PAGES), strive.limiter, Gate()
    app: ASGIApp = Routes(routes)
    app = pages.RedirectsOfMissing(app, redirects=strive.content.redirects)
    accounts = strive.accounts
    limiter.on_refused = Blocked(accounts.audit, clock).note
    app = Denials(app, accounts.audit, clock)
    app = PrivacySignal(app, accounts.consents)
    app = Authentication(app, accounts.tokens, accounts.sessions, accounts.cookie)
    app = FailingFast(app, ping=strive.database.ping, without=WITHOUT_DATABASE)
    app = TidyPaths(app)
    app = CrossSiteGuard(app, [origin_of(settings.base_url)], accounts.cookie.is_in)
    if settings.https:
        app = HttpsOnly(app, settings.base_url)
    if settings.production:
        app = KnownHosts(app, hosts_of(settings.base_url, settings.allowed_hosts))
    app = LimitLayer(app, limiter, limits, covers=is_page)
    app = BodyLimits(Backpressure(app, gate, is_brief=is_refused))
    app = ErrorBoundary(app, clock=clock, page=faces.site.error_page)
    app = SecurityHeaders(app, frame_sources=FRAME_SOURCES, https=settings.https)
    app = Confidential(app, _is_of_somebody(accounts), places=PRIVATE, open_places=FILES)
    app = CacheGroups(app)
    if settings.cdn is not None:
        app = EdgeFields(app, settings.cdn.kind)
    app = made = RequestContext(app)
    app = page_cache(strive, app, gate)
    app = LimitLayer(app, limiter, limits, covers=is_api, refused=made)
    if settings.cors_origins:
        app = Cors(app, settings.cors_origins)
    return TrustedProxies(app, settings.trusted_proxies)


def page_cache(strive: Strive, app: ASGIApp, gate: Gate) -> PageCache:
    """Put the page cache before the application."""
    settings = strive.settings
    hosts = hosts_of(settings.base_url, settings.allowed_hosts)
    return PageCache(
        app,
        memory_bytes=settings.page_cache_bytes,
        policy=Policy(
            hosts=hosts if settings.production else None, of_one_answer=frozenset(ANSWER_FIELDS)
        ),
        purging=strive.caches.purging,
        second_level=Hesitating(strive.caches.pages, is_busy=lambda: gate.is_busy),
        is_full=lambda: gate.is_full,
        stamp=quick_ids(),
        is_private=strive.accounts.cookie.is_in,
    )


def _is_of_somebody(accounts: Accounts) -> Callable[[Scope], bool]:
    """Return what tells whether a request shows who sends it, be it true or not."""
    return lambda scope: accounts.cookie.is_in(scope) or has(scope["headers"], b"authorization")


def cache_of(app: ASGIApp) -> PageCache:
    """Return the page cache that stands in the web role."""
    layer: Any = app
    while not isinstance(layer, PageCache):
        layer = layer.app
    return layer


def build_routes(strive: Strive, faces: Faces) -> list[BaseRoute]:
    """Return every route of the web role; the site's own come last, for one takes any name."""
    checks: dict[str, Check] = {
        "mongodb": strive.database.ping,
        "valkey": strive.valkey.ping,
        "roles": lambda: require_roles(strive.settings.data_dir),
    }
    return [
        *Health(checks, strive.clock).routes(),
        *faces.static.routes(),
        *media_routes(strive.media),
        *map(
            Sole,
            sanity_webhook_routes(import_target(strive), strive.settings.sanity_webhook_secret),
        ),
        api.mount(
            strive.content,
            base_url=strive.settings.base_url,
            clock=strive.clock,
            more=[
                *_writing_endpoints(strive),
                *_upkeep_endpoints(strive),
                *own_api.endpoints(strive.accounts, strive.clock),
                *people_api(strive),
                *data_api(strive),
            ],
            types=[
                *writing.SCHEMA_TYPES,
                *upkeep.SCHEMA_TYPES,
                *own_api.SCHEMA_TYPES,
                *PEOPLE_TYPES,
                *DATA_TYPES,
            ],
        ),
        *_writing_pages(strive, faces),
        *_upkeep_pages(strive, faces),
        *people_pages(strive, faces.frame),
        *account_routes(strive.accounts, faces.frame, strive.clock),
        *factor_routes(strive.accounts, faces.frame, strive.clock),
        *identity_routes(strive.accounts, faces.frame, strive.clock),
        *welcome_routes(strive.accounts, faces.frame),
        *data_pages(strive, faces.frame),
        *data_desk(strive, faces.frame),
        *_privacy_pages(strive, faces),
        *faces.site.routes(),
    ]


def _writing_endpoints(strive: Strive) -> list[Endpoint]:
    desk = Desk(strive.content, strive.accounts.users, strive.accounts.audit)
    base_url = strive.settings.base_url
    lists = DeskLists(strive.database, strive.content.taxonomy, strive.clock)
    return writing.endpoints(desk, lists, strive.media, base_url=base_url, clock=strive.clock)


def _upkeep(strive: Strive) -> Upkeep:
    uses = FileUses(strive.database)
    return Upkeep(strive.content, strive.accounts.audit, strive.media, uses)


def _upkeep_endpoints(strive: Strive) -> list[Endpoint]:
    base_url = strive.settings.base_url
    return upkeep.endpoints(_upkeep(strive), strive.media, base_url=base_url, clock=strive.clock)


def _privacy_pages(strive: Strive, faces: Faces) -> list[BaseRoute]:
    register, kept = register_of(strive.settings), cookies(https=strive.settings.https)
    privacy = PrivacyPages(faces.site.website, register, strive.accounts.consents, kept)
    return [*privacy.routes()]


def _writing_pages(strive: Strive, faces: Faces) -> list[BaseRoute]:
    studio = open_studio(
        strive.content,
        strive.accounts,
        faces.frame,
        strive.clock,
        media=strive.media,
        database=strive.database,
        valkey=strive.valkey,
        cache=strive.caches.data,
        base_url=strive.settings.base_url,
    )
    return writing_routes(studio)


def _upkeep_pages(strive: Strive, faces: Faces) -> list[BaseRoute]:
    accounts, content = strive.accounts, strive.content
    upkept = open_upkept(
        _upkeep(strive),
        Desk(content, accounts.users, accounts.audit),
        faces.frame,
        strive.clock,
        database=strive.database,
        media=strive.media,
        outbox=strive.outbox,
    )
    return upkeep_routes(upkept)


def limits_of(strive: Strive) -> Table:
    """Return the limits that the routes declare."""
    return Table(build_routes(strive, open_faces(strive)), otherwise=PAGES)


def open_static(settings: Settings) -> StaticFiles:
    """Read the static files of the theme and of the site's own."""
    folders = [HERE / "theme/static", settings.theme_dir / "static"]
    return StaticFiles(folders, watch=not settings.production)


def open_templates(settings: Settings, static: StaticFiles) -> Templates:
    """Open the templates, any of which the site's own folder overrides."""
    own = settings.theme_dir
    parts = ["content/templates", "accounts/templates", "theme/templates"]
    return Templates(
        [own / "templates", *(HERE / part for part in parts)],
        static=static,
        icons=Icons([HERE / "theme/icons", own / "icons"]),
        watch=not settings.production,
    )


def open_faces(strive: Strive) -> Faces:
    """Open what shows itself: the public site, private pages, static files."""
    settings = strive.settings
    static = open_static(settings)
    templates = open_templates(settings, static)
    site = pages.open_pages(
        strive.content, templates, base_url=settings.base_url, clock=strive.clock
    )
    return Faces(site, open_frame(strive, templates), static)


def open_frame(strive: Strive, templates: Templates) -> Frame:
    """Open the frame of private pages, with the places of the studio."""

    async def brand() -> Brand:
        site = await strive.content.site.get()
        return Brand(site.title, site.language, site.time_zone)

    return Frame(templates, brand, strive.clock, PLACES)
