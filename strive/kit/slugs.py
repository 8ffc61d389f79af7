"""Slugs: the readable last part of a page's address, in any script."""

from __future__ import annotations

import re
import unicodedata

SLUG_CHARACTERS_MAX = 120

_HYPHENS = re.compile(r"-{2,}")
_APOSTROPHES = re.compile("['\u2019\u02bc]")


def slugify(text: str) -> str:
    """Make a slug of a title: lower case, words joined by hyphens, letters of any script kept.

    Returns "" for a text without a letter or digit; the caller then needs another source.
    The result has at most `SLUG_CHARACTERS_MAX` characters and satisfies `is_slug`.
    """
    folded = _fold(_APOSTROPHES.sub("", text))
    hyphenated = "".join(character if _in_word(character) else "-" for character in folded)
    slug = _HYPHENS.sub("-", hyphenated).strip("-")
    if len(slug) > SLUG_CHARACTERS_MAX:
        whole_words = slug[: SLUG_CHARACTERS_MAX + 1].rpartition("-")[0]
        slug = (whole_words or slug)[:SLUG_CHARACTERS_MAX].strip("-")
    return slug


def is_slug(text: str) -> bool:
    """Tell whether a text can stand as a slug: one path segment, nothing to escape or resolve."""
    return (
        0 < len(text) <= SLUG_CHARACTERS_MAX
        and all(character == "-" or _in_word(character) for character in text)
        and not text.startswith("-")
        and not text.endswith("-")
        and "--" not in text
        and text == _fold(text)
    )


def _in_word(character: str) -> bool:
    """Letters, digits, and marks: vowel signs outside Latin are part of their word."""
    return unicodedata.category(character)[0] in "LNM"


def _fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents taken off ASCII letters."""
    kept: list[str] = []
    base_is_ascii = False
    for character in unicodedata.normalize("NFKD", text).casefold():
        if not unicodedata.combining(character):
            base_is_ascii = character.isascii()
        elif base_is_ascii:
            continue
        kept.append(character)
    return unicodedata.normalize("NFKC", "".join(kept))
