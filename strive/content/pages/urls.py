"""Whole addresses of the site; pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin, urlsplit

_SAFE = "/:@!$&'()*+,;=-._~"  # what RFC 3986 lets stand in a path


def encoded(path: str) -> str:
    """Percent-encode a path of the site, as headers, feeds and sitemaps need it."""
    return quote(path, safe=_SAFE)


def with_query(path: str, **parameters: str | int) -> str:
    """Return a percent-encoded path with a query of the parameters that are not empty."""
    given = {name: value for name, value in parameters.items() if value != ""}
    return f"{encoded(path)}?{urlencode(given)}" if given else encoded(path)


def host_of(url: str) -> str:
    """Return the host of an address as people write it, for the label of a link."""
    try:
        host = urlsplit(url).hostname
    except ValueError:  # a bracket that is not closed
        host = None
    return (host or url).removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Urls:
    """Makes whole addresses out of paths; `base` is the site's own, without a slash at the end.

    It comes from the settings, never from the request: a forged Host changes nothing.
    """

    base: str

    def of(self, path: str) -> str:
        """Return the whole, percent-encoded address of a path of the site."""
        return self.base + encoded(path)

    def resolve(self, reference: str) -> str:
        """Return the whole address of a reference as it stands in a document of the site."""
        return urljoin(f"{self.base}/", reference)
