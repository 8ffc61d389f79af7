"""Words of a text in any script, as search sees them; pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import Final

from strive.content.post import Post

TERM_CHARACTERS: Final = range(3, 31)  # shorter words have too many neighbours, longer are noise
TERMS_MAX: Final = 600  # of one post in the vocabulary
TEXT_CHARACTERS_MAX: Final = 200_000  # of one post that are looked at for vocabulary and n-grams
GRAMS_MAX: Final = 20_000

_STEMMED: Final = frozenset("da de en es fi fr hu it nb nl pt ro ru sv tr".split())  # noqa: SIM905 - reads best as a line
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")


def _without_accent(code: int) -> str:
    base = unicodedata.normalize("NFD", chr(code))[0]
    return base if base.isascii() and base.isalpha() else chr(code)


_ACCENTS = {code: _without_accent(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}


def folded(text: str) -> str:
    """Return a text of the same length in lower case, without the accents of Latin letters."""
    plain = text if text.isascii() else text.translate(_ACCENTS)
    lower = plain.lower()
    return lower if len(lower) == len(text) else "".join(c.lower()[:1] for c in plain)


def words(text: str) -> list[str]:
    """Return the folded words of a text, of scripts that put spaces between them."""
    spaced = _UNSPACED_RUN.sub(" ", folded(unicodedata.normalize("NFC", text)))
    return _WORD.findall(spaced)


def unspaced_runs(text: str) -> list[str]:
    """Return the runs of characters of scripts that put no spaces between words (CJK, Thai …)."""
    return _UNSPACED_RUN.findall(unicodedata.normalize("NFC", text))


def grams(text: str) -> list[str]:
    """Return the distinct single characters and pairs of neighbours in the unspaced runs.

    MongoDB splits words at spaces only; indexed by these, any part of such a text is found.
    """
    distinct: dict[str, None] = {}
    for run in unspaced_runs(text[:TEXT_CHARACTERS_MAX]):
        distinct.update(dict.fromkeys(run))
        distinct.update(dict.fromkeys(map("".join, pairwise(run))))
    return list(distinct)[:GRAMS_MAX]


def text_language(language: str) -> str:
    """Return MongoDB's name of a language for stemming and stop words, "none" where it has none."""
    primary = language.lower().partition("-")[0]
    primary = "nb" if primary in {"no", "nn"} else primary
    return primary if primary in _STEMMED else "none"


def vocabulary_of(post: Post) -> frozenset[str]:
    """Return the terms of a post that misspelt ones are corrected to, the weightiest first kept."""
    weighty = " ".join((post.title, *(tag.name for tag in post.tags), post.excerpt))
    counts = Counter(words(post.rendered.text[:TEXT_CHARACTERS_MAX]))
    ordered = dict.fromkeys((*words(weighty), *(term for term, _ in counts.most_common())))
    terms = [term for term in ordered if is_term(term)]
    return frozenset(terms[:TERMS_MAX])


def is_term(word: str) -> bool:
    """Tell whether a word can be misspelt and corrected: long enough, with a letter."""
    return len(word) in TERM_CHARACTERS and not word.isdigit()


def deletes(term: str) -> set[str]:
    """Return the term and all it becomes by leaving out one character.

    Two terms at most one substitution, insertion, deletion or swap of neighbours apart have one
    of these in common (the symmetric delete method of SymSpell).
    """
    return {term, *(term[:i] + term[i + 1 :] for i in range(len(term)))}


def is_within_one(a: str, b: str) -> bool:
    """Tell whether two words are one substitution, insertion, deletion or swap apart, or equal."""
    if abs(len(a) - len(b)) > 1:
        return False
    shorter, longer = sorted((a, b), key=len)
    start = next((i for i, c in enumerate(shorter) if c != longer[i]), len(shorter))
    rest, other = shorter[start:], longer[start:]
    if len(rest) < len(other):
        return rest == other[1:]
    return rest[1:] == other[1:] or (rest[1::-1] == other[:2] and rest[2:] == other[2:])
