"""Addresses of links and pictures: safe schemes only, written as the URL standard wants them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

SCHEMES: Final = frozenset({"http", "https", "mailto", "sms", "tel"})

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED_BY_BROWSERS = re.compile("[\t\n\r]")
_ILLEGAL = re.compile('[\x00-\x20"<>\\\\^`{|}\x7f-\x9f]|%(?![0-9a-fA-F]{2})')


def safe_address(raw: str) -> str:
    """Return the address with illegal characters percent-encoded, "" when it may not be used."""
    address = _IGNORED_BY_BROWSERS.sub("", raw).strip("\x00\x01\x02 \u00a0\ufffd")
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in SCHEMES:
        return ""
    return _ILLEGAL.sub(lambda match: quote(match[0], safe=""), address)


def is_external(address: str) -> bool:
    """Tell whether an address names a host, rather than a place on this site."""
    return address.startswith("//") or address[:8].lower().startswith(("http://", "https://"))
