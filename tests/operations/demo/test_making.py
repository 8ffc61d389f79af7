"""Claims about what the demo is made of; nothing here needs a database."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from strive.content.arrivals import check_arrival
from strive.kit.slugs import is_slug
from strive.operations.demo import people, posts, visits
from strive.operations.demo.scale import HOURS, SCALES, Plan
from strive.operations.demo.text import Writer
from strive.operations.demo.words import TOPICS
from strive.operations.demo.working import at_once

UNTIL = datetime(2026, 3, 14, tzinfo=UTC)
SMALL = Plan(SCALES["10k"], 7, UNTIL)


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_the_hours_of_a_month_have_all_its_events(scale):
    counts = visits.counts_by_hour(Plan(scale, 1, UNTIL))
    assert len(counts) == HOURS
    assert sum(counts) == scale.events
    assert min(counts) > 0


def test_at_1m_it_is_what_the_seed_speaks_of():
    scale = SCALES["1m"]
    sizes = (scale.users, scale.subscribers, scale.posts, scale.events)
    assert sizes == (1_000_000, 1_000_000, 10_000, 12_000_000)


def test_nobody_is_twice_there_and_no_mail_can_reach_them():
    blocks = people.blocks(SMALL.scale.users)
    users = [user for block in blocks for user in people.users(SMALL, block)]
    subscribers = [one for block in blocks for one in people.subscribers(SMALL, block)]
    for group in (users, subscribers):
        assert len(group) == 10_000
        assert len({one["_id"] for one in group}) == len({one["email"] for one in group}) == 10_000
        assert all(one["email"].endswith(".example") for one in group)
        assert all(one["createdAt"] <= UNTIL for one in group)
    both = {one["email"] for one in users} & {one["email"] for one in subscribers}
    assert len(both) == 5_000
    assert all(user["createdAt"] <= user["lastActiveAt"] <= UNTIL for user in users)


def test_ids_of_users_are_spread_evenly_for_sharding():
    ids = [people.user_id(SMALL, number) for number in range(10_000)]
    firsts = Counter(id_[0] for id_ in ids)
    assert len(firsts) == 32
    assert max(firsts.values()) < 10_000 / 32 * 1.3


def test_events_are_within_their_hour_and_in_order_of_their_ids():
    made = list(visits.events(SMALL, 30, 500, ["/blog/a", "/blog/b"]))
    start = visits.start_of(SMALL, 30)
    assert len({event["_id"] for event in made}) == 500
    assert [event["_id"] for event in made] == sorted(event["_id"] for event in made)
    assert all(start <= event["timestamp"] < start + timedelta(hours=1) for event in made)


def test_a_visit_is_one_reader_with_pages_in_order():
    visits_made: dict[str, list[dict]] = {}
    for event in visits.events(SMALL, 30, 500, ["/blog/a", "/blog/b"]):
        visits_made.setdefault(event["sessionId"], []).append(event)
    assert len(visits_made) > 50
    for visit in visits_made.values():
        assert len({event["userId"] for event in visit}) == 1
        assert visit[0]["eventType"] == "page_view"
        assert visit == sorted(visit, key=lambda event: event["timestamp"])


def test_few_posts_have_most_of_the_readers():
    paths = [f"/blog/{rank:04}" for rank in range(1_000)]
    made = [event for hour in range(5) for event in visits.events(SMALL, hour, 4_000, paths)]
    views = Counter(
        event["data"]["path"] for event in made if event["data"]["path"].startswith("/blog/")
    )
    share = sum(views[path] for path in paths[:100]) / views.total()
    assert 0.6 < share < 0.75, "Zipf's law gives a tenth of the posts two thirds of the readers"
    assert views.most_common(1)[0][0] == paths[0]


def test_an_hour_does_not_depend_on_another():
    alone = list(visits.events(SMALL, 300, 100, ["/blog/a"]))
    after_others = [list(visits.events(SMALL, hour, 100, ["/blog/a"])) for hour in (299, 300)][-1]
    assert alone == after_others


def test_another_seed_makes_another_demo():
    other = Plan(SMALL.scale, 8, UNTIL)
    ids, others = ({user["_id"] for user in people.users(plan, 0)} for plan in (SMALL, other))
    assert not ids & others
    assert posts.headings(SMALL) != posts.headings(other)
    made = [next(visits.events(plan, 0, 1, ["/blog/a"])) for plan in (SMALL, other)]
    assert made[0]["sessionId"] != made[1]["sessionId"]


def test_no_two_posts_have_one_slug():
    headings = posts.headings(Plan(SCALES["1m"], 1, UNTIL))
    assert len({heading.slug for heading in headings}) == 10_000
    assert all(is_slug(heading.slug) for heading in headings)
    assert {heading.topic for heading in headings} == set(TOPICS)


def test_posts_are_what_an_import_may_bring():
    headings = posts.headings(SMALL)
    made = posts.arrivals(SMALL, headings, range(100), ["a1", "a2"], list(TOPICS))
    for arrival in made:
        check_arrival(arrival)
        assert arrival.draft.published_at < UNTIL
    dates = [arrival.draft.published_at for arrival in made]
    assert dates == sorted(dates)


def test_a_post_links_to_earlier_ones_only():
    headings = posts.headings(SMALL)
    places = {heading.path: place for place, heading in enumerate(headings)}
    made = posts.arrivals(SMALL, headings, range(100), ["a1"], list(TOPICS))
    linked = 0
    for number, arrival in enumerate(made):
        for part in arrival.draft.body.source.split("](")[1:]:
            linked += 1
            assert places[part.partition(")")[0]] < number
    assert linked > 50


@pytest.mark.parametrize("topic", TOPICS)
def test_texts_read_like_texts(topic):
    writer = Writer(topic, Random(1))
    text = writer.body(400)
    assert 400 <= len(text.split()) < 800
    assert "{" not in text
    assert "  " not in text.replace("    ", "")
    assert not any(f" a {vowel}" in text for vowel in "aeio")
    assert len({writer.title() for _ in range(50)}) > 40


async def test_a_few_works_are_done_at_once_and_the_rest_not_begun():
    most = running = begun = 0

    async def work() -> int:
        nonlocal most, running
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        return 1

    def works():
        nonlocal begun
        for _ in range(50):
            begun += 1
            assert running < 4, "room for it"
            yield work()

    assert sum(await at_once(works())) == 50
    assert most == 4


async def test_the_first_failure_ends_it():
    begun = 0

    async def fail():
        raise ValueError("here")

    def works():
        nonlocal begun
        while True:
            begun += 1
            yield fail()

    with pytest.raises(ValueError, match="here"):
        await at_once(works())
    assert begun <= 4
