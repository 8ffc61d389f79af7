"""Limits as a client sees them: what is answered, and what is told beside it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import http_sfv
import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from strive.kit.clock import ManualClock
from strive.platform.cache import PageCache
from strive.platform.ratelimit import (
    By,
    Failure,
    Limiter,
    LimitLayer,
    Policy,
    Table,
    Unlimited,
    is_api,
    is_page,
    limited,
    spending_of,
)
from strive.platform.ratelimit.rules import Change, Kind, Rule, Ruleset, Verdict
from strive.platform.ratelimit.shared import SharedWindows
from strive.platform.valkey import ValkeySettings, open_valkey
from strive.platform.web.errors import ErrorBoundary

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
API = (Policy("api", 3, 60), Policy("api-network", 5, 60, by=By.NETWORK, advertised=False))
PAGES = (Policy("pages", 2, 60, advertised=False),)
AUTH = (Policy("auth", 2, 60, failure=Failure.STRICT),)
AUTH_ACCOUNT = Policy("auth-account", 1, 600, by=By.ACCOUNT)
MEMBERS = (Policy("members", 1, 60, by=By.ACCOUNT),)
ALL = (Policy("all", 1, 60, by=By.EVERYONE, advertised=False),)
DEAR = (Policy("dear", 10, 60, cost=6),)


async def show(request: Request) -> Response:
    return PlainTextResponse("shown", headers={"cache-control": "public, max-age=60"})


async def sign_in(request: Request) -> Response:
    """Take a guess at an account; the right one was no guess."""
    await spending_of(request).take([AUTH_ACCOUNT], account=request.query_params["as"])
    if "right" in request.query_params:
        await spending_of(request).refund()
    return PlainTextResponse("tried")


ROUTES = [
    *limited([Route("/api/v1/posts", show)], API),
    *limited([Route("/api/v1/login", sign_in, methods=["POST"])], AUTH),
    *limited([Route("/api/v1/members", show)], MEMBERS),
    *limited([Route("/api/v1/all", show)], ALL),
    *limited([Route("/api/v1/dear", show)], DEAR),
    *limited([Route("/page/{slug}", show)], PAGES),
    *limited([Route("/livez", show)], Unlimited("probes")),
]

Ask = Callable[..., Awaitable[httpx.Response]]


class Site:
    """A small application with both layers around a page cache, as `app.build_web` has them."""

    def __init__(self, windows: SharedWindows, **options: Any) -> None:
        self.limiter = Limiter(windows, site="test", secret=secrets.token_hex(8), **options)
        table = Table(ROUTES, otherwise=PAGES)
        clock = ManualClock(NOON)
        app: ASGIApp = Router(ROUTES)
        app = LimitLayer(app, self.limiter, table, covers=is_page)
        app = ErrorBoundary(app, clock=clock)
        self.app = LimitLayer(
            PageCache(app),
            self.limiter,
            table,
            covers=is_api,
            refused=app,
            account_of=lambda scope: dict(scope["headers"]).get(b"x-account", b"").decode(),
        )

    async def __call__(
        self, path: str, method: str = "GET", peer: str = "203.0.113.7", **headers: str
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(peer, 1234))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
            return await client.request(method, path, headers=named)


@pytest.fixture
def make_site(pair) -> Callable[..., Site]:
    return lambda **options: Site(pair[0], **options)


@pytest.fixture
def site(make_site) -> Site:
    return make_site()


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


async def test_who_is_denied_gets_nothing_but_that(site):
    site.limiter.follow(Ruleset(1, (Rule(Verdict.DENY, Kind.NETWORK, "203.0.113.0/24"),)), NOON)
    for path in ("/api/v1/posts", "/page/one", "/livez"):
        assert (await site(path)).status_code == 403
    assert (await site("/api/v1/posts")).json()["error"]["code"] == "denied"
    assert site.limiter.counters.denied == 4
    assert (await site("/api/v1/posts", peer="198.51.100.9")).status_code == 200


async def test_who_is_allowed_has_no_limits(site):
    site.limiter.follow(Ruleset(1, (Rule(Verdict.ALLOW, Kind.AGENT, "monitor"),)), NOON)
    for _ in range(10):
        response = await site("/api/v1/posts", user_agent="Our Monitor/1.0")
        assert response.status_code == 200
    assert "ratelimit" not in response.headers
    assert (await site("/page/x", user_agent="Our Monitor/1.0")).status_code == 200
    assert site.limiter.counters.allowed == 11


async def test_in_shadow_nobody_is_turned_away(make_site):
    site = make_site(mode="shadow")
    site.limiter.follow(Ruleset(1, (Rule(Verdict.DENY, Kind.NETWORK, "203.0.113.0/24"),)), NOON)
    assert {(await site("/api/v1/posts")).status_code for _ in range(6)} == {200}
    counters = site.limiter.counters
    assert (counters.denied, counters.policies["api"].shadow_refused) == (6, 3)


async def test_turned_off_nothing_is_asked_or_told(make_site, pair):
    site, before = make_site(mode="off"), pair[0].round_trips
    site.limiter.follow(Ruleset(1, (Rule(Verdict.DENY, Kind.NETWORK, "203.0.113.0/24"),)), NOON)
    for _ in range(6):
        response = await site("/api/v1/posts")
        assert response.status_code == 200
    assert "ratelimit" not in response.headers
    assert pair[0].round_trips == before
    assert (await site("/api/v1/login?as=anna", "POST")).status_code == 200


async def test_a_changed_limit_is_told(site):
    await site("/api/v1/posts")
    site.limiter.follow(Ruleset(1, changes=(Change("api", quota=50, window_s=120),)), NOON)
    response = await site("/api/v1/posts")
    assert response.headers["ratelimit-policy"] == '"api";q=50;w=120'
    assert response.headers["ratelimit"] == '"api";r=48;t=120'


async def test_without_valkey_the_stricter_quota_is_told(make_site):
    windows = SharedWindows(open_valkey(ValkeySettings("valkey://127.0.0.1:1", timeout_ms=50)))
    site = Site(windows)
    response = await site("/api/v1/login?as=anna&right=0", "POST")
    assert response.status_code == 200
    response = await site("/api/v1/login?as=berta", "POST")
    assert response.headers["ratelimit-policy"].startswith('"auth";q=1;w=60')
    await windows.close()
