"""Taking stored responses away by what they are about (RFC 9875)."""

from __future__ import annotations

import pytest

from strive.platform.cache.purges import ALL, Purges, State


@pytest.fixture
def grouped(origin):
    origin.headers["cache-groups"] = '"posts", "author:ada"'
    return origin


@pytest.mark.parametrize("tag", ["posts", "author:ada", "https://site.test/"])
async def test_a_purge_takes_away_what_has_the_tag(client, cache, grouped, tag):
    await client.get("/")
    await cache.purge([tag])
    assert (await client.get("/")).text == "answer 2"


async def test_a_purge_leaves_all_else(client, cache, grouped):
    await client.get("/")
    await cache.purge(["post", "posts2", "author:*", "https://site.test/x"])
    assert (await client.get("/")).text == "answer 1"


async def test_a_soft_purge_is_seen_at_once(client, cache, grouped):
    await client.get("/")
    await cache.purge(["posts"], soft=True)
    assert (await client.get("/")).text == "answer 2"


async def test_what_was_purged_softly_is_there_when_the_origin_is_not(client, cache, grouped):
    await client.get("/")
    await cache.purge(["posts"], soft=True)
    grouped.raises = ConnectionError("away")
    assert (await client.get("/")).text == "answer 1"


async def test_what_was_purged_is_gone_even_when_the_origin_is_not_there(client, cache, grouped):
    await client.get("/")
    await cache.purge(["posts"])
    grouped.status = 503
    assert (await client.get("/")).status_code == 503


async def test_an_answer_to_a_change_can_purge_groups_of_its_origin(client, grouped):
    await client.get("/a")
    await client.get("https://other.test/a")
    grouped.headers = {"cache-group-invalidation": '"posts"'}
    await client.post("/b")
    await client.get("/a")
    await client.get("https://other.test/a")
    assert grouped.count == 4


async def test_a_field_that_is_no_list_of_strings_names_no_groups(client, cache, origin):
    origin.headers["cache-groups"] = '"posts'
    await client.get("/")
    await cache.purge(["posts", '"posts'])
    assert (await client.get("/")).text == "answer 1"


def test_purges_compare_by_number():
    purges = Purges()
    purges.note(5, ["a"], soft=False)
    purges.note(7, ["b"], soft=True)
    assert purges.state(4, ["a"]) is State.GONE
    assert purges.state(5, ["a"]) is State.CURRENT
    assert purges.state(6, ["a", "b"]) is State.OUTDATED
    assert purges.state(7, ["a", "b"]) is State.CURRENT
    purges.note(3, ["a"], soft=False)
    assert (purges.state(4, ["a"]), purges.sequence) == (State.GONE, 7)


def test_tags_that_are_forgotten_take_with_them_all_that_is_as_old():
    purges = Purges(tags_max=10)
    for number in range(1, 12):
        purges.note(number, [f"tag {number}"], soft=False)
    assert purges.state(5, ["tag 3"]) is State.GONE
    assert purges.state(5, ["never purged"]) is State.GONE
    assert purges.state(11, ["never purged"]) is State.CURRENT


async def test_everything_can_be_purged_at_once(client, cache, grouped):
    await client.get("/a")
    await client.get("/b")
    await cache.purge([ALL])
    await client.get("/a")
    await client.get("/b")
    assert grouped.count == 4


def test_everything_up_to_now_can_go():
    purges = Purges()
    purges.drop_all(9)
    assert purges.state(8, []) is State.GONE
    assert purges.state(9, []) is State.CURRENT
