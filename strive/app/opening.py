"""Everything one process has open, and what follows on what."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import strive.migrations
from strive.accounts.entering import Post
from strive.accounts.issuers.opening import open_issuers
from strive.accounts.opening import Accounts, open_accounts
from strive.accounts.privacy import DataRights
from strive.app.privacy import PURPOSES, register_of
from strive.app.reaching import open_data_rights
from strive.app.retaining import open_retention
from strive.content import Content, ImageLookup, open_content
from strive.content.delivering import WebhookDelivery
from strive.content.importing.run import Target
from strive.content.indexnow import IndexNow
from strive.content.post import Image
from strive.content.websub import WebSub
from strive.kit.clock import Clock, SystemClock
from strive.kit.ids import new_id
from strive.media.keeping import Media
from strive.platform.cache import Caches, open_caches
from strive.platform.cdn.edge import Edge
from strive.platform.cdn.opening import open_edge
from strive.platform.database import Database
from strive.platform.fetch import Fetcher
from strive.platform.jobs import Jobs
from strive.platform.leases import Leases
from strive.platform.mail import Mail, Words, open_post
from strive.platform.migrations import Migrations, discover
from strive.platform.outbox import Outbox
from strive.platform.privacy.retention import Retention
from strive.platform.ratelimit import Limiter, open_limiter
from strive.platform.scheduler import Periodic, Scheduler
from strive.platform.storage import Storage
from strive.platform.valkey import Valkey, open_valkey
from strive.settings import Settings

HERE = Path(__file__).parent.parent

WITHOUT_DATABASE = ("/livez", "/readyz", "/metrics", "/static/", "/media/", "/api/docs")

PERIODIC = (
    Periodic("content.publish_due", every_s=1),
    Periodic("outbox.deliver", every_s=2),  # finds what was saved but never queued
    Periodic("edge.send_waiting", every_s=5),  # what waits for a CDN that was away
    Periodic("privacy.erase", every_s=60),  # what waits for a store that is away for long
    Periodic("privacy.retain", every_s=3_600),
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
    accounts: Accounts
    privacy: DataRights
    retention: Retention
    mail: Mail
    media: Media
    content: Content
    caches: Caches
    limiter: Limiter
    edge: Edge

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
        jobs, leases = Jobs(settings.valkey), Leases(database, new_id())
        stack.push_async_callback(jobs.close)
        fetcher = await stack.enter_async_context(Fetcher(allow_hosts=settings.fetch_allow_hosts))
        outbox = Outbox(database, clock, wake=lambda: jobs.later("outbox.deliver"))
        storage = Storage.open(settings.media_url)
        media = Media(database, storage, clock)
        caches = await stack.enter_async_context(_caches_for(settings, database.name))
        edging = open_edge(settings.cdn, database, outbox, clock, base_url=settings.base_url)
        edge = await stack.enter_async_context(edging)
        limiter = await stack.enter_async_context(_limiter_for(settings, database.name))
        content = _content_for(settings, media, caches, edge)(database, outbox, clock)
        post = _post_of(settings, content, clock, outbox)
        opening = _accounts_for(settings, post, database, valkey, outbox, clock)
        accounts = await stack.enter_async_context(opening)
        privacy = _data_rights_for(settings, post, storage)(
            database, valkey, outbox, clock, accounts=accounts, content=content, caches=caches
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
            leases=leases,
            retention=open_retention(settings, database, leases, clock),
            accounts=accounts,
            privacy=privacy,
            mail=post.mail,
            media=media,
            content=content,
            caches=caches,
            limiter=limiter,
            edge=edge,
        )
        connect(opened_strive)
        yield opened_strive


def _caches_for(settings: Settings, site: str) -> AbstractAsyncContextManager[Caches]:
    return open_caches(
        settings.valkey,
        site=site,
        code=[HERE, settings.theme_dir],
        data_bytes=settings.data_cache_bytes,
        front=settings.cdn.kind if settings.cdn else "",
    )


def _content_for(
    settings: Settings, media: Media, caches: Caches, edge: Edge
) -> Callable[..., Content]:
    return partial(
        open_content,
        secret_key=settings.secret_key,
        images_of=_measures_from(media),
        cache=caches.data,
        purge_edge=partial(edge.purge_later, None),
    )


def _data_rights_for(settings: Settings, post: Post, storage: Storage) -> Callable[..., DataRights]:
    return partial(
        open_data_rights,
        mail=post.mail,
        mail_folder=settings.mail.folder,
        storage=storage,
        register=register_of(settings),
        base_url=settings.base_url,
    )


@asynccontextmanager
async def _accounts_for(  # noqa: PLR0913, PLR0917 - what accounts stand on
    settings: Settings, post: Post, database: Database, valkey: Valkey, outbox: Outbox, clock: Clock
) -> AsyncIterator[Accounts]:
    allow_hosts = settings.fetch_allow_hosts
    async with open_issuers(settings.oidc, clock, allow_hosts=allow_hosts) as issuers:
        accounts = open_accounts(
            database,
            valkey,
            outbox,
            clock,
            https=settings.https,
            post=post,
            secret_key=settings.secret_key,
            purposes=PURPOSES,
            issuers=issuers,
        )
        try:
            yield accounts
        finally:
            accounts.entering.hashing.close()


def _limiter_for(settings: Settings, site: str) -> AbstractAsyncContextManager[Limiter]:
    return open_limiter(
        settings.valkey,
        site=site,
        secret=settings.secret_key,
        processes=settings.local.workers,
        mode=settings.limits,
    )


def _post_of(settings: Settings, content: Content, clock: Clock, outbox: Outbox) -> Post:
    """Open the mail of the site; any of its letters can be overridden by the site's own folder."""
    words = Words([settings.theme_dir / "templates", HERE / "accounts/templates"])
    mail = Mail(
        open_post(settings.mail),
        words,
        sender=settings.mail.sender,
        site=_title_of(content),
        clock=clock,
        outbox=outbox,
    )
    mail.connect()
    return Post(mail, settings.base_url, _title_of(content))


def _title_of(content: Content) -> Callable[[], Awaitable[str]]:
    async def title() -> str:
        return (await content.site.get()).title

    return title


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
    strive.privacy.erasures.connect()
    strive.jobs.register("content.publish_due", content.publishing.publish_due_now)
    strive.jobs.register("outbox.deliver", outbox.deliver_due)
    strive.jobs.register("edge.send_waiting", strive.edge.send_waiting)
    strive.jobs.register("privacy.erase", strive.privacy.erasures.resume)
    strive.jobs.register("privacy.retain", strive.retention.retain)


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
