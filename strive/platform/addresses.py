"""Which addresses may be asked on behalf of people: the guard against SSRF; pure.

Sources: OWASP's server-side request forgery prevention, the special-purpose address registries
of IANA (RFC 6890), and the WHATWG URL standard for what a host that ends in a number is.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from yarl import URL

from strive.platform.errors import Invalid

URL_CHARACTERS_MAX: Final = 3072

_NEVER_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by carriers (CGNAT)
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, with the metadata services of clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_PUBLIC_V6: Final = IPv6Network("2000::/3")
_NEVER_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, with Teredo
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_SYSTEM_PORT_LAST: Final = 1023
_WEB_PORTS: Final = frozenset({80, 443})
_PORT_LAST: Final = 65535
_ENDS_IN_NUMBER: Final = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)\.?$")
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\]")


class AddressRefused(Invalid):
    """The address is not one that Strive asks: not http(s), or not public."""

    code = "address_refused"


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet.

    Addresses that carry an IPv4 address inside (mapped, NAT64) are judged by that one; the other
    ways to tunnel (6to4, Teredo, compatible) are refused, as nothing legitimate uses them now.
    A text that is no address is not public.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and (inner := _ipv4_inside(parsed)):
        parsed = inner
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not any(parsed in network for network in _NEVER_V4)
    public = parsed in _PUBLIC_V6 and parsed.scope_id is None and parsed.is_global
    return public and not any(parsed in network for network in _NEVER_V6)


def checked_url(url: str, allow_hosts: frozenset[str] = frozenset()) -> URL:
    """Return a URL that may be asked, as far as its text tells.

    What its host resolves to is checked when the connection is made, see `platform.fetch`.

    Args:
        url: A whole address.
        allow_hosts: Hosts (`media.internal`) or hosts with ports (`127.0.0.1:9000`, `[::1]:9000`)
            that may be asked wherever they are, and at any port.

    Raises:
        AddressRefused: It may not, and why.
    """
    if len(url) > URL_CHARACTERS_MAX or _UNSAFE.search(url):
        raise AddressRefused("The address is too long or has a space or control character in it")
    try:
        parsed = URL(url)
        host, port = parsed.host or "", parsed.port or 0
    except ValueError as error:
        raise AddressRefused(f"{url!r} is not an address: {error}") from error
    if parsed.scheme not in {"http", "https"} or not host:
        raise AddressRefused(f"{url!r} is not an http or https address")
    if parsed.user is not None or parsed.password is not None:
        raise AddressRefused("An address with a user name or password in it is not asked")
    if not 0 < port <= _PORT_LAST:
        raise AddressRefused(f"{url!r} names a port that does not exist")
    if not is_allowed(host, port, allow_hosts):
        _refuse_port(port)
        _refuse_literal(host)
    return parsed


def is_allowed(host: str, port: int, allow_hosts: frozenset[str]) -> bool:
    """Tell whether the operator allowed this host, at this port or at any."""
    bare = host.lower().rstrip(".")
    shown = f"[{bare}]" if ":" in bare else bare
    return bool(allow_hosts & {bare, shown, f"{shown}:{port}"})


def _refuse_port(port: int) -> None:
    """Web servers have their ports; mail, name and file servers are not to be talked to."""
    if port <= _SYSTEM_PORT_LAST and port not in _WEB_PORTS:
        raise AddressRefused(f"Port {port} is not a web server's")


def _refuse_literal(host: str) -> None:
    """Refuse an IP address that is not public, and every other way to write one as a number."""
    try:
        ip_address(host)
    except ValueError:
        if _ENDS_IN_NUMBER.search(host):
            raise AddressRefused(f"{host!r} is neither a name nor an address") from None
        return
    if not is_public(host):
        raise AddressRefused(f"{host} is not a public address")


def _ipv4_inside(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a mapped or NAT64 address stands for."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
