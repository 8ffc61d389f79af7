"""Cache directives: `Cache-Control` (RFC 9111, section 5.2) and `CDN-Cache-Control` (RFC 9213)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from http_sfv.dictionary import Dictionary

from strive.platform.cache.http.fields import values_of
from strive.platform.cache.http.remembering import remembered

Directives = Mapping[str, str | None]
"""Directives by lower-case name; None where one has no argument."""

NONE: Final[Directives] = {}
SECONDS_MAX: Final = 2**31  # what greater numbers mean (RFC 9111, section 1.2.2)

_MEMBER = re.compile(
    r"""([^\s,=;"]+)                                # a name
        (?: = (?: "((?:[^"\\]|\\.)*)" | ([^,"]*) ) )? # an argument, quoted or not
        [^,]*                                         # what belongs to no directive
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"[0-9]+")


def cache_control(fields: Iterable[tuple[bytes, bytes]]) -> Directives:
    """Return the directives of `Cache-Control`."""
    values = values_of(fields, b"cache-control")
    return _parsed(b",".join(values)) if values else NONE


@remembered(1024)
def _parsed(value: bytes) -> Directives:
    found: dict[str, str | None] = {}
    for name, quoted, plain in _MEMBER.findall(value.decode("latin-1")):
        argument = quoted or plain.strip() or None
        found.setdefault(name.lower(), argument)  # the first occurrence counts
    return found


def response_directives(
    fields: Iterable[tuple[bytes, bytes]], targets: Sequence[bytes]
) -> tuple[Directives, bool]:
    """Return the directives a cache obeys, and whether they were meant for it in particular.

    The first valid field among `targets` (such as `cdn-cache-control`) replaces `Cache-Control`
    and `Expires` altogether (RFC 9213, section 2.1).
    """
    fields = list(fields)
    for target in targets:
        if (values := values_of(fields, target)) and (found := _targeted(b",".join(values))):
            return found, True
    return cache_control(fields), False


@remembered(1024)
def _targeted(value: bytes) -> Directives:
    """Parse a targeted field, a dictionary of structured fields; NONE when it is not valid."""
    dictionary = Dictionary()
    try:
        dictionary.parse(value)
    except ValueError:
        return NONE
    found: dict[str, str | None] = {}
    for name, member in dictionary.items():
        argument = getattr(member, "value", None)
        if argument is True:
            found[name] = None
        elif argument is not False and (name not in _WITH_SECONDS or isinstance(argument, int)):
            found[name] = str(argument)
    return found


_WITH_SECONDS: Final = frozenset(
    {"max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"}
)


def seconds(directives: Directives, name: str) -> int | None:
    """Return a directive's number of seconds; None without it, 0 when it is no number.

    A lifetime nobody can read is none (RFC 9111, section 4.2.1).
    """
    if name not in directives:
        return None
    argument = directives[name]
    if argument is None or not _DIGITS.fullmatch(argument):
        return 0
    return min(int(argument[:11]), SECONDS_MAX)


def listed_fields(directives: Directives, name: str) -> frozenset[bytes]:
    """Return the fields that `no-cache` or `private` names (`private="set-cookie"`)."""
    argument = directives.get(name)
    if not argument:
        return frozenset()
    return frozenset(part.strip().lower().encode("latin-1") for part in argument.split(","))
