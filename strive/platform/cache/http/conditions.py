"""Conditional requests (RFC 9110, section 13): does the asker have the response already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from strive.platform.cache.http.fields import Fields, date_of, value_of, values_of, without

CONDITIONS: Final = frozenset(
    {b"if-none-match", b"if-modified-since", b"if-match", b"if-unmodified-since", b"if-range"}
)
_TAG = re.compile(rb'(?:W/)?"[^"]*"|[^\s,]+')
_OF_THE_BODY: Final = frozenset(
    {b"content-length", b"content-type", b"content-encoding", b"content-range", b"content-language"}
)
_KEPT_ON_UPDATE: Final = frozenset(
    {
        b"content-encoding",
        b"content-length",
        b"content-md5",
        b"content-range",
        b"content-digest",
        b"repr-digest",
        b"etag",
    }
)
_NOT_UPDATED: Final = frozenset({b"age", b"cache-status", b"set-cookie"})


def is_unchanged(request: Iterable[tuple[bytes, bytes]], response: Fields, received: float) -> bool:
    """Tell whether the asker's conditions make the answer 304.

    `received` is the Unix time at which the response was received, for one without
    `Last-Modified` cannot have changed since (RFC 9111, section 4.3.2).
    """
    request = list(request)
    tags = b",".join(values_of(request, b"if-none-match")).strip()
    if tags:
        own = value_of(response, b"etag")
        return tags == b"*" or (own is not None and _lists(tags, own))
    since = date_of(request, b"if-modified-since")
    if since is None:
        return False
    modified = date_of(response, b"last-modified")
    if modified is None:
        modified = date_of(response, b"date") or received
    return modified <= since


def _lists(tags: bytes, own: bytes) -> bool:
    """Compare weakly; a tag without quotes is taken as it stands."""
    opaque = _opaque(own)
    return any(_opaque(tag) == opaque for tag in _TAG.findall(tags))


def _opaque(tag: bytes) -> bytes:
    return tag.removeprefix(b"W/").strip(b'"')


def fields_of_304(fields: Fields) -> Fields:
    """Return what a 304 repeats of a stored response (RFC 9110, section 15.4.5)."""
    return [(name, value) for name, value in fields if name not in _OF_THE_BODY]


def validators(stored: Fields) -> Fields:
    """Return the fields of a request that asks whether a stored response is still right."""
    found: Fields = []
    if (tag := value_of(stored, b"etag")) is not None:
        found.append((b"if-none-match", tag))
    if (modified := value_of(stored, b"last-modified")) is not None:
        found.append((b"if-modified-since", modified))
    return found


def updated(stored: Fields, fresh: Fields) -> Fields:
    """Return a stored response's fields after a 304 or HEAD (RFC 9111, section 3.2).

    Fields that describe the stored bytes stay.
    """
    news = without(fresh, _KEPT_ON_UPDATE | _NOT_UPDATED)
    names = {name for name, _ in news}
    return [*without(stored, names), *news]
