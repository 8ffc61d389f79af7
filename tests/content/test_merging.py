"""Two changes of one text, merged by lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from strive.content.merging import BETWEEN, MINE, THEIRS, merge

texts = some.lists(some.sampled_from(["a", "b", "c", ""]), max_size=12).map("\n".join)


def test_changes_in_different_places_are_both_kept():
    merged = merge("a\nb\nc\nd\ne", "a\nB\nc\nd\ne", "a\nb\nc\nD\ne\nf")
    assert merged == ("a\nB\nc\nD\ne\nf", 0)


def test_changes_of_the_same_lines_stand_beside_each_other():
    merged = merge("a\nb\nc", "a\nmine\nc", "a\ntheirs\nc")
    assert merged.clashes == 1
    assert merged.text.split("\n") == ["a", MINE, "mine", BETWEEN, "theirs", THEIRS, "c"]


def test_the_same_change_of_both_is_no_clash():
    assert merge("a\nb", "a\nB", "a\nB") == ("a\nB", 0)


@given(texts, texts)
def test_where_only_one_changed_it_their_text_is_the_merge(base, changed):
    assert merge(base, changed, base) == (changed, 0)
    assert merge(base, base, changed) == (changed, 0)


@given(texts, texts, texts)
def test_no_line_of_either_is_lost(base, mine, theirs):
    merged = merge(base, mine, theirs).text.split("\n")
    kept = set(base.split("\n"))
    for text in (mine, theirs):
        assert set(text.split("\n")) - kept <= set(merged)
