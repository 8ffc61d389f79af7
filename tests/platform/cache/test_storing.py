"""What a page cache stores, and for whom (RFC 9111, section 3)."""

from __future__ import annotations

import pytest

from strive.platform.cache import Policy


async def test_what_says_how_long_it_lasts_is_fetched_once(client, origin):
    first, second = await client.get("/a"), await client.get("/a")
    assert (first.text, second.text) == ("answer 1", "answer 1")
    assert "fwd=uri-miss; fwd-status=200; ttl=60; stored" in first.headers["cache-status"]
    assert second.headers["cache-status"] == "Strive; hit; ttl=60"


@pytest.mark.parametrize(
    "control",
    ["no-store", "private, max-age=60", "max-age=0", "", "max-age=60, no-store", "max-age=nine"],
)
async def test_what_may_not_be_kept_is_not(client, origin, control):
    origin.headers = {"cache-control": control} if control else {}
    await client.get("/")
    await client.get("/")
    assert origin.count == 2


async def test_a_status_understood_may_be_kept_against_no_store(client, origin):
    origin.headers["cache-control"] = "no-store, must-understand, max-age=60"
    await client.get("/")
    await client.get("/")
    assert origin.count == 1


@pytest.mark.parametrize("status", [204, 301, 302, 404, 410, 500, 503])
async def test_any_final_status_with_a_lifetime_is_kept(client, origin, status):
    origin.status = status
    assert (await client.get("/")).status_code == (await client.get("/")).status_code == status
    assert origin.count == 1


async def test_what_sets_a_cookie_is_not_kept(client, origin):
    origin.headers["set-cookie"] = "session=1"
    await client.get("/")
    await client.get("/")
    assert origin.count == 2


async def test_a_cookie_the_origin_names_is_left_out_of_what_is_kept(client, origin):
    origin.headers = {"cache-control": 'max-age=60, no-cache="Set-Cookie"', "set-cookie": "a=1"}
    await client.get("/")
    again = await client.get("/")
    assert origin.count == 1
    assert "set-cookie" not in again.headers


async def test_cookies_are_kept_when_told_so(make_cache, open_client, origin):
    origin.headers["set-cookie"] = "language=en"
    client = open_client(make_cache(policy=Policy(store_cookies=True)))
    await client.get("/")
    assert (await client.get("/")).headers["set-cookie"] == "language=en"
    assert origin.count == 1


@pytest.mark.parametrize(
    ("control", "fetches"),
    [("max-age=60", 2), ("max-age=60, public", 1), ("s-maxage=60", 1)],
)
async def test_an_answer_to_credentials_needs_leave(client, origin, control, fetches):
    origin.headers["cache-control"] = control
    await client.get("/", headers={"authorization": "Bearer x"})
    await client.get("/")
    assert origin.count == fetches


@pytest.mark.parametrize("other", ["https://other.test/", "http://site.test/", "/?a=1"])
async def test_schemes_hosts_and_queries_are_never_mixed(client, origin, other):
    await client.get("/")
    await client.get(other)
    assert origin.count == 2


async def test_parameters_that_track_do_not_make_another_page_but_reach_the_origin(client, origin):
    await client.get("/?utm_source=mail&page=2&fbclid=x")
    await client.get("/?page=2&utm_campaign=spring&gclid=7")
    assert [asked["query"] for asked in origin.asked] == ["utm_source=mail&page=2&fbclid=x"]


async def test_a_field_of_the_connection_is_not_kept(client, origin):
    origin.headers |= {"connection": "x-hop", "x-hop": "1", "keep-alive": "5", "x-end": "2"}
    await client.get("/")
    again = await client.get("/")
    assert "x-hop" not in again.headers
    assert "keep-alive" not in again.headers
    assert again.headers["x-end"] == "2"


async def test_limits_told_to_one_asker_are_not_told_to_another(client, origin):
    origin.headers |= {"ratelimit": '"api";r=3;t=1', "ratelimit-policy": '"api";q=9;w=60'}
    await client.get("/")
    again = await client.get("/")
    assert not {"ratelimit", "ratelimit-policy"} & set(again.headers)


async def test_a_body_too_long_passes_through_as_it_comes(make_cache, open_client, origin):
    origin.chunks = [b"x" * 600, b"y" * 600, b"z"]
    client = open_client(make_cache(policy=Policy(entry_bytes=1_000)))
    assert (await client.get("/")).content == b"".join(origin.chunks)
    await client.get("/")
    assert origin.count == 2


async def test_only_hosts_on_the_list_are_kept(make_cache, open_client, origin):
    cache = make_cache(policy=Policy(hosts=frozenset({b"site.test"})))
    for _ in range(2):
        await open_client(cache).get("/")
        await open_client(cache, "evil.test").get("/")
    assert origin.count == 3


async def test_a_private_request_is_neither_answered_from_the_cache_nor_kept(
    make_cache, open_client, origin
):
    def has_session(scope):
        return any(b"session=" in value for name, value in scope["headers"] if name == b"cookie")

    client = open_client(make_cache(is_private=has_session))
    await client.get("/")
    own = await client.get("/", headers={"cookie": "session=1"})
    assert (own.text, own.headers["cache-control"]) == ("answer 2", "private, no-store")
    assert (await client.get("/", headers={"cookie": "theme=dark"})).text == "answer 1"


@pytest.mark.parametrize(
    ("target", "control", "fetches"),
    [
        ("max-age=60", "no-store", 1),
        ("max-age=0", "max-age=60", 2),
        ("no-store", "max-age=60", 2),
        ("max-age=60, &&&", "no-store", 2),
        ('max-age="60"', "no-store", 2),
    ],
)
async def test_what_is_said_to_caches_like_this_one_counts_more(
    client, origin, target, control, fetches
):
    origin.headers = {"cdn-cache-control": target, "cache-control": control}
    await client.get("/")
    await client.get("/")
    assert origin.count == fetches


async def test_a_response_only_passed_is_not_gathered_first(cache, origin, clocks):
    origin.headers = {"cache-control": "no-store"}
    origin.chunks = [b"1", b"2", b"3"]
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "query_string": b""}
    await cache({**scope, "headers": [(b"host", b"a")]}, None, send)
    assert [message.get("body") for message in sent] == [None, b"1", b"2", b"3"]
