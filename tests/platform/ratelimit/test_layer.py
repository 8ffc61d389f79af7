"""Limits as a client sees them: what is answered, and what is told beside it."""

from __future__ import annotations

import http_sfv
import httpx


def limits(response: httpx.Response) -> list[tuple[str, dict[str, int]]]:
    """Read `RateLimit` as a client does that knows structured fields."""
    read = http_sfv.List()
    read.parse(response.headers["ratelimit"].encode())
    return [(item.value, dict(item.params)) for item in read]


async def test_an_answer_tells_what_is_left_and_until_when(site):
    response = await site("/api/v1/posts")
    assert response.headers["ratelimit-policy"] == '"api";q=3;w=60'
    assert response.headers["ratelimit"] == '"api";r=2;t=60'
    assert limits(await site("/api/v1/posts")) == [("api", {"r": 1, "t": 60})]


async def test_a_refusal_is_in_the_envelope_and_tells_when_to_come_again(site):
    for _ in range(3):
        assert (await site("/api/v1/posts")).status_code == 200
    refused = await site("/api/v1/posts")
    assert refused.status_code == 429
    body = refused.json()
    assert body["success"] is False
    assert body["error"]["code"] == "too_many_requests"
    assert body["error"]["message"].startswith("Too many requests in a short time.")
    assert body["timestamp"] == "2026-03-14T12:00:00.000Z"
    assert refused.headers["retry-after"] == "60"
    assert refused.headers["cache-control"] == "no-store"
    assert limits(refused) == [("api", {"r": 0, "t": 60})]


async def test_a_refusal_out_of_memory_says_the_same(site):
    answers = [await site("/api/v1/posts") for _ in range(6)]
    assert site.limiter.counters.policies["api"].from_memory == 2
    assert answers[3].headers["ratelimit"] == answers[5].headers["ratelimit"]
    assert answers[3].headers["retry-after"] == answers[5].headers["retry-after"]


async def test_retry_after_never_says_earlier_than_the_window_of_the_field(site):
    await site("/api/v1/dear")
    refused = await site("/api/v1/dear")
    (name, params), *_ = limits(refused)
    assert (name, params["r"]) == ("dear", 4)
    assert int(refused.headers["retry-after"]) >= params["t"]


async def test_before_the_cache_every_request_to_the_api_counts(site):
    for _ in range(3):
        response = await site("/api/v1/posts")
    assert "hit" in response.headers["cache-status"]
    assert response.headers["ratelimit"].startswith('"api";r=0')
    assert (await site("/api/v1/posts")).status_code == 429


async def test_pages_count_only_when_they_have_to_be_made(site):
    answers = [await site("/page/one") for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers
    assert (await site("/page/two")).status_code == 200
    assert (await site("/page/three")).status_code == 429
    assert (await site("/page/one")).status_code == 200


async def test_a_person_gets_a_page(site):
    for name in "abc":
        response = await site(f"/page/{name}", accept="text/html")
    assert response.status_code == 429
    assert response.headers["content-type"].startswith("text/html")
    assert "Please try again in 60 seconds." in response.text
    assert response.headers["retry-after"] == "60"
    assert response.headers["cache-control"] == "no-store"


async def test_what_no_route_has_is_limited_too(site):
    statuses = [(await site(f"/no/such/{number}")).status_code for number in range(3)]
    assert statuses == [404, 404, 429]


async def test_what_is_unlimited_is_always_answered(site):
    assert {(await site(f"/livez?x={number}")).status_code for number in range(20)} == {200}


async def test_addresses_are_limited_apart_and_those_of_a_64_together(site):
    for peer in ("2001:db8:1:1::1", "2001:db8:1:1::2", "2001:db8:1:1::3"):
        assert (await site("/api/v1/posts", peer=peer)).status_code == 200
    assert (await site("/api/v1/posts", peer="2001:db8:1:1::4")).status_code == 429
    assert (await site("/api/v1/posts", peer="2001:db8:1:2::1")).status_code == 200


async def test_all_of_a_48_have_a_wider_limit_that_is_not_told(site):
    for number in range(5):
        response = await site("/api/v1/posts", peer=f"2001:db8:1:{number}::1")
        assert [name for name, _ in limits(response)] == ["api"]
    refused = await site("/api/v1/posts", peer="2001:db8:1:9::1")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


async def test_an_ipv4_address_in_ipv6_is_the_ipv4_address(site):
    for peer in ("203.0.113.7", "::ffff:203.0.113.7", "::ffff:cb00:7107"):
        assert (await site("/api/v1/posts", peer=peer)).status_code == 200
    assert (await site("/api/v1/posts", peer="203.0.113.7")).status_code == 429


async def test_an_account_is_limited_at_whichever_address_it_is(site):
    first = await site("/api/v1/members", x_account="a")
    assert first.status_code == 200
    again = await site("/api/v1/members", peer="198.51.100.9", x_account="a")
    assert again.status_code == 429
    assert (await site("/api/v1/members", x_account="b")).status_code == 200


async def test_who_has_no_account_has_no_limit_by_account(site):
    response = await site("/api/v1/members")
    assert response.status_code == 200
    assert "ratelimit" not in response.headers


async def test_what_is_everybodys_is_refused_as_a_site_that_is_busy(site):
    assert (await site("/api/v1/all")).status_code == 200
    refused = await site("/api/v1/all", peer="198.51.100.9")
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "unavailable"
    assert refused.headers["retry-after"] == "60"
    assert "ratelimit" not in refused.headers


async def test_a_handler_takes_more_by_what_it_knows(site):
    first = await site("/api/v1/login?as=anna", "POST")
    assert [name for name, _ in limits(first)] == ["auth", "auth-account"]
    refused = await site("/api/v1/login?as=anna", "POST", peer="198.51.100.9")
    assert refused.status_code == 429
    assert limits(refused) == [("auth-account", {"r": 0, "t": 600}), ("auth", {"r": 1, "t": 60})]


async def test_a_handler_gives_back_what_was_no_guess(site):
    for _ in range(6):
        response = await site("/api/v1/login?as=anna&right=1", "POST")
        assert response.status_code == 200
    assert "ratelimit" not in response.headers
