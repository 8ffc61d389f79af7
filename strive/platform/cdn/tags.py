"""How cache groups (RFC 9875) are spelled as the tags of CDNs; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

TAG_CHARACTERS_MAX: Final = 200
"""Some CDNs take 256, and CloudFront wants a `#` before each."""

OVERFLOWING: Final = "strive-more-tags"
"""Borne by what has more tags than its CDN keeps; every purge by tags includes it."""

_SAFE: Final = "/:@._~-=+!$&()"
"""Understood alike everywhere: no space, comma, quote, `#`, `*`, nor the `%` that escapes."""


def tag_of(group: str) -> str:
    """Return a group as a tag: visible ASCII without separators, different for each group.

    CDNs differ in whether case counts; where it does not, purging one of two groups that differ
    in nothing else purges both.
    """
    spelled = quote(group, safe=_SAFE)
    if len(spelled) <= TAG_CHARACTERS_MAX:
        return spelled
    return f"sha256:{hashlib.sha256(group.encode()).hexdigest()}"


def tags_of(groups: Iterable[str]) -> tuple[str, ...]:
    """Return groups as tags, each once, in order."""
    return tuple(dict.fromkeys(tag_of(group) for group in groups if group))


def fitting(tags: Iterable[str], *, tags_max: int, characters_max: int) -> tuple[str, ...]:
    """Return as many tags as a CDN keeps; if not all, `OVERFLOWING` is the last of them.

    Args:
        tags: As `tags_of` spells them.
        tags_max: How many at most.
        characters_max: How many characters, with one between two tags.
    """
    wanted = tuple(tags)
    if len(wanted) <= tags_max and sum(map(len, wanted)) + len(wanted) - 1 <= characters_max:
        return wanted
    kept: list[str] = []
    room = characters_max - len(OVERFLOWING)
    for tag in wanted[: tags_max - 1]:
        room -= len(tag) + 1
        if room < 0:
            break
        kept.append(tag)
    return (*kept, OVERFLOWING)
