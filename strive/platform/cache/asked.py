"""A request as a cache sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import quote

from starlette.types import Scope

from strive.platform.cache.http.coding import IDENTITY, preferred
from strive.platform.cache.http.conditions import CONDITIONS
from strive.platform.cache.http.directives import Directives, cache_control
from strive.platform.cache.http.fields import Fields, has, value_of, values_of, without

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_PARTIAL: Final = frozenset({b"range", b"if-range"})
TRACKING: Final = re.compile(
    rb"utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|dclid|gclsrc|msclkid|yclid|twclid|ttclid|igshid"
    rb"|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id|wickedid"
    rb"|s_kwcid|epik|srsltid|_ga|_gl|ref_src"
)
"""Names of query parameters that say where a reader came from and change nothing of the page."""


class Key(NamedTuple):
    """What stored responses are found by."""

    scheme: str
    host: bytes
    path: bytes
    query: bytes

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return 400 + len(self.host) + len(self.path) + len(self.query)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.host.decode('latin-1')}"

    @property
    def url(self) -> str:
        """The whole address."""
        query = b"?" + self.query if self.query else b""
        return f"{self.origin}{(self.path + query).decode('latin-1')}"


class Asked:
    """A request, with what of it matters to a cache."""

    __slots__ = (
        "coding",
        "conditional",
        "directives",
        "fields",
        "is_trimmed",
        "key",
        "method",
        "range",
        "scope",
    )

    def __init__(self, scope: Scope, key: Key) -> None:
        self.scope = scope
        self.key = key
        self.is_trimmed = len(key.query) != len(scope["query_string"])  # of some parameters
        self.method: str = scope["method"]
        self.fields: Fields = list(scope["headers"])
        self.directives: Directives = cache_control(self.fields)
        if not self.directives and b"no-cache" in (value_of(self.fields, b"pragma") or b""):
            self.directives = {"no-cache": None}  # RFC 9111, section 5.4
        self.range = value_of(self.fields, b"range") if self.method == "GET" else None
        self.conditional = any(name in CONDITIONS for name, _ in self.fields)
        accept_encoding = value_of(self.fields, b"accept-encoding")
        self.coding = preferred(accept_encoding) if accept_encoding else IDENTITY

    @property
    def is_authorized(self) -> bool:
        """Whether it carries `Authorization`."""
        return value_of(self.fields, b"authorization") is not None

    def whole(self) -> Asked:
        """Return the request that gets all of what this one asks a part or the fields of."""
        if self.method == "GET" and self.range is None:
            return self
        fields = without(self.fields, _PARTIAL)
        return Asked({**self.scope, "method": "GET", "headers": fields}, self.key)

    @property
    def is_odd(self) -> bool:
        """Whether it has what no key tells: a body, or several hosts."""
        length = value_of(self.fields, b"content-length")
        has_body = length not in {None, b"0"} or has(self.fields, b"transfer-encoding")
        return has_body or len(values_of(self.fields, b"host")) > 1


def key_of(scope: Scope, host: bytes, ignored: re.Pattern[bytes] | None) -> Key:
    """Return the key of a request; parameters whose name is `ignored` do not count."""
    query: bytes = scope["query_string"]
    if query and ignored is not None:
        query = without_parameters(query, ignored.fullmatch)
    raw: bytes = scope.get("raw_path") or b""
    path = raw.partition(b"?")[0] or quote(scope["path"]).encode()
    return Key(scope["scheme"], host.lower(), path, query)


def without_parameters(query: bytes, is_ignored: Callable[[bytes], object]) -> bytes:
    """Return a query without some parameters; what is left keeps its order."""
    pairs = query.split(b"&")
    return b"&".join(pair for pair in pairs if not is_ignored(pair.partition(b"=")[0]))
