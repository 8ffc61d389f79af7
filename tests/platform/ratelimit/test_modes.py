"""Lists, shadow and off, changed limits and Valkey away, as a client sees them."""

from __future__ import annotations

from datetime import UTC, datetime

from strive.platform.ratelimit.rules import Change, Kind, Rule, Ruleset, Verdict
from strive.platform.ratelimit.shared import SharedWindows, open_quick
from strive.platform.valkey import ValkeySettings

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


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
    windows = SharedWindows(open_quick(ValkeySettings("valkey://127.0.0.1:1")))
    site = make_site(windows)
    response = await site("/api/v1/login?as=anna&right=0", "POST")
    assert response.status_code == 200
    response = await site("/api/v1/login?as=berta", "POST")
    assert response.headers["ratelimit-policy"].startswith('"auth";q=1;w=60')
    await windows.close()
