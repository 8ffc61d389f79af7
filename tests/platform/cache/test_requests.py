"""What an asker may want of a cache (RFC 9111, section 5.2.1; RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import pytest

PAGE = {"cache-control": "max-age=60", "etag": '"v1"', "content-type": "text/plain"}


@pytest.fixture
def page(origin, clocks):
    origin.headers = PAGE | {"last-modified": clocks.date(-100)}
    origin.body = b"0123456789"
    return origin


async def test_who_has_it_already_gets_304_from_the_cache(client, page):
    await client.get("/")
    for tags in ('"v1"', 'W/"v1"', '"v0", "v1"', "*"):
        answer = await client.get("/", headers={"if-none-match": tags})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == '"v1"'
        assert "content-type" not in answer.headers
    assert page.count == 1


async def test_who_has_another_gets_the_page(client, page):
    await client.get("/")
    assert (await client.get("/", headers={"if-none-match": '"v2"'})).text == "0123456789"


async def test_dates_count_only_without_tags(client, page, clocks):
    await client.get("/")
    since = {"if-modified-since": clocks.date(-50)}
    assert (await client.get("/", headers=since)).status_code == 304
    assert (await client.get("/", headers=since | {"if-none-match": '"v2"'})).status_code == 200


async def test_a_first_conditional_request_still_fills_the_cache(client, page):
    assert (await client.get("/", headers={"if-none-match": '"v1"'})).status_code == 304
    assert (await client.get("/")).text == "0123456789"
    assert page.count == 1
    assert "if-none-match" not in page.asked[0]["headers"]


async def test_what_is_old_is_asked_for_by_its_tag_and_lives_on(client, page, clocks):
    await client.get("/")
    clocks.move(61)
    again = await client.get("/")
    assert page.asked[1]["headers"]["if-none-match"] == '"v1"'
    assert (again.status_code, again.text) == (200, "0123456789")
    assert "fwd=stale; fwd-status=304" in again.headers["cache-status"]
    clocks.move(50)
    await client.get("/")
    assert page.count == 2


async def test_304_brings_fields_up_to_date_but_not_those_of_the_bytes(client, page, clocks):
    page.headers |= {"x-a": "1", "content-encoding": "x-own"}
    await client.get("/")
    page.headers |= {"x-a": "2", "content-encoding": "x-other"}
    clocks.move(61)
    await client.get("/")
    answer = await client.get("/")
    assert (answer.headers["x-a"], answer.headers["content-encoding"]) == ("2", "x-own")


async def test_what_may_never_be_used_unasked_is_asked_for_each_time(client, page):
    page.headers["cache-control"] = "no-cache"
    await client.get("/")
    await client.get("/")
    assert [asked["headers"].get("if-none-match") for asked in page.asked] == [None, '"v1"']


@pytest.mark.parametrize(
    ("wish", "fetches"),
    [
        ("no-cache", 2),
        ("max-age=0", 2),
        ("max-age=5", 2),
        ("max-age=20", 1),
        ("min-fresh=55", 2),
        ("min-fresh=10", 1),
        ("only-if-cached", 1),
        ("nonsense=1", 1),
    ],
)
async def test_wishes_of_the_asker_are_respected(client, origin, clocks, wish, fetches):
    await client.get("/")
    clocks.move(10)
    assert (await client.get("/", headers={"cache-control": wish})).status_code == 200
    assert origin.count == fetches


async def test_the_old_way_to_ask_for_a_new_one_works(client, origin):
    await client.get("/")
    await client.get("/", headers={"pragma": "no-cache"})
    assert origin.count == 2


async def test_who_takes_stale_ones_gets_them(client, origin, clocks):
    await client.get("/")
    clocks.move(100)
    assert (await client.get("/", headers={"cache-control": "max-stale=50"})).text == "answer 1"
    assert (await client.get("/", headers={"cache-control": "max-stale=30"})).text == "answer 2"


async def test_only_if_cached_and_it_is_not(client, origin):
    answer = await client.get("/", headers={"cache-control": "only-if-cached"})
    assert (answer.status_code, origin.count) == (504, 0)


async def test_a_request_can_forbid_to_store_the_answer(client, origin):
    await client.get("/", headers={"cache-control": "no-store"})
    await client.get("/")
    assert origin.count == 2


@pytest.mark.parametrize(
    ("wanted", "given", "span"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
async def test_a_part_is_cut_from_what_is_stored(client, page, wanted, given, span):
    await client.get("/")
    answer = await client.get("/", headers={"range": wanted})
    assert (answer.status_code, answer.content) == (206, given)
    assert answer.headers["content-range"] == span
    assert page.count == 1


@pytest.mark.parametrize("wanted", ["bytes=0-1,3-4", "lines=1-2", "bytes=5-2", "bytes=a-b", "x"])
async def test_a_range_that_makes_no_sense_is_ignored(client, page, wanted):
    await client.get("/")
    answer = await client.get("/", headers={"range": wanted})
    assert (answer.status_code, answer.content) == (200, b"0123456789")


async def test_a_part_that_does_not_exist_is_refused_with_the_length(client, page):
    await client.get("/")
    answer = await client.get("/", headers={"range": "bytes=10-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */10")


async def test_a_part_of_another_version_is_the_whole(client, page):
    await client.get("/")
    answer = await client.get("/", headers={"range": "bytes=0-1", "if-range": '"v0"'})
    assert answer.status_code == 200
    answer = await client.get("/", headers={"range": "bytes=0-1", "if-range": '"v1"'})
    assert answer.status_code == 206


async def test_a_part_that_came_serves_parts_within_it(client, origin):
    origin.status, origin.body = 206, b"45678"
    origin.headers |= {"content-range": "bytes 4-8/10"}
    assert (await client.get("/", headers={"range": "bytes=4-8"})).content == b"45678"
    assert (await client.get("/", headers={"range": "bytes=5-6"})).content == b"56"
    assert origin.count == 1
    await client.get("/")
    assert origin.count == 2


async def test_head_is_answered_from_what_get_brought(client, page):
    await client.get("/")
    answer = await client.head("/")
    assert (answer.content, answer.headers["content-length"]) == (b"", "10")
    assert page.count == 1


async def test_head_tells_when_what_is_stored_is_another(client, page, clocks):
    await client.get("/")
    page.headers |= {"etag": '"v2"'}
    await client.head("/", headers={"cache-control": "no-cache"})
    await client.get("/")
    assert [asked["method"] for asked in page.asked] == ["GET", "HEAD", "GET"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "M-SEARCH"])
async def test_a_change_takes_away_what_is_stored(client, origin, method):
    origin.headers |= {"location": "/b", "content-location": "https://other.test/"}
    for path in ("/", "/b", "https://other.test/"):
        await client.get(path)
    await client.request(method, "/", content=b"x")
    for path in ("/", "/b", "https://other.test/"):
        await client.get(path)
    assert origin.count == 3 + 1 + 2


async def test_a_change_that_failed_takes_nothing_away(client, origin):
    await client.get("/")
    origin.status = 409
    await client.post("/")
    origin.status = 200
    await client.get("/")
    assert origin.count == 2
