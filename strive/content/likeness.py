"""How much a post is what somebody meant by an address that leads nowhere; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from strive.content.post import PostSummary
from strive.content.words import words

LIKENESS_MIN: Final = 0.5
_SAME_MIN: Final = 0.8  # of two words, one of which may be misspelt
_LONG: Final = 4  # shorter words are the same or are not
_CHARACTERS_MAX: Final = 120  # as a slug has
_SUFFIX = re.compile(r"\.(?:[aj]spx?|html?|mdx?|php\d?)$", re.IGNORECASE)


def meant_by(address: str) -> str:
    """Return the words of the last part of an address, as somebody would search for them."""
    asked = re.sub(r"[-_+.]+", " ", _SUFFIX.sub("", address))[:_CHARACTERS_MAX].split()
    return " ".join([word for word in asked if not word.isdigit()] or asked)


def alike(asked: str, posts: Iterable[PostSummary]) -> list[PostSummary]:
    """Return the posts whose title or slug is like what was asked for, those most like it first.

    What their texts say does not count: a word of an address is in many texts.
    """
    shares = [(likeness(asked, post), post) for post in posts]
    close = [(share, post) for share, post in shares if share >= LIKENESS_MIN]
    return [post for _, post in sorted(close, key=lambda pair: -pair[0])]


def likeness(asked: str, post: PostSummary) -> float:
    """Return the share of what was asked, by letters, that a post is called by: 0 to 1."""
    names = [post.title, *(meant_by(slug) for slug in (post.slug.current, *post.slug.previous))]
    wanted = words(asked)
    if not wanted:  # a script without spaces between words
        return max(SequenceMatcher(None, asked, name, autojunk=False).ratio() for name in names)
    known = sorted({word for name in names for word in words(name)})
    found = sum(len(word) for word in wanted if _is_among(word, known))
    return found / sum(map(len, wanted))


def _is_among(word: str, known: Sequence[str]) -> bool:
    if word in known:
        return True
    if len(word) < _LONG:
        return False
    return any(_is_misspelt(word, other) for other in known if len(other) >= _LONG)


def _is_misspelt(word: str, other: str) -> bool:
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= _SAME_MIN
        and matcher.quick_ratio() >= _SAME_MIN
        and matcher.ratio() >= _SAME_MIN
    )
