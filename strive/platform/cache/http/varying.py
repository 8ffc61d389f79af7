"""Which stored response a request selects (RFC 9111, section 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from strive.platform.cache.http.fields import Fields, members_of, values_of
from strive.platform.cache.http.remembering import remembered

_PREFERENCES: Final = frozenset({b"accept", b"accept-charset", b"accept-language"})

Selection = tuple[tuple[bytes, ...] | None, ...]
"""The normalised values of the nominated fields of one request, None where one is absent."""


def nominated(fields: Fields, *others: bytes) -> tuple[bytes, ...]:
    """Return the request fields that a response varies on, lower-case, each once, sorted.

    `others` are some it varies on without saying so.
    """
    return tuple(sorted({*others, *(name.lower() for name in members_of(fields, b"vary"))}))


def selection(request: Iterable[tuple[bytes, bytes]], names: Sequence[bytes]) -> Selection:
    """Return what of a request selects a response that varies on these fields."""
    request = list(request)
    given = ((name, values_of(request, name)) for name in names)
    return tuple(_normalised(name, b",".join(values)) if values else None for name, values in given)


def size_of(selected: Selection) -> int:
    """Return about how many bytes of memory a selection takes."""
    return sum(sum(map(len, values)) + 40 * len(values) for values in selected if values)


@remembered(2048)
def _normalised(name: bytes, field: bytes) -> tuple[bytes, ...]:
    """Return the members of a field in a form that is equal where their meaning is."""
    members = [member.strip() for member in field.split(b",")]
    members = [member for member in members if member]
    if name not in _PREFERENCES:
        return tuple(members)
    ranked = sorted((-_weight(member), _without_weight(member)) for member in members)
    return tuple(b"%s;q=%.3f" % (value, -weight) for weight, value in ranked)


def _weight(member: bytes) -> float:
    for parameter in member.split(b";")[1:]:
        name, _, value = parameter.partition(b"=")
        if name.strip().lower() == b"q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _without_weight(member: bytes) -> bytes:
    value, *parameters = (part.strip().lower() for part in member.split(b";"))
    kept = [part for part in parameters if not part.startswith(b"q=")]
    return b";".join([value, *kept])
