"""The Range header (RFC 9110 section 14); pure."""

from __future__ import annotations

import re
from typing import Final

_SINGLE: Final = re.compile(r"bytes=\s*([0-9]{0,19})-([0-9]{0,19})\s*", re.IGNORECASE)


class UnsatisfiableRangeError(ValueError):
    """The range begins behind the end, or asks for the last 0 bytes: status 416."""


def wanted_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first byte wanted and the first no longer wanted, of `size` bytes.

    None stands for the whole: also for several ranges and for headers that make no sense, which
    a server may ignore.

    Raises:
        UnsatisfiableRangeError: There is no such part.
    """
    match = _SINGLE.fullmatch(header)
    if match is None or match.group(1, 2) == ("", ""):
        return None
    first, last = match.group(1, 2)
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < start:
            return None
    if start >= end:
        raise UnsatisfiableRangeError(header)
    return start, end
