"""The store in the process: bounded, and kind to what is hot."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from strive.platform.cache.memory import Memory


def use(memory: Memory, key) -> bool:
    """Look something up as a reader does; keep it when it is not there."""
    kept = memory.find(key)
    if kept is None:
        memory.put(key, key, 10)
        return False
    kept.uses += 1
    return True


def test_a_crawl_of_cold_things_leaves_the_hot_ones_alone():
    memory: Memory[str, str] = Memory(10_000)
    hot = [f"hot {number}" for number in range(500)]
    for _ in range(5):
        for key in hot:
            use(memory, key)
    for number in range(100_000):
        use(memory, f"cold {number}")
        if number % 10 == 0:
            use(memory, hot[number // 10 % len(hot)])
    assert sum(memory.find(key) is not None for key in hot) > 0.95 * len(hot)
    assert memory.size <= 10_000


def test_a_tenth_of_a_site_answers_most_of_its_readers():
    memory: Memory[int, int] = Memory(1_000 * 10)
    lots = random.Random(1)
    weights = [1 / rank**1.2 for rank in range(1, 10_001)]
    requests = lots.choices(range(10_000), weights, k=100_000)
    hits = sum(use(memory, page) for page in requests)
    assert hits / len(requests) > 0.8


def test_what_is_too_large_for_all_is_not_kept():
    memory: Memory[str, str] = Memory(100)
    memory.put("a", "a", 60)
    memory.put("b", "b", 101)
    assert memory.find("b") is None
    assert memory.find("a") is not None
    memory.put("a", "a", 101)
    assert (memory.find("a"), memory.size) == (None, 0)


def test_what_is_dropped_and_put_again_a_million_times_leaves_nothing_behind():
    memory: Memory[int, int] = Memory(1_000)
    for number in range(50_000):
        memory.put(1, number, 10)
        memory.drop(1)
    assert memory.size == 0
    assert len(memory._small) + len(memory._main) < 2_000


@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "drop", "use"]), st.integers(0, 9), st.integers(1, 40))
    )
)
def test_it_never_keeps_more_than_it_may_and_counts_right(steps):
    memory: Memory[int, int] = Memory(100)
    for step, key, size in steps:
        if step == "put":
            memory.put(key, size, size)
            assert memory.find(key) is None or memory.find(key).value == size
        elif step == "drop":
            memory.drop(key)
            assert memory.find(key) is None
        else:
            use(memory, key)
        kept = [memory.find(k) for k in range(10)]
        assert memory.size == sum(k.size for k in kept if k is not None) <= 100
        assert len(memory) == sum(k is not None for k in kept)
