"""Texts compared by lines: right, and never for long."""

from __future__ import annotations

import difflib
import time

from hypothesis import given
from hypothesis import strategies as some

from strive.content.merging import merge
from strive.kit.lines import Lines

texts = some.lists(some.sampled_from(["a", "b", "c", "d", "e", ""]), max_size=20)


@given(texts, texts, some.sampled_from([0, 500, 50_000_000]))
def test_what_is_called_equal_is_and_the_rest_makes_one_text_of_the_other(a, b, effort):
    rebuilt: list[str] = []
    place = 0
    for operation, a1, a2, b1, b2 in Lines(a, b, effort).get_opcodes():
        assert a1 == place
        assert (operation == "equal") == (a[a1:a2] == b[b1:b2])
        rebuilt += b[b1:b2]
        place = a2
    assert (place, rebuilt) == (len(a), b)


@given(texts, texts)
def test_a_unified_diff_counts_and_marks_lines_as_difflib_does(a, b):
    lines = Lines(a, b)
    usual = difflib.SequenceMatcher(None, a, b)
    usual.matching_blocks = lines.get_matching_blocks()
    shown = list(lines.unified("old", "new"))
    assert sum(line.startswith("@@") for line in shown) == len(list(usual.get_grouped_opcodes()))
    if list(usual.get_opcodes()) == difflib.SequenceMatcher(None, a, b).get_opcodes():
        assert shown == list(difflib.unified_diff(a, b, "old", "new", lineterm=""))


def test_a_line_that_stands_once_holds_the_texts_together():
    a = ["{", "one", "}", "", "{", "two", "}"]
    b = ["{", "zero", "}", "", "{", "one", "}", "", "{", "two", "}"]
    added = [b[b1:b2] for tag, _, _, b1, b2 in Lines(a, b).get_opcodes() if tag == "insert"]
    assert sum(map(len, added)) == 4


def test_a_text_of_lines_that_repeat_takes_no_minutes():
    count = 4_000
    same = ["x"] * count
    mine, theirs = (
        [line for n in range(count // 2) for line in ("x", f"{name}{n}")] for name in "mt"
    )
    began = time.monotonic()
    list(Lines(same, mine).unified("old", "new"))
    merge("\n".join(same), "\n".join(mine), "\n".join(theirs))
    assert time.monotonic() - began < 20  # difflib by itself: an hour
