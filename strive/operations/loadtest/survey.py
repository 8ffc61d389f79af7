"""Looking around on a site for what its readers may ask for: its sitemap, and what pages use."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from strive.operations.loadtest.errors import NoSite
from strive.operations.loadtest.mix import POSTS_MAX, Mix, mix_of
from strive.operations.loadtest.target import Target

TIMEOUT_S: Final = 20.0
BYTES_MAX: Final = 20_000_000
SITEMAPS_MAX: Final = 20

_LOCATION: Final = re.compile(r"<loc>([^<]{1,4096})</loc>")
_ASSET: Final = re.compile(r"""(?:href|src)="(/static/[^"?#]{1,500})\"""")
_POST: Final = "/blog/"
_OK: Final = 200


async def survey(target: Target) -> Mix:
    """Return what readers of a site may ask for.

    Raises `NoSite` when it does not answer, or has nothing to read.
    """
    async with _client(target) as client:
        home = await _text(client, target, "/")
        sections, posts = await _paths(client, target)
    if not posts:
        raise NoSite(f"{target.url} has no posts to read. Load some: strive demo load --scale 10k")
    return mix_of(sections, posts[::-1], sorted(set(_ASSET.findall(home))))


async def _paths(client: aiohttp.ClientSession, target: Target) -> tuple[list[str], list[str]]:
    """Return the paths in the sitemap: of posts, the oldest first, and of all else."""
    index = await _text(client, target, "/sitemap.xml")
    found = _locations(index)
    if "<sitemapindex" in index:
        pages = [await _text(client, target, path) for path in found[:SITEMAPS_MAX]]
        found = [path for page in pages for path in _locations(page)]
    posts = [path for path in found if path.startswith(_POST) and path != f"{_POST}archive"]
    sections = [path for path in found if not path.startswith(_POST)]
    return sections, posts[-POSTS_MAX:]


def _locations(xml: str) -> list[str]:
    """Return the paths of the addresses in a sitemap: load goes to the target alone."""
    return [urlsplit(address).path or "/" for address in _LOCATION.findall(xml)]


async def _text(client: aiohttp.ClientSession, target: Target, path: str) -> str:
    try:
        async with client.get(target.url + path, allow_redirects=False) as answer:
            if answer.status != _OK:
                raise NoSite(f"{target.url}{path} answers {answer.status}, not 200.")
            body = await answer.content.read(BYTES_MAX)
    except (aiohttp.ClientError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise NoSite(f"No site answers at {target.url}: {reason}") from error
    return body.decode("utf-8", "replace")


@asynccontextmanager
async def _client(target: Target) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(resolver=_Known(target))
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    headers = {"User-Agent": "strive-loadtest", "Accept-Encoding": "gzip"}
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, headers=headers
    ) as client:
        yield client


class _Known(AbstractResolver):
    """Resolves to the address that was checked, whatever names say by now."""

    def __init__(self, target: Target) -> None:
        self._target = target

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - that of the address
    ) -> list[ResolveResult]:
        """Return the one address."""
        address = self._target.address
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Hold nothing."""
