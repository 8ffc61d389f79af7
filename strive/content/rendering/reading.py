"""How long a text is, how long it takes, and how it begins."""

from __future__ import annotations

import re
from typing import Final

_WORDS_PER_MINUTE: Final = 230  # silent reading of non-fiction: Brysbaert 2019 has 238 in English
_CHARACTERS_PER_MINUTE: Final = 500  # of Chinese and Japanese
_COUNTED_BY_CHARACTER: Final = frozenset({"zh", "ja", "yue"})
_LETTERS_PER_WORD: Final = 5  # in scripts of South-East Asia, which do not part words

_WORD = re.compile(r"\w+(?:['\u2019.,:/-]\w+)*")
_IDEOGRAPH = re.compile(
    "[\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_SENTENCE_END = re.compile(r"[.!?\u2026]['\"\u2019\u201d)]*(?=\s|$)|[\u3002\uff01\uff1f]")
_HEADING_CHARACTERS_MAX: Final = 60


def count_words(text: str) -> int:
    """Count words; each Chinese character or kana counts, as readers of these languages count."""
    if text.isascii():
        return len(_WORD.findall(text))
    text, ideographs = _IDEOGRAPH.subn(" ", text)
    unparted = sum(len(run) for run in _UNPARTED.findall(text))
    parted = _UNPARTED.sub(" ", text) if unparted else text
    return len(_WORD.findall(parted)) + ideographs + -(-unparted // _LETTERS_PER_WORD)


def reading_minutes(words: int, language: str = "") -> int:
    """Return how long reading takes, in minutes, at least 1.

    Args:
        words: As counted by `count_words`.
        language: BCP 47, such as "en" or "zh-Hant"; "" if unknown.
    """
    by_character = language.lower().partition("-")[0] in _COUNTED_BY_CHARACTER
    per_minute = _CHARACTERS_PER_MINUTE if by_character else _WORDS_PER_MINUTE
    return max(1, round(words / per_minute))


def excerpt_of(text: str, characters_max: int = 240) -> str:
    """Return the beginning of a plain text, ending with a sentence if one ends in time.

    A heading before the first paragraph is passed over.
    """
    lines = [line for line in text[: characters_max * 10].split("\n") if line]
    while len(lines) > 1 and len(lines[0]) <= _HEADING_CHARACTERS_MAX and not _ends(lines[0]):
        lines.pop(0)
    start = " ".join(lines)
    if len(start) <= characters_max:
        return start
    cut = start[:characters_max]
    ends = [match.end() for match in _SENTENCE_END.finditer(cut)]
    if ends and ends[-1] >= characters_max // 2:
        return cut[: ends[-1]]
    whole_words = cut[: characters_max - 1].rpartition(" ")[0]
    shortened = whole_words if len(whole_words) > characters_max // 2 else cut[:-1]
    return shortened.rstrip(" ,;:\u2013\u2014-") + "\u2026"


def _ends(line: str) -> bool:
    return bool(_SENTENCE_END.search(line[-3:]))
