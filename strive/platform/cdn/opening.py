"""Opening the way to the CDN that the setting names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from strive.kit.clock import Clock
from strive.platform.cdn.calling import Caller
from strive.platform.cdn.cloudflare import Cloudflare
from strive.platform.cdn.cloudfront import CloudFront
from strive.platform.cdn.edge import Edge
from strive.platform.cdn.fastly import Fastly
from strive.platform.cdn.self_run import SelfRun
from strive.platform.cdn.sending import Cdn
from strive.platform.cdn.settings import CdnSettings, Kind
from strive.platform.cdn.vercel import Vercel
from strive.platform.database import Database
from strive.platform.outbox import Outbox

_CDNS: Final[dict[Kind, Callable[[CdnSettings, Caller], Cdn]]] = {
    Kind.CLOUDFLARE: Cloudflare,
    Kind.CLOUDFRONT: CloudFront,
    Kind.FASTLY: Fastly,
    Kind.SELF_RUN: SelfRun,
    Kind.VERCEL: Vercel,
}


@asynccontextmanager
async def open_edge(
    settings: CdnSettings | None,
    database: Database,
    outbox: Outbox,
    clock: Clock,
    *,
    base_url: str,
) -> AsyncIterator[Edge]:
    """Open the way to the CDN, where there is one; nothing is contacted before it is used."""
    edge = Edge(database, outbox, clock, base_url=base_url)
    async with Caller(clock, edge.counters) as caller:
        if settings is not None:
            edge.use(_CDNS[settings.kind](settings, caller))
        yield edge
