from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from strive.local.backoff import FIRST_S, LONGEST_S, delay_s


@given(st.integers(min_value=0, max_value=10**9))
def test_no_wait_is_longer_than_the_longest_or_shorter_than_half_the_first(failures):
    assert FIRST_S / 2 <= delay_s(failures) <= LONGEST_S


@given(st.integers(min_value=0, max_value=5))
def test_waits_grow_with_failures(failures):
    assert delay_s(failures) <= delay_s(failures + 2)
