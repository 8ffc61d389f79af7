"""Matches marked in a title and in a piece of the text around them; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from strive.content.words import folded

SNIPPET_CHARACTERS: Final = 240
_BEFORE: Final = 60  # characters of a snippet before its first match
_STEM_CHARACTERS_MIN: Final = 4
_ENDING_CHARACTERS_MAX: Final = 3


class Segment(NamedTuple):
    """A piece of text; `is_match` when the reader looked for it."""

    text: str
    is_match: bool


class Highlighter:
    """Marks words, their inflected forms and runs of characters in texts."""

    def __init__(self, words: Iterable[str], runs: Iterable[str]) -> None:
        alternatives = [rf"(?<![^\W_]){_forms(word)}(?![^\W_])" for word in words]
        alternatives += [re.escape(run) for run in sorted(runs, key=len, reverse=True)]
        self._pattern = re.compile("|".join(alternatives)) if alternatives else None

    def mark(self, text: str) -> list[Segment]:
        """Return a whole text in segments; joined they are the text."""
        return list(self._segments(text, 0, len(text)))

    def snippet(self, text: str, otherwise: str) -> list[Segment]:
        """Return the piece of a text with most matches, or the beginning of `otherwise`.

        Where it was cut there is an ellipsis; space is folded into single spaces.
        """
        tidy = " ".join(text.split())
        spans = list(self._spans(tidy))
        if not spans:
            tidy, spans = " ".join((otherwise or text).split()), []
            start = 0
        else:
            start = _best_start(spans)
        start, end = _whole_words(tidy, start, start + SNIPPET_CHARACTERS)
        segments = list(self._segments(tidy, start, end))
        before = [Segment("… ", is_match=False)] if start else []
        after = [Segment(" …", is_match=False)] if end < len(tidy) else []
        return [*before, *segments, *after]

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self._pattern is not None:
            yield from (match.span() for match in self._pattern.finditer(folded(text)))

    def _segments(self, text: str, start: int, end: int) -> Iterator[Segment]:
        at = start
        for first, last in self._spans(text[:end]):
            if first < start:
                continue
            if first > at:
                yield Segment(text[at:first], is_match=False)
            yield Segment(text[first:last], is_match=True)
            at = last
        if at < end:
            yield Segment(text[at:end], is_match=False)


def _forms(word: str) -> str:
    """Return a pattern for a word and what differs from it by a short ending."""
    stem = word[: max(_STEM_CHARACTERS_MIN, len(word) - _ENDING_CHARACTERS_MAX)]
    if len(word) < _STEM_CHARACTERS_MIN:
        return re.escape(word)
    return rf"{re.escape(stem)}[^\W_]{{0,{len(word) - len(stem) + _ENDING_CHARACTERS_MAX}}}"


def _best_start(spans: Sequence[tuple[int, int]]) -> int:
    """Return where a snippet begins that holds as many matches as one can."""
    best, most, last = 0, 0, 0
    for first, (start, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start - _BEFORE + SNIPPET_CHARACTERS:
            last += 1
        if last - first > most:
            best, most = start, last - first
    return max(0, best - _BEFORE)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the ends of a piece to the nearest spaces inside it, if they are near."""
    if start and (space := text.find(" ", start, start + _BEFORE)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", end - _BEFORE, end)) > start:
        end = space
    return start, min(end, len(text))
