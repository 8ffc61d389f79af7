"""What holds for every endpoint: methods, validators, strict parameters, headers."""

from __future__ import annotations

import pytest

ENDPOINTS = ["posts", "posts/first", "pages/about", "categories", "authors", "search?q=a", "site"]


@pytest.fixture(autouse=True)
async def publication(publish) -> None:
    await publish("First")
    await publish("About", kind="page")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_an_answer_is_in_the_envelope_and_may_be_kept(client, endpoint):
    answer = await client.get(f"/api/v1/{endpoint}")
    body = answer.json()
    listed = {"pagination"} if isinstance(body["data"], list) else set()
    assert body.keys() == {"success", "data", "meta"} | listed
    assert body["success"] is True
    assert body["meta"]["timestamp"] == "2026-03-14T12:00:00.000Z"
    cache_control = "public, s-maxage=300, stale-while-revalidate=86400"
    assert answer.headers["cache-control"] == cache_control
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_what_the_client_has_is_not_sent_again(client, endpoint):
    first = await client.get(f"/api/v1/{endpoint}")
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get(f"/api/v1/{endpoint}", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-type" not in again.headers


async def test_a_change_is_another_answer(client, publish):
    first = await client.get("/api/v1/posts")
    await publish("Second")
    known = {"if-none-match": first.headers["etag"]}
    assert (await client.get("/api/v1/posts", headers=known)).status_code == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_head_is_get_without_its_body(client, endpoint):
    full, head = [await client.request(m, f"/api/v1/{endpoint}") for m in ("GET", "HEAD")]
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag", "cache-control"):
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, "../docs", "../docs/viewer.css"])
async def test_options_and_405_name_the_methods(client, endpoint):
    options = await client.options(f"/api/v1/{endpoint}")
    assert (options.status_code, options.content) == (204, b"")
    refused = await client.post(f"/api/v1/{endpoint}", json={"$ne": 1})
    assert refused.status_code == 405
    assert refused.json()["error"]["code"] == "method_not_allowed"
    assert options.headers["allow"] == refused.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("query", ["utm_source=x", "slug[$ne]=1", "Page=1", "fields[]=id", "_=1"])
async def test_a_parameter_nobody_knows_is_refused_by_name(client, endpoint, query):
    joined = f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"
    answer = await client.get(f"/api/v1/{joined}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "parameter_invalid"
    assert repr(query.partition("=")[0]) in answer.json()["error"]["message"]


async def test_what_cannot_be_answered_is_kept_by_nobody(client):
    assert (await client.get("/api/v1/posts?page=0")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/v1/posts/", "/api/v1/posts/first/", "/api/docs/"])
async def test_a_slash_at_the_end_leads_to_the_address_without(client, path):
    answer = await client.get(f"{path}?fields=id")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{path.rstrip('/')}?fields=id"
