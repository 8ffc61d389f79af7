"""How cache groups are spelled as tags."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from strive.platform.cdn.tags import OVERFLOWING, TAG_CHARACTERS_MAX, fitting, tag_of, tags_of

groups = st.text(min_size=1, max_size=300)
spelled = st.lists(st.text("abc:1", min_size=1, max_size=20), max_size=40, unique=True)


def test_an_ordinary_group_is_its_own_tag():
    assert tag_of("post:5f/en@2.x") == "post:5f/en@2.x"


def test_what_separates_tags_is_escaped():
    assert tag_of('a b,c"d#e*f%') == "a%20b%2Cc%22d%23e%2Af%25"


def test_empty_groups_are_no_tags_and_doubled_ones_are_one():
    assert tags_of(["b", "", "a", "b"]) == ("b", "a")


@given(groups)
def test_a_tag_is_visible_ascii_without_separators_and_not_too_long(group):
    assert re.fullmatch(r"[!-~]+", tag_of(group))
    assert not set(tag_of(group)) & set(',"# *')
    assert len(tag_of(group)) <= TAG_CHARACTERS_MAX


@given(groups, groups)
def test_different_groups_are_different_tags(one, other):
    assert (tag_of(one) == tag_of(other)) == (one == other)


@given(spelled, st.integers(1, 50), st.integers(len(OVERFLOWING), 400))
def test_what_does_not_fit_is_stood_for_by_one_tag(tags, tags_max, characters_max):
    kept = fitting(tags, tags_max=tags_max, characters_max=characters_max)
    assert len(kept) <= tags_max
    assert len(",".join(kept)) <= characters_max
    assert kept == tuple(tags) or (
        kept[-1] == OVERFLOWING and kept[:-1] == tuple(tags[: len(kept) - 1])
    )
