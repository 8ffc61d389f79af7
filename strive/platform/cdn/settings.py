"""Which CDN stands in front, as one URL says it (`STRIVE_CDN`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit


class Kind(StrEnum):
    """The CDNs that purges can be sent to; `SELF_RUN` is a Varnish or nginx of one's own."""

    CLOUDFLARE = "cloudflare"
    CLOUDFRONT = "cloudfront"
    FASTLY = "fastly"
    SELF_RUN = "self-run"
    VERCEL = "vercel"


@dataclass(frozen=True, slots=True, kw_only=True)
class CdnSettings:
    """Where purges go.

    Attributes:
        kind: Which CDN.
        name: Its name for the site: a zone, a service, a distribution or a project.
        token: What shows that one may; "" where there is none.
        team: The team of a Vercel project, "" for one's own.
        endpoint: Where the API is, without a slash at its end; "" for the public one.
        nodes: The self-run caches, each `scheme://host:port`.
    """

    kind: Kind
    name: str = ""
    token: str = field(default="", repr=False)
    team: str = ""
    endpoint: str = ""
    nodes: tuple[str, ...] = ()


_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_NODE: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_TOKEN: Final = re.compile(r"[!-~]{1,1024}")
_ENDPOINT: Final = re.compile(r"https?://[^\s/?#@]+")
_OPTIONS: Final = {
    Kind.CLOUDFLARE: {"token", "endpoint"},
    Kind.CLOUDFRONT: {"endpoint"},  # AWS has its own ways to say who one is
    Kind.FASTLY: {"token", "endpoint"},
    Kind.SELF_RUN: {"token"},
    Kind.VERCEL: {"token", "team", "endpoint"},
}
_SELF_RUN: Final = {"purge+http": "http", "purge+https": "https"}
SCHEMES: Final = (*sorted(set(Kind) - {Kind.SELF_RUN}), *_SELF_RUN)


def read_cdn(url: str) -> CdnSettings:
    """Read the setting.

    Args:
        url: `cloudflare://ZONE?token=…`, `cloudfront://DISTRIBUTION`, `fastly://SERVICE?token=…`,
            `vercel://PROJECT?token=…&team=…` or `purge+http://HOST:PORT,HOST:PORT?token=…`.

    Raises:
        ValueError: It cannot be read, and why; the text repeats nothing that may be secret.
    """
    parts = urlsplit(url)
    kind = _kind(parts.scheme)
    if parts.path.strip("/") or parts.fragment or "@" in parts.netloc:
        raise ValueError("it has more than a name and options; a secret is written as ?token=…")
    options = _options(parts, kind)
    if kind is Kind.SELF_RUN:
        nodes = tuple(f"{_SELF_RUN[parts.scheme]}://{node}" for node in _nodes(parts.netloc))
        return CdnSettings(kind=kind, nodes=nodes, token=options.get("token", ""))
    if not _NAME.fullmatch(parts.netloc):
        raise ValueError(f"it must name what is to be purged, as in {parts.scheme}://NAME")
    if "token" in _OPTIONS[kind] and "token" not in options:
        raise ValueError(f"it needs a token, as in {parts.scheme}://NAME?token=…")
    return CdnSettings(
        kind=kind,
        name=parts.netloc,
        token=options.get("token", ""),
        team=options.get("team", ""),
        endpoint=options.get("endpoint", ""),
    )


def problem_with(url: str) -> str | None:
    """Say what is wrong with the setting."""
    try:
        read_cdn(url)
    except ValueError as error:
        return str(error)
    return None


def _kind(scheme: str) -> Kind:
    if scheme not in SCHEMES:
        raise ValueError(f"it must begin with one of {', '.join(SCHEMES)}, followed by ://")
    return Kind.SELF_RUN if scheme in _SELF_RUN else Kind(scheme)


def _nodes(hosts: str) -> list[str]:
    nodes = [node.strip() for node in hosts.split(",")]
    if not all(map(_NODE.fullmatch, nodes)):
        raise ValueError("it must name hosts and ports, as in purge+http://10.0.0.1:6081")
    return nodes


def _options(parts: SplitResult, kind: Kind) -> dict[str, str]:
    query = parts.query.replace("+", "%2B")  # a plus in a token is meant as one
    options = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := options.keys() - _OPTIONS[kind]:
        known = ", ".join(sorted(_OPTIONS[kind]))
        raise ValueError(f"it has {len(unknown)} unknown options; there are: {known}")
    if "token" in options and not _TOKEN.fullmatch(options["token"]):
        raise ValueError("its token must be of visible ASCII characters")
    if "team" in options and not _NAME.fullmatch(options["team"]):
        raise ValueError("its team must be the id of a team")
    if "endpoint" in options and not _ENDPOINT.fullmatch(options["endpoint"]):
        raise ValueError("its endpoint must be http:// or https:// and a host")
    return options
