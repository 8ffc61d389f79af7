"""Cache groups (RFC 9875): names that responses share, and that invalidate them together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from http_sfv.list import List

from strive.platform.cache.http.fields import values_of
from strive.platform.cache.http.remembering import remembered

GROUPS: Final = b"cache-groups"
INVALIDATION: Final = b"cache-group-invalidation"
MEMBERS_MAX: Final = 128  # a cache has to take 32 at least
CHARACTERS_MAX: Final = 128


def groups_of(fields: Iterable[tuple[bytes, bytes]], name: bytes = GROUPS) -> tuple[str, ...]:
    """Return the groups a field names, `()` when it is no list of strings."""
    values = values_of(fields, name)
    return _parsed(b",".join(values)) if values else ()


def groups_field(groups: Iterable[str]) -> tuple[bytes, bytes]:
    """Return the field that puts a response into groups (printable ASCII each)."""
    quoted = ('"' + group.replace("\\", "\\\\").replace('"', '\\"') + '"' for group in groups)
    return GROUPS, ", ".join(quoted).encode("ascii")


@remembered(4096)
def _parsed(value: bytes) -> tuple[str, ...]:
    members = List()
    try:
        members.parse(value)
    except ValueError:
        return ()
    found = [getattr(member, "value", None) for member in members[:MEMBERS_MAX]]
    return tuple(group for group in found if type(group) is str and len(group) <= CHARACTERS_MAX)
