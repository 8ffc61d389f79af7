"""How waiting purges are put together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from strive.platform.cdn.purge import Limits, Purge, Waiting, merged, packed, portions

names = st.lists(st.sampled_from("abcdefghij"), max_size=6, unique=True).map(tuple)
purges = st.lists(st.builds(Purge, tags=names, urls=names, soft=st.booleans()), max_size=30)


def waiting(found: list[Purge]) -> list[Waiting]:
    return [Waiting(str(number), purge) for number, purge in enumerate(found)]


def test_the_same_tag_and_address_are_named_once():
    purge = merged(waiting([Purge(("a", "b"), ("/1",)), Purge(("b", "c"), ("/1", "/2"))]))
    assert (purge.tags, purge.urls) == (("a", "b", "c"), ("/1", "/2"))


def test_one_larger_than_the_limits_stays_alone():
    large = Purge(tuple("abcdef"))
    batches = packed(waiting([Purge(("a",)), large, Purge(("b",))]), Limits(tags=3, urls=3))
    assert [len(batch) for batch in batches] == [1, 1, 1]


@given(purges, st.integers(1, 8), st.integers(0, 8))
def test_every_purge_is_in_one_batch_that_fits(found, tags, urls):
    every = waiting(found)
    batches = packed(every, Limits(tags=tags, urls=urls))
    assert sorted(int(each.id) for batch in batches for each in batch) == list(range(len(found)))
    for batch in batches:
        together = merged(batch)
        assert {each.purge.soft for each in batch} == {together.soft}
        fits = len(together.tags) <= tags and len(together.urls) <= urls
        assert fits or len(batch) == 1


@given(st.lists(st.integers()), st.integers(1, 9))
def test_portions_are_everything_in_order(items, size):
    parts = list(portions(items, size))
    assert [item for part in parts for item in part] == items
    assert all(1 <= len(part) <= size for part in parts)
