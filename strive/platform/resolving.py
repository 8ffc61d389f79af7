"""Looking names up for requests that people caused."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from aiohttp.abc import AbstractResolver

from strive.platform.addresses import AddressRefused, is_allowed, is_public

if TYPE_CHECKING:
    from aiohttp.abc import ResolveResult


class GuardedResolver(AbstractResolver):
    """Looks names up and lets only public addresses through.

    The connection is made to exactly the addresses returned here, so a name that resolves to
    something else a moment later (DNS rebinding) gains nothing.
    """

    def __init__(self, inner: AbstractResolver, allow_hosts: frozenset[str]) -> None:
        self._inner = inner
        self._allow_hosts = allow_hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises:
            AddressRefused: One of them is not public, and the host is not allowed to be.
        """
        found = await self._inner.resolve(host, port, family)
        if is_allowed(host, port, self._allow_hosts):
            return found
        for result in found:
            if not is_public(result["host"]):
                raise AddressRefused(f"{host} is at {result['host']}, which is not public")
        return found

    async def close(self) -> None:
        """Close the resolver inside."""
        await self._inner.close()
