"""The limits of the site as it is composed: every route has some, and they hold."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from strive.app import Strive, build_routes, build_web, open_faces
from strive.platform.ratelimit import Limiter, Table, Unlimited, standard
from strive.platform.ratelimit.rules import Kind, Rule, Ruleset, Verdict

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/guides/limits.md").read_text("utf-8")

Ask = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def table(strive: Strive) -> Table:
    settings = dataclasses.replace(strive.settings, sanity_webhook_secret="s" * 32)
    whole = dataclasses.replace(strive, settings=settings)
    return Table(build_routes(whole, open_faces(whole)), otherwise=standard.PAGES)


@pytest.fixture
def limiter(pair) -> Limiter:
    return Limiter(pair[0], site="test", secret=secrets.token_hex(16))


@pytest.fixture
def ask(strive: Strive, limiter) -> Ask:
    """Ask the whole application, limited as it is for readers, from an address."""
    app = build_web(dataclasses.replace(strive, limiter=limiter))

    async def ask(path: str, peer: str = "203.0.113.7", method: str = "GET", **headers: str):
        transport = httpx.ASGITransport(app, client=(peer, 1234))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost:8000"
        ) as asker:
            return await asker.request(method, path, headers=headers)

    return ask


def test_every_route_declares_its_limits(table):
    assert len(table.entries) > 30
    assert [entry.path for entry in table.entries if entry.limits is None] == []


def test_a_route_without_limits_says_why(table):
    reasons = {
        entry.path: entry.limits.reason
        for entry in table.entries
        if isinstance(entry.limits, Unlimited)
    }
    assert reasons.keys() == {"/livez", "/readyz", "/static/{path:path}"}
    assert all(len(reason) > 20 for reason in reasons.values())


def test_the_numbers_are_those_of_the_requirement():
    numbers = {
        policy.name: (policy.quota, policy.window_s)
        for limits in (standard.API, standard.AUTH, standard.NEWSLETTER)
        for policy in limits
        if policy.by in {"address", "account"}
    }
    assert numbers == {
        "api": (100, 60),
        "auth": (5, 60),
        "auth-account": (5, 60),
        "newsletter": (1, 3_600),
        "newsletter-account": (1, 3_600),
    }


def test_every_limit_of_the_site_is_in_the_guide(table):
    declared = {**table.policies}
    for limits in (standard.AUTH, standard.NEWSLETTER):
        declared |= {policy.name: policy for policy in limits}
    for policy in declared.values():
        window = {60: "a minute", 3_600: "an hour"}[policy.window_s]
        line = f"| `{policy.name}` | {policy.quota:,} {window} | {policy.by} | {policy.failure} |"
        assert line in GUIDE


async def test_the_api_is_limited_to_a_hundred_requests_a_minute(ask):
    answers = await asyncio.gather(*(ask("/api/v1/posts") for _ in range(110)))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(200), statuses.count(429)) == (100, 10)
    assert (await ask("/api/v1/posts", peer="198.51.100.9")).status_code == 200
    assert (await ask("/api/no-such-thing")).status_code == 429


async def test_who_is_turned_away_gets_what_every_answer_has(ask):
    for _ in range(101):
        refused = await ask("/api/v1/site")
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too_many_requests"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-policy"] == '"api";q=100;w=60'
    assert refused.headers["ratelimit"].startswith('"api";r=0;t=')
    assert refused.headers["cache-control"] == "no-store"
    for name in ("x-request-id", "content-security-policy", "x-content-type-options"):
        assert refused.headers[name]


async def test_an_answer_out_of_the_page_cache_tells_what_is_left_now(ask):
    first, second = [await ask("/api/v1/site") for _ in range(2)]
    assert "hit" in second.headers["cache-status"]
    assert first.headers["ratelimit"].startswith('"api";r=99;')
    assert second.headers["ratelimit"].startswith('"api";r=98;')


async def test_a_person_who_asks_too_often_reads_so_on_a_page_of_the_site(ask):
    statuses = []
    for number in range(130):
        refused = await ask(f"/search?q=word{number}", Accept="text/html")
        statuses.append(refused.status_code)
        if refused.status_code == 429:
            break
    assert statuses.count(200) == 120  # a search costs five pages
    assert "A little slower, please" in refused.text
    assert "Please try again in" in refused.text
    assert refused.headers["content-type"] == "text/html; charset=utf-8"


async def test_addresses_with_a_slash_too_many_and_missing_pages_count_as_pages(ask, limiter):
    for path in ("/blog/", "/no/such/page", "/preview/nothing"):
        assert (await ask(path)).status_code in {308, 404}
    assert (await ask("/livez")).status_code == 200
    assert limiter.counters.policies["pages"].admitted == 3


async def test_the_page_of_a_refusal_is_made_once_for_all_who_get_it(ask, limiter):
    limiter.follow(Ruleset(1, (Rule(Verdict.DENY, Kind.NETWORK, "203.0.113.0/24"),)), NOON)
    pages = [await ask(path, Accept="text/html") for path in ("/", "/search?q=a", "/blog")]
    assert {page.status_code for page in pages} == {403}
    assert len({page.text for page in pages}) == 1
    assert "aria-current" not in pages[0].text
    assert "Requests from your address are not answered here." in pages[0].text
