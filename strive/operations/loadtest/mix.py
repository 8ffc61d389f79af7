"""What readers ask for, and how often; pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from msgspec import Struct

from strive.operations.loadtest.target import Target

SHARES: Final = {
    "post": 55,
    "home": 8,
    "list": 10,
    "search": 3,
    "feed": 4,
    "api": 5,
    "asset": 15,
}
PAGES: Final = ("post", "home", "list", "search")
POSTS_MAX: Final = 20_000
LIST_PAGES: Final = 10
API_PAGES: Final = 20
SEARCHES: Final = 60
ENCODINGS: Final = "br, zstd, gzip"

_FEEDS: Final = ("/feed.xml", "/atom.xml", "/feed.json")


class Kind(Struct, frozen=True, rename="camel"):
    """Requests of one kind: their share of all, and where they go.

    With `is_skewed` the first path is asked for by far the most often (Zipf's law, exponent 1).
    """

    name: str
    share: float
    paths: tuple[str, ...]
    is_skewed: bool = False


class Mix(Struct, frozen=True, rename="camel"):
    """All kinds of requests; their shares come to 1."""

    kinds: tuple[Kind, ...]

    def paths(self, seed: int = 1) -> Iterator[str]:
        """Yield what readers ask for, by lot, without end."""
        chance = Random(seed)  # noqa: S311 - repeatable, not secret
        kinds, shares = self.kinds, [kind.share for kind in self.kinds]
        while True:
            for kind in chance.choices(kinds, shares, k=1_000):
                yield kind.paths[_place(chance.random(), kind)]


def mix_of(sections: Sequence[str], posts: Sequence[str], assets: Sequence[str]) -> Mix:
    """Return what readers of a site ask for.

    Args:
        sections: Paths of the site besides posts, such as categories and authors.
        posts: Paths of posts, the most popular first.
        assets: Paths of what pages refer to.
    """
    lists = [path for path in sections if path != "/" and path.count("/") <= 2]  # noqa: PLR2004 - /tags/a
    lists += [f"/blog?page={page}" for page in range(2, min(len(posts) // 12, LIST_PAGES) + 1)]
    posts = posts[:POSTS_MAX]
    pages = min(len(posts) // 10, API_PAGES)
    api = ["/api/v1/posts?limit=10", "/api/v1/categories", "/api/v1/authors"]
    api += [f"/api/v1/posts?limit=10&page={page}" for page in range(2, pages + 1)]
    api += [f"/api/v1/posts/{slug_of(path)}" for path in posts[:POSTS_MAX]]
    found = {
        "post": posts,
        "home": ["/"],
        "list": lists,
        "search": [f"/search?q={word}" for word in _words(posts)],
        "feed": _FEEDS,
        "api": api,
        "asset": assets,
    }
    total = sum(SHARES[name] for name, paths in found.items() if paths)
    return Mix(
        tuple(
            Kind(name, SHARES[name] / total, tuple(paths), is_skewed=name in {"post", "api"})
            for name, paths in found.items()
            if paths
        )
    )


def requests_of(mix: Mix, target: Target, count: int) -> list[bytes]:
    """Return whole requests in the proportions of a mix."""
    paths = mix.paths()
    rest = (
        f"Host: {target.authority}\r\nAccept-Encoding: {ENCODINGS}\r\nUser-Agent: strive-loadtest"
    )
    return [f"GET {next(paths)} HTTP/1.1\r\n{rest}\r\n\r\n".encode() for _ in range(count)]


def slug_of(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]


def _place(lot: float, kind: Kind) -> int:
    """Return which path a lot between 0 and 1 falls on."""
    count = len(kind.paths)
    if kind.is_skewed:
        return int(math.exp(lot * math.log(count + 1))) - 1
    return int(lot * count)


def _words(posts: Sequence[str]) -> list[str]:
    """Return words to search for, from the addresses of posts."""
    words = (word for path in posts[:200] for word in slug_of(path).split("-"))
    return [word for word in dict.fromkeys(words) if word.isascii() and len(word) > 3][:SEARCHES]  # noqa: PLR2004 - no small words
