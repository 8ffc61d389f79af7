"""Opens the issuers that the settings name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from strive.accounts.issuers.github import GitHub
from strive.accounts.issuers.issuer import Issuer
from strive.accounts.issuers.openid import OpenId
from strive.accounts.issuers.provider import Provider, allowed_host
from strive.kit.clock import Clock
from strive.platform.fetch import Fetcher


@asynccontextmanager
async def open_issuers(
    providers: Sequence[Provider], clock: Clock, *, allow_hosts: frozenset[str]
) -> AsyncIterator[list[Issuer]]:
    """Open them with a client of their own, which may ask their hosts wherever those are.

    What an issuer says of further addresses counts only as far as they are public, or in
    `allow_hosts`.
    """
    if not providers:
        yield []
        return
    hosts = allow_hosts | {allowed_host(provider.issuer) for provider in providers}
    async with Fetcher(allow_hosts=hosts) as fetcher:
        yield [
            GitHub(provider, fetcher) if provider.is_github else OpenId(provider, fetcher, clock)
            for provider in providers
        ]
