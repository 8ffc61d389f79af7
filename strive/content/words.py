"""Words of a text in any script, as search sees them; pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from strive.content.post import Post

TERM_CHARACTERS: Final = range(3, 31)  # shorter words have too many neighbours, longer are noise
WORDS_MAX: Final = 600  # of one post
FOCUS_USES_MIN: Final = 4
TEXT_CHARACTERS_MAX: Final = 200_000  # of one post that are looked at
GRAMS_MAX: Final = 3_000

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


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The distinct words of a post that its title and tags do not have, without their order.

    `focus` are those it comes back to. Indexed like this a post costs MongoDB a fraction of what
    its text would, for every word of the index is written to another place.
    """

    focus: tuple[str, ...]
    others: tuple[str, ...]
    weighty: tuple[str, ...]

    @property
    def vocabulary(self) -> set[str]:
        """The words that misspelt ones are corrected to."""
        return {word for word in (*self.weighty, *self.focus, *self.others) if is_term(word)}


def search_words_of(post: Post) -> SearchWords:
    """Return what a post is found by; of a very long text the commonest words."""
    weighty = dict.fromkeys(words(f"{post.title} {' '.join(tag.name for tag in post.tags)}"))
    text = f"{post.title} {post.excerpt} {post.rendered.text[:TEXT_CHARACTERS_MAX]}"
    counts = Counter(words(text))
    ordered = [(word, n) for word, n in counts.most_common() if word not in weighty]
    kept = ordered[:WORDS_MAX]
    return SearchWords(
        focus=tuple(word for word, n in kept if n >= FOCUS_USES_MIN),
        others=(*(word for word, n in kept if n < FOCUS_USES_MIN), *grams(text)),
        weighty=tuple(weighty),
    )


def is_term(word: str) -> bool:
    """Tell whether a word can be misspelt and corrected: long enough, with a letter."""
    return len(word) in TERM_CHARACTERS and not word.isdigit()


def halves(term: str) -> tuple[str, str]:
    """Return what a term is found by when one half of it is misspelt: the other, and its length."""
    middle = len(term) // 2
    return f"{len(term)}:{term[:middle]}-", f"{len(term)}:-{term[middle:]}"


def halves_near(word: str) -> set[str]:
    """Return all `halves` that terms can have which are one letter away from a word.

    One letter wrong, missing or too much leaves one half of the term as it is. (A swap of two
    letters across the middle does not: see `swaps`.)
    """
    near: set[str] = set()
    for length in range(len(word) - 1, len(word) + 2):
        middle = length // 2
        near.add(f"{length}:{word[:middle]}-")
        near.add(f"{length}:-{word[len(word) - (length - middle) :]}")
    return near


def swaps(word: str) -> set[str]:
    """Return what a word becomes by swapping two neighbours."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}


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
