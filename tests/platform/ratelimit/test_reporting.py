"""What all processes did is added up, and of many who are limited the most frequent are kept."""

from __future__ import annotations

from strive.platform.ratelimit.counters import Most, PolicyCounters
from strive.platform.ratelimit.reporting import Limited, Report, together


def report(process: str, admitted: int, *limited: Limited, is_alone: bool = False) -> Report:
    return Report(
        process=process,
        is_alone=is_alone,
        policies={"api": PolicyCounters(admitted=admitted, refused=1)},
        denied=2,
        allowed=3,
        limited=list(limited),
    )


def test_processes_are_added_up():
    first = report("a", 10, Limited("api", "203.0.113.0/24", 4), Limited("api", "2001:db8::/48", 3))
    second = report("b", 5, Limited("api", "2001:db8::/48", 2), is_alone=True)
    both = together([first, second])
    assert both.policies == {"api": PolicyCounters(admitted=15, refused=2)}
    assert (both.denied, both.allowed, both.is_alone) == (4, 6, True)
    assert both.limited == [
        Limited("api", "2001:db8::/48", 5),
        Limited("api", "203.0.113.0/24", 4),
    ]


def test_where_nobody_told_anything_there_is_nothing():
    assert together([]).policies == {}


def test_of_many_the_most_frequent_are_kept_in_bounded_memory():
    most = Most(size=10)
    for number in range(1_000):
        most.note("api", f"rare {number}")
        most.note("api", "frequent")
    assert most.top(1) == [("api", "frequent", 1_000)]
    assert len(most.top(100)) == 10
