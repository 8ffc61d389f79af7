"""What is to be purged at the edge, and how waiting purges become few calls; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Purge:
    """One purge.

    Attributes:
        tags: Spelled as `tags.tag_of` does.
        urls: Whole addresses.
        soft: Whether what is purged may still serve while it is fetched anew, or in need; CDNs
            that do not know this purge hard.
    """

    tags: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A purge that was written down and has not been sent, or is to be sent once more."""

    id: str
    purge: Purge
    was_sent: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one call takes."""

    tags: int
    urls: int


def merged(waiting: Iterable[Waiting]) -> Purge:
    """Return one purge instead of several, hard if one of them is."""
    purges = [each.purge for each in waiting]
    return Purge(
        tags=tuple(dict.fromkeys(tag for purge in purges for tag in purge.tags)),
        urls=tuple(dict.fromkeys(url for purge in purges for url in purge.urls)),
        soft=all(purge.soft for purge in purges),
    )


def packed(waiting: Iterable[Waiting], limits: Limits) -> list[list[Waiting]]:
    """Put purges together, in order, as long as they fit into one call; hard ones go first.

    One that is larger than the limits alone stays alone.
    """
    batches: list[list[Waiting]] = []
    tags: set[str] = set()
    urls: set[str] = set()
    for each in sorted(waiting, key=lambda item: item.purge.soft):
        more_tags, more_urls = tags.union(each.purge.tags), urls.union(each.purge.urls)
        fits = len(more_tags) <= limits.tags and len(more_urls) <= limits.urls
        if batches and fits and batches[-1][0].purge.soft == each.purge.soft:
            batches[-1].append(each)
            tags, urls = more_tags, more_urls
        else:
            batches.append([each])
            tags, urls = set(each.purge.tags), set(each.purge.urls)
    return batches


def portions(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield items so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
