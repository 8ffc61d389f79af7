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


async def test_a_rule_with_a_query_goes_before_the_page_that_is_there(client, strive):
    rules = {
        "/?p=12": "/blog/x",
        "/?page_id=2&preview=no": "/y",
        "/blog?cat=3": "/categories/z",
        "/search?s": "/search",
    }
    await strive.content.redirects.save_imported(rules.items())
    for address, target in rules.items():
        for method in ("GET", "HEAD"):
            found = await client.request(method, address)
            assert (found.status_code, found.headers["location"]) == (301, target)
    for address in ("/?p=13", "/?p=12&x=1", "/?page_id=2", "/?utm=1", "/", "/blog", "/blog?page=1"):
        assert (await client.get(address)).status_code == 200


async def test_a_new_rule_holds_at_once_where_a_page_was_kept(client, strive):
    assert (await client.get("/blog?lang=pt")).status_code == 200
    await strive.content.redirects.save("/blog?lang=pt", "https://pt.example/")
    assert (await client.get("/blog?lang=pt")).headers["location"] == "https://pt.example/"
    await strive.content.redirects.delete("/blog?lang=pt")
    assert (await client.get("/blog?lang=pt")).status_code == 200


async def test_queries_that_no_rule_begins_with_cost_no_query_of_the_database(content, database):
    await content.redirects.save("/?p=12", "/blog/x")
    assert await content.redirects.find_exact("/", "p=12")
    before = database.totals.queries
    for path, query in (("/", "q=1"), ("/blog", "p=12"), ("/", ""), ("/", "P=12"), ("/", "=")):
        assert await content.redirects.find_exact(path, query) is None
    assert database.totals.queries == before


async def test_with_very_many_beginnings_every_query_is_looked_up(content, monkeypatch):
    monkeypatch.setattr("strive.content.redirects.BEGINNINGS_MAX", 2)
    await content.redirects.save_imported([(f"/?{name}=1", "/x") for name in "abcd"])
    for name in "abcd":
        assert await content.redirects.find_exact("/", f"{name}=1")
    assert await content.redirects.find_exact("/", "e=1") is None
