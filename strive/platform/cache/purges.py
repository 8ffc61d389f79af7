"""What was purged, and when: sequence numbers instead of clocks, no list of who has what.

Every purge has a number, one higher than the last. What is stored bears the number that was
known before it was fetched, its stamp; it is current as long as none of its tags was purged under
a higher number. So purging costs nothing but the note of it, a tag that nobody uses costs
nothing, and what was read before a purge and stored after it is known to be old.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from enum import Enum
from typing import Final

ALL: Final = "*"
"""The tag that everything has."""

TAGS_MAX: Final = 100_000  # remembered; beyond, the oldest are forgotten and all of their age go

__all__ = ["ALL", "Purges", "State", "tag_of"]


def tag_of(name: str) -> str:
    """Return the tag of what is purged by a name: a group by itself, an address by its digest.

    A purge goes to other processes and is kept a while, and an address may name a person.
    """
    if " " in name or not name.startswith(("http://", "https://")):
        return name
    return f"url:{hashlib.blake2b(name.encode(), digest_size=12).hexdigest()}"


class State(Enum):
    """What purges have left of something stored."""

    CURRENT = "current"
    OUTDATED = "outdated"  # purged softly: it may serve when nothing better is to be had
    GONE = "gone"


class Purges:
    """The purges one process knows of."""

    def __init__(self, *, tags_max: int = TAGS_MAX) -> None:
        self.sequence = 0  # of the last purge that is known
        self._tags_max = tags_max
        self._soft = _Noted()
        self._hard = _Noted()

    def note(self, sequence: int, tags: Iterable[str], *, soft: bool) -> None:
        """Take note of a purge; noting one again, or late, does no harm."""
        tags = set(tags)
        if ALL in tags:
            self.drop_all(sequence)
            return
        noted = self._soft if soft else self._hard
        for tag in tags:
            noted.add(tag, sequence)
        noted.shrink(self._tags_max)
        self.sequence = max(self.sequence, sequence)

    def drop_all(self, sequence: int) -> None:
        """Take everything stored up to now as gone."""
        self.sequence = max(self.sequence, sequence)
        self._hard.forget_up_to(self.sequence)

    def state(self, stamp: int, tags: Collection[str]) -> State:
        """Tell what is left of something with these tags that was fetched at this stamp."""
        if self._hard.is_later(stamp, tags):
            return State.GONE
        return State.OUTDATED if self._soft.is_later(stamp, tags) else State.CURRENT


class _Noted:
    """The last purge of each tag; of tags that were forgotten, the last of them all."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._floor = 0

    def add(self, tag: str, sequence: int) -> None:
        last = self._last.pop(tag, 0)
        self._last[tag] = max(last, sequence)

    def is_later(self, stamp: int, tags: Collection[str]) -> bool:
        last = self._last
        return stamp < self._floor or any(last.get(tag, 0) > stamp for tag in tags)

    def shrink(self, tags_max: int) -> None:
        if len(self._last) <= tags_max:
            return
        oldest = list(self._last)[: len(self._last) - tags_max // 2]
        for tag in oldest:
            self._floor = max(self._floor, self._last.pop(tag))

    def forget_up_to(self, sequence: int) -> None:
        self._last = {tag: last for tag, last in self._last.items() if last > sequence}
        self._floor = max(self._floor, sequence)
