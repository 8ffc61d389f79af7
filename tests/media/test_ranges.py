from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.media.ranges import UnsatisfiableRangeError, wanted_range


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-499", (0, 10)),
        ("bytes=5-", (5, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-300", (0, 10)),
        ("Bytes= 2-4 ", (2, 5)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=4-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=a-b", None),
        ("bytes=٣-", None),
        ("items=0-1", None),
        ("bytes=0-" + "9" * 5000, None),
    ],
)
def test_a_range_is_the_bytes_it_names_or_the_whole(header, wanted):
    assert wanted_range(header, 10) == wanted


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=999-", "bytes=-0"])
def test_a_range_with_nothing_in_it_cannot_be_satisfied(header):
    with pytest.raises(UnsatisfiableRangeError):
        wanted_range(header, 10)


@given(st.one_of(st.text(), st.from_regex(r"bytes=\d*-\d*", fullmatch=True)), st.integers(1, 10**9))
def test_any_header_gives_a_part_of_the_file_or_the_whole(header, size):
    try:
        wanted = wanted_range(header, size)
    except UnsatisfiableRangeError:
        return
    assert wanted is None or 0 <= wanted[0] < wanted[1] <= size
