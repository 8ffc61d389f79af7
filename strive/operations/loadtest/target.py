"""Where load may go: to this machine, or to a host of which the user says it is theirs."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from strive.operations.loadtest.errors import NoSite, NotYours
from strive.platform.errors import Invalid

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """A site under test.

    Attributes:
        scheme: `http` or `https`.
        host: The name it is asked by.
        port: Where it listens.
        address: The IP address that was looked up, once: every request goes there.
        is_here: Whether that is an address of this machine.
    """

    scheme: str
    host: str
    port: int
    address: str
    is_here: bool

    @property
    def authority(self) -> str:
        """What stands in `Host`: the name, and the port where it is unusual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address of the site, without a slash at its end."""
        return f"{self.scheme}://{self.authority}"

    @property
    def is_loopback(self) -> bool:
        """Whether no network is between."""
        return ipaddress.ip_address(self.address).is_loopback


def target_of(url: str, *, owned: str = "") -> Target:
    """Look up where a site is, and check that load may go there.

    Args:
        url: Its address, without a path.
        owned: The one other host that the user says they own.

    Raises:
        Invalid: It is no address of a site.
        NoSite: Its host has no address.
        NotYours: It is not on this machine, and not said to be the user's.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username:
        raise Invalid(f"{url}: write it as http://localhost:8000")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise Invalid(f"{url}: name the site alone, without a path.")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise Invalid(f"{url}: there is no such port.") from None
    addresses = _addresses(parts.hostname, port)
    is_here = all(is_own(address) for address in addresses)
    if not is_here and parts.hostname != owned.lower():
        raise NotYours(
            f"{parts.hostname} ({addresses[0]}) is not this machine, and a load test on somebody "
            f"else's is an attack. If it is yours, say: --i-own {parts.hostname}"
        )
    return Target(parts.scheme, parts.hostname, port, addresses[0], is_here)


def is_own(address: str) -> bool:
    """Tell whether an IP address is one of this machine: whether it can be bound to."""
    parsed = ipaddress.ip_address(address)
    family = socket.AF_INET6 if parsed.version == 6 else socket.AF_INET  # noqa: PLR2004 - the version
    if parsed.is_multicast or parsed == ipaddress.ip_address("255.255.255.255"):
        return False
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, IPv4 first."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoSite(f"{host} has no address: {error}") from error
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in ordered]
    return list(dict.fromkeys(_reachable(address) for address in addresses))


def _reachable(address: str) -> str:
    """Return where a server that listens on all addresses is reached."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - a name
