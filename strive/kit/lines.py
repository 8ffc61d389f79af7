"""What two texts have in common, line by line, found in bounded time.

`difflib` by itself takes time with the cube of the lines where many repeat: a minute for a text of
a thousand. So lines that stand once in both are found first ("patience diff"), and only what lies
between them is left to `difflib`, as long as there is effort left; beyond it all counts as changed.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

EFFORT: Final = 50_000_000  # steps of `difflib` at worst: a second or so
_EFFORT_OF_LINE: Final = 20  # to look at it once more, in the same measure


class Part(NamedTuple):
    """Some lines of both texts, each from the first on and to before the last."""

    a: int
    a_end: int
    b: int
    b_end: int


class Lines(difflib.SequenceMatcher[str]):
    """Compares two texts by lines as `difflib` does, but never for long."""

    matching_blocks: list[difflib.Match] | None

    def __init__(self, a: Sequence[str], b: Sequence[str], effort: int = EFFORT) -> None:
        super().__init__(None, a, b, autojunk=False)
        self._old, self._new, self._effort = a, b, effort

    def get_matching_blocks(self) -> list[difflib.Match]:
        """Return the runs of lines that both have, in order; the last is empty, at both ends."""
        if self.matching_blocks is None:
            found = _joined(sorted(_runs(self._old, self._new, self._effort)))
            self.matching_blocks = [*found, difflib.Match(len(self._old), len(self._new), 0)]
        return self.matching_blocks

    def unified(self, old: str, new: str) -> Iterator[str]:
        """Yield the lines of a unified diff; nothing where no line differs."""
        for number, group in enumerate(self.get_grouped_opcodes()):
            if number == 0:
                yield from (f"--- {old}", f"+++ {new}")
            (_, a, _, b, _), (_, _, a_end, _, b_end) = group[0], group[-1]
            yield f"@@ -{_span(a, a_end)} +{_span(b, b_end)} @@"
            for operation, a1, a2, b1, b2 in group:
                if operation == "equal":
                    yield from (f" {line}" for line in self._old[a1:a2])
                    continue
                yield from (f"-{line}" for line in self._old[a1:a2])
                yield from (f"+{line}" for line in self._new[b1:b2])


def _runs(a: Sequence[str], b: Sequence[str], effort: int) -> Iterator[difflib.Match]:
    """Yield what both have, in any order and in pieces."""
    parts = [Part(0, len(a), 0, len(b))]
    while parts:
        part, ends = _without_ends(a, b, parts.pop())
        yield from ends
        height, width = part.a_end - part.a, part.b_end - part.b
        effort -= _EFFORT_OF_LINE * (height + width)
        if not (height and width) or effort < 0:
            continue
        if anchors := _anchors(a, b, part):
            yield from (difflib.Match(i, j, 1) for i, j in anchors)
            parts += _between(part, anchors)
            continue
        cost = height * width * min(height, width)
        if cost <= effort:
            effort -= cost
            inside = difflib.SequenceMatcher(
                None, a[part.a : part.a_end], b[part.b : part.b_end], autojunk=False
            )
            for run in inside.get_matching_blocks()[:-1]:
                yield difflib.Match(part.a + run.a, part.b + run.b, run.size)


def _without_ends(
    a: Sequence[str], b: Sequence[str], part: Part
) -> tuple[Part, list[difflib.Match]]:
    """Return a part without the lines that both begin and end with, and those lines."""
    start, end = 0, 0
    most = min(part.a_end - part.a, part.b_end - part.b)
    while start < most and a[part.a + start] == b[part.b + start]:
        start += 1
    while end < most - start and a[part.a_end - 1 - end] == b[part.b_end - 1 - end]:
        end += 1
    inner = Part(part.a + start, part.a_end - end, part.b + start, part.b_end - end)
    ends = (
        difflib.Match(part.a, part.b, start),
        difflib.Match(inner.a_end, inner.b_end, end),
    )
    return inner, [run for run in ends if run.size]


def _anchors(a: Sequence[str], b: Sequence[str], part: Part) -> list[tuple[int, int]]:
    """Return where lines stand that are once in each: the longest row that goes up in both."""
    in_a, in_b = _once(a, part.a, part.a_end), _once(b, part.b, part.b_end)
    pairs = [(i, in_b[line]) for line, i in in_a.items() if line in in_b]
    tops: list[int] = []  # the least last place in b of a row of each length
    rows: list[tuple[int, int]] = []  # by place in pairs: its own, and that of the one before it
    ends: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(tops, j)
        tops[length : length + 1] = [j]
        ends[length : length + 1] = [number]
        rows.append((number, ends[length - 1] if length else -1))
    found: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = rows[at][1]
    return found[::-1]


def _once(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Return the lines that stand once, in order, with their places."""
    places: dict[str, int] = {}
    for place in range(start, end):
        places[lines[place]] = -1 if lines[place] in places else place
    return {line: place for line, place in places.items() if place >= 0}


def _between(part: Part, anchors: Sequence[tuple[int, int]]) -> Iterator[Part]:
    a, b = part.a, part.b
    for i, j in anchors:
        yield Part(a, i, b, j)
        a, b = i + 1, j + 1
    yield Part(a, part.a_end, b, part.b_end)


def _joined(runs: Sequence[difflib.Match]) -> list[difflib.Match]:
    """Return runs with those made one that follow each other in both."""
    found: list[difflib.Match] = []
    for run in runs:
        last = found[-1] if found else None
        if last and (last.a + last.size, last.b + last.size) == (run.a, run.b):
            found[-1] = difflib.Match(last.a, last.b, last.size + run.size)
        else:
            found.append(run)
    return found


def _span(start: int, end: int) -> str:
    """Return lines as a unified diff counts them, from 1; none stand after the one before."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + 1 if length else start},{length}"
