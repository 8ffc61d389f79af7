"""Addresses of the old site: one spelling for all the ways links write them; pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

_DEFAULT_NAMES = ("index.html", "index.htm", "index.php")


@dataclass(frozen=True)
class Address:
    """An address split for looking up: `path` is on the old site, decoded, no slash at the end.

    `host` is "" for an address of the old site. `suffix` is "?query#fragment" as written.
    """

    host: str
    path: str
    suffix: str


@dataclass(frozen=True)
class OldSite:
    """Where the old site stood; `url` may be "" when the export does not tell."""

    url: str = ""
    more_hosts: frozenset[str] = frozenset()

    def split(self, address: str, base: str = "/") -> Address | None:
        """Split an address as written in a text; None for mailto:, data:, bad and empty ones."""
        parts = _split(address.strip())
        if parts is None or parts.scheme not in ("", "http", "https") or not address.strip():
            return None
        if not parts.netloc:
            if not parts.path and not parts.query:
                return None  # a fragment alone stays on its page
            joined = urljoin(f"{self._root}{base}", parts.path)
            return self._address(_split(joined), parts)
        return self._address(parts, parts)

    def absolute(self, address: str, base: str = "/") -> str:
        """Return the whole address to fetch from, "" where the old site's place is unknown."""
        parts = _split(address.strip())
        if parts is None or not (parts.netloc or self.url):
            return ""
        whole = urljoin(f"{self.url.rstrip('/')}{base}", address.strip())
        return f"https:{whole}" if whole.startswith("//") else whole

    @cached_property
    def _root(self) -> str:
        """The host without the folder the site may be installed in."""
        parts = _split(self.url)
        return (
            f"{parts.scheme}://{parts.netloc}" if parts and parts.netloc else "https://old.invalid"
        )

    def _address(self, parts: SplitResult | None, written: SplitResult) -> Address | None:
        if parts is None:
            return None
        host = parts.netloc.rpartition("@")[2].lower()
        own = host == "old.invalid" or _bare(host) in self._hosts
        suffix = (f"?{written.query}" if written.query else "") + (
            f"#{written.fragment}" if written.fragment else ""
        )
        return Address("" if own else host, normal_path(parts.path), suffix)

    @cached_property
    def _hosts(self) -> frozenset[str]:
        parts = _split(self.url)
        own = {_bare(parts.netloc.lower())} if parts and parts.netloc else set()
        return frozenset(own | {_bare(host.lower()) for host in self.more_hosts})


def normal_path(path: str) -> str:
    """Decode a path and take off what makes no difference: index.html, the slash at the end."""
    decoded = unquote(path, errors="replace")
    folder, _, name = decoded.rpartition("/")
    if name.lower() in _DEFAULT_NAMES:
        decoded = folder
    return "/" + decoded.strip("/")


def encoded(path: str) -> str:
    """Percent-encode a decoded path for a link."""
    return quote(path, safe="/-._~!$&'()*+,;=:@")


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:  # brackets that are no IPv6 address
        return None
