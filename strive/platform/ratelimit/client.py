"""Who asks, as far as limits and lists go (RL-4)."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Final, NamedTuple

from starlette.types import Scope

SUBSCRIBER_BITS: Final = 64
SITE_BITS: Final = 48
SHOWN_BITS: Final = 24

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Client(NamedTuple):
    """The sender of a request.

    Attributes:
        address: What counts as one address: all of an IPv4 one, the /64 of an IPv6 one.
        network: The /48 of an IPv6 address, "" for IPv4.
        shown: Cut off so far that it names no person, for counters and logs.
        ip: The address itself; None when it is none.
    """

    address: str
    network: str
    shown: str
    ip: Address | None


NOBODY: Final = Client("unknown", "", "unknown", None)


def client_of(scope: Scope) -> Client:
    """Return who sent a request, as `platform.web.context` found by trusted proxies alone."""
    peer = scope.get("client")
    return identify(peer[0]) if peer else NOBODY


@lru_cache(maxsize=16_384)
def identify(host: str) -> Client:
    """Read an address; all texts that are none count as one."""
    try:
        ip: Address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return NOBODY
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            site = _network(ip, SITE_BITS)
            return Client(_network(ip, SUBSCRIBER_BITS), site, site, ip)
        ip = ip.ipv4_mapped
    return Client(str(ip), "", _network(ip, SHOWN_BITS), ip)


def _network(ip: Address, bits: int) -> str:
    return str(ipaddress.ip_network((ip, bits), strict=False))
