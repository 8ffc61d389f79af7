"""Header fields as ASGI has them: lists of lower-case names and values, both bytes."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Collection, Iterable, Iterator
from email.utils import parsedate_tz
from typing import Final

from strive.platform.cache.http.remembering import remembered

Fields = list[tuple[bytes, bytes]]

HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authentication-info",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""Fields of one connection, which a cache does not store (RFC 9111, section 3.1)."""


def values_of(fields: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    """Return the values of a field, one for each line."""
    return [value for key, value in fields if key == name]


def value_of(fields: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    """Return the value of a field's first line."""
    for key, value in fields:
        if key == name:
            return value
    return None


def has(fields: Iterable[tuple[bytes, bytes]], name: bytes) -> bool:
    """Tell whether there is such a field."""
    return any(key == name for key, _ in fields)


def without(fields: Iterable[tuple[bytes, bytes]], names: Collection[bytes]) -> Fields:
    """Return the fields but those with these names."""
    return [(key, value) for key, value in fields if key not in names]


def members_of(fields: Iterable[tuple[bytes, bytes]], name: bytes) -> Iterator[bytes]:
    """Yield the members of a field that is a comma-separated list, stripped, empty ones left out.

    For lists of tokens: a comma within a quoted string is not respected.
    """
    for value in values_of(fields, name):
        for member in value.split(b","):
            if stripped := member.strip():
                yield stripped


@remembered(4096)
def seconds_of_date(value: bytes) -> float | None:
    """Return the Unix time of an HTTP date in any of its three forms; None when it is none."""
    parsed = parsedate_tz(value.decode("latin-1"))
    if parsed is None or not value.strip():
        return None
    try:
        return float(timegm((*parsed[:6], 0, 1, 0)) - (parsed[9] or 0))
    except (ValueError, OverflowError):
        return None


def date_of(fields: Iterable[tuple[bytes, bytes]], name: bytes) -> float | None:
    """Return the Unix time that a field's first line names; None when it names none."""
    value = value_of(fields, name)
    return None if value is None else seconds_of_date(value)
