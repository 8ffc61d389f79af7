"""Rules for addresses that lead elsewhere, and what readers see of them."""

from __future__ import annotations

import pytest

from strive.platform.errors import Invalid


async def target_of(content, path: str, query: str = "") -> str | None:
    found = await content.redirects.find(path, query)
    return found and found.target


async def test_an_exact_rule_wins_over_wildcards_and_the_longer_over_the_shorter(content):
    rules = {
        "/*": "https://far.example/",
        "/a/*": "/a-all/:splat",
        "/a/b": "/exact",
        "/a/b?x=1": "/query",
    }
    for path, target in rules.items():
        await content.redirects.save(path, target)
    assert await target_of(content, "/a/b", "x=1") == "/query"
    assert await target_of(content, "/a/b") == "/exact"
    assert await target_of(content, "/a/c/d") == "/a-all/c/d"
    assert await target_of(content, "/z") == "https://far.example/"


async def test_a_rule_that_closes_a_circle_is_refused(content):
    await content.redirects.save("/a", "/b")
    await content.redirects.save("/b", "/c")
    with pytest.raises(Invalid, match="circles"):
        await content.redirects.save("/c", "/a")
    with pytest.raises(Invalid, match="itself"):
        await content.redirects.save("/d", "/d")


async def test_imported_rules_that_lead_in_a_circle_lead_nowhere(content):
    assert await content.redirects.save_imported([("/a", "/b"), ("/b", "/a"), ("/c", "/d")]) == []
    assert await target_of(content, "/a") is None
    assert await target_of(content, "/c") == "/d"


async def test_imported_rules_that_cannot_stand_are_returned_with_the_reason(content):
    rules = [("relative", "/x"), ("/x", "javascript:x"), ("/y", "/y"), ("/good", "/z")]
    rejected = await content.redirects.save_imported(rules)
    assert [path for path, _ in rejected] == ["relative", "/x", "/y"]
    assert await target_of(content, "/good") == "/z"


async def test_short_links_lead_to_their_posts_where_the_home_page_would_answer(client, strive):
    await strive.content.redirects.save_imported([("/?p=12", "/blog/x"), ("/?utm=1", "/blog/y")])
    found = await client.get("/?p=12")
    assert (found.status_code, found.headers["location"]) == (301, "/blog/x")
    for address in ("/?p=13", "/?p=12&x=1", "/?utm=1", "/"):
        assert (await client.get(address)).status_code == 200
