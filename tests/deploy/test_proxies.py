"""nginx and Varnish before the site, as deploy/proxy has them (CDN-3, CA-6)."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from msgspec.structs import replace
from waiting import until

from strive.content import cache_tags
from strive.content.drafts import Draft
from tests.deploy.proxies import TOKEN

pytestmark = pytest.mark.slow

WITHIN_S = 1.0


def status_of(response: httpx.Response) -> str:
    """Return what the edge says of a response, without details of freshness."""
    return response.headers["cache-status"].partition("; ttl")[0]


async def test_the_second_reader_is_answered_at_the_edge(reader, post):
    first, second = await reader.get(post.path), await reader.get(post.path)
    assert (first.status_code, second.status_code) == (200, 200)
    assert status_of(first).startswith("Edge; fwd=miss")
    assert status_of(second) == "Edge; hit"
    assert second.headers["x-number"] == first.headers["x-number"]
    assert second.text == first.text
    assert int(second.headers["age"]) <= 1


async def test_a_change_is_seen_through_the_edge_within_a_second(
    strive, reader, edge, outbox, post
):
    await reader.get(post.path)
    assert "Before the change" in (await reader.get(post.path)).text
    draft = replace(Draft.of(post), title="After the change")
    await strive.content.publishing.save(draft, by="ada")
    tags = [cache_tags.post(post.id)]
    started = time.monotonic()
    await outbox.transact(lambda session: edge.purge_later(session, tags))
    await outbox.deliver_due()

    async def is_new() -> bool:
        return "After the change" in (await reader.get(post.path)).text

    await until(is_new, WITHIN_S)
    assert time.monotonic() - started < WITHIN_S
    assert status_of(await reader.get(post.path)) == "Edge; hit", "and what is new is kept again"


async def test_an_address_is_purged_alone(reader, edge, outbox, post):
    await reader.get(post.path)
    await reader.get("/blog")
    await outbox.transact(lambda session: edge.purge_later(session, urls=[post.path]))
    await outbox.deliver_due()
    assert status_of(await reader.get(post.path)).startswith("Edge; fwd=miss")
    assert status_of(await reader.get("/blog")) == "Edge; hit"


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer guessed"}, {"authorization": TOKEN}]
)
async def test_who_does_not_know_the_secret_purges_nothing(proxy, reader, post, headers):
    await reader.get(post.path)
    async with httpx.AsyncClient(headers=headers) as stranger:
        for method, path, fields in (
            ("PURGE", post.path, {"host": "blog.example.org", "x-forwarded-proto": "https"}),
            ("BAN", "/", {"xkey-purge": cache_tags.post(post.id)}),
        ):
            answer = await stranger.request(method, f"http://{proxy.node}{path}", headers=fields)
            assert answer.status_code == 403
    assert status_of(await reader.get(post.path)) == "Edge; hit"


async def test_a_reader_purges_nothing_even_with_the_secret(reader, post):
    await reader.get(post.path)
    through_a_proxy = {"authorization": f"Bearer {TOKEN}", "x-forwarded-for": "6.6.6.6"}
    for method in ("PURGE", "BAN"):
        tags = {"xkey-purge": cache_tags.post(post.id)}
        answer = await reader.request(method, post.path, headers={**through_a_proxy, **tags})
        assert answer.status_code >= 400
    assert status_of(await reader.get(post.path)) == "Edge; hit"


@pytest.mark.parametrize(
    "personal",
    [
        {"cookie": "theme=dark; __Host-session=abc"},
        {"cookie": "session=abc"},
        {"authorization": "Bearer of-a-reader"},
    ],
)
async def test_who_is_signed_in_is_never_answered_at_the_edge(reader, post, personal):
    await reader.get(post.path)
    assert status_of(await reader.get(post.path, headers=personal)) == "Edge; fwd=bypass"
    assert status_of(await reader.get(post.path)) == "Edge; hit"


async def test_another_cookie_is_not_that_of_a_session(reader, post):
    await reader.get(post.path)
    answer = await reader.get(post.path, headers={"cookie": "theme=session; my_session_id=1"})
    assert status_of(answer) == "Edge; hit"


async def test_what_is_left_to_one_reader_is_told_to_no_other(reader, post):
    path = f"/api/v1/posts/{post.slug.current}"
    first, second = await reader.get(path), await reader.get(path)
    assert "ratelimit" in first.headers
    assert status_of(second) == "Edge; hit"
    assert not [name for name in second.headers if "ratelimit" in name]


async def test_what_is_not_for_everybody_is_not_kept(reader):
    numbers = {(await reader.get("/livez")).headers["x-number"] for _ in range(3)}
    assert len(numbers) == 3


async def test_parameters_of_campaigns_do_not_split_a_page(reader):
    asked = "/echo?a=1&utm_source=x&b=2&fbclid=y&gclid"
    first = await reader.get(asked)
    second = await reader.get("/echo?a=1&b=2&mc_cid=z")
    assert first.json()["query"] == "a=1&b=2"
    assert second.headers["x-number"] == first.headers["x-number"]
    other = await reader.get("/echo?a=1&b=3")
    assert other.headers["x-number"] != first.headers["x-number"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("deflate", None),
        ("br;q=0.5", "br"),
    ],
)
async def test_the_site_s_codings_pass_through(reader, post, accepted, coding):
    for _ in range(2):
        answer = await reader.get(post.path, headers={"accept-encoding": accepted})
        assert answer.headers.get("content-encoding") == coding
        assert "Before the change" in answer.text
    assert status_of(answer) == "Edge; hit"


async def test_many_readers_at_once_are_one_request(reader):
    answers = await asyncio.gather(*(reader.get("/echo?many") for _ in range(50)))
    assert len({answer.headers["x-number"] for answer in answers}) == 1


async def test_the_site_is_told_who_asks_and_how(reader):
    told = (await reader.get("/echo?told", headers={"x-forwarded-for": "6.6.6.6"})).json()
    assert told["host"] == "blog.example.org"
    assert told["x-forwarded-for"].rpartition(", ")[2] == "127.0.0.1", (
        "the last is the proxy's word"
    )
    assert told["x-forwarded-proto"] == "https"
    assert told["accept-encoding"] == "br"


async def test_tags_are_the_edge_s_own(reader, post):
    answer = await reader.get(post.path)
    assert "xkey" not in answer.headers
    assert "x-varnish" not in answer.headers


async def test_a_soft_purge_asks_the_site_anew(reader, edge, outbox):
    path = "/search?q=change"
    await reader.get(path)
    before = await reader.get(path)
    await outbox.transact(lambda session: edge.purge_later(session, ["posts"], soft=True))
    await outbox.deliver_due()
    assert (await reader.get(path)).headers["x-number"] != before.headers["x-number"]


async def test_without_the_site_the_edge_serves_what_it_has(site, reader, post):
    kept = "/search?q=kept"
    await reader.get(kept)
    await reader.get(post.path)
    site.kill()
    try:

        async def is_stale() -> bool:
            answer = await reader.get(kept)
            assert answer.status_code == 200
            return status_of(answer) == "Edge; hit; detail=stale" or int(answer.headers["age"]) > 1

        await until(is_stale, 5)
        assert (await reader.get(post.path)).status_code == 200
        unknown = await reader.get("/search?q=never-asked")
        assert unknown.status_code == 503
        assert unknown.headers["retry-after"] == "5"
    finally:
        site.start()
