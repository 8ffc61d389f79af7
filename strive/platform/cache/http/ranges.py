"""Parts of a response (RFC 9110, section 14): one range of bytes at a time."""

from __future__ import annotations

import re
from typing import NamedTuple

_RANGE = re.compile(rb"\s*bytes\s*=\s*(?:([0-9]+)-([0-9]*)|-([0-9]+))\s*", re.IGNORECASE)
_CONTENT_RANGE = re.compile(rb"\s*bytes\s+([0-9]+)-([0-9]+)/([0-9]+)\s*", re.IGNORECASE)
_DIGITS_MAX = 18


class Part(NamedTuple):
    """The bytes `first` to `last`, both included, of `total`."""

    first: int
    last: int
    total: int

    @property
    def content_range(self) -> bytes:
        """The value of `Content-Range`."""
        return b"bytes %d-%d/%d" % self

    def covers(self, other: Part) -> bool:
        """Tell whether another part lies within this one."""
        return self.total == other.total and self.first <= other.first <= other.last <= self.last


class Unsatisfiable(Exception):
    """No byte of the range exists."""


def asked_part(value: bytes, total: int) -> Part | None:
    """Return the part of `total` bytes that a `Range` asks for; None when it is to be ignored.

    Several ranges at once and unknown units are ignored, as any server may.

    Raises:
        Unsatisfiable: The range lies outside.
    """
    match = _RANGE.fullmatch(value)
    if match is None or max(map(len, filter(None, match.groups())), default=0) > _DIGITS_MAX:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        if int(suffix) == 0 or total == 0:
            raise Unsatisfiable
        return Part(max(0, total - int(suffix)), total - 1, total)
    start, end = int(first), min(int(last), total - 1) if last else total - 1
    if last and int(last) < start:
        return None
    if start >= total:
        raise Unsatisfiable
    return Part(start, end, total)


def stored_part(content_range: bytes | None, length: int) -> Part | None:
    """Return which part the body of a 206 is; None when it does not say or cannot be.

    Fewer bytes than announced are the first of them.
    """
    match = _CONTENT_RANGE.fullmatch(content_range or b"")
    if match is None or max(map(len, match.groups())) > _DIGITS_MAX:
        return None
    first, last, total = map(int, match.groups())
    is_possible = first <= last < total and 0 < length <= last - first + 1
    return Part(first, first + length - 1, total) if is_possible else None
