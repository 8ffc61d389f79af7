"""Sitemaps, robots.txt, llms.txt, and the proof of the IndexNow key."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

from defusedxml.ElementTree import fromstring

from strive.content.post import Seo

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(xml: bytes) -> list[str]:
    return [element.text for element in fromstring(xml).iterfind(".//s:loc", NS)]


async def test_the_sitemap_lists_everything_that_may_be_found(site, publish, page, author):
    await publish("Время")
    await publish("Hidden", seo=Seo(no_index=True))
    files = locations((await site.get("/sitemap.xml")).content)
    assert files[0] == "https://site.test/sitemaps/sections.xml"
    found = [url for file in files for url in locations((await site.get(file)).content)]
    assert "https://site.test/blog/%D0%B2%D1%80%D0%B5%D0%BC%D1%8F" in found
    assert "https://site.test/about-us" in found
    assert "https://site.test/authors/ada-byron" in found
    assert not any("hidden" in url for url in found)


async def test_an_unknown_sitemap_is_not_found(site):
    for name in ("posts-1", "posts-0", "posts--1", "x", "posts-999999", "posts-1000000"):
        assert (await site.get(f"/sitemaps/{name}.xml")).status_code == 404


async def test_robots_are_led_to_the_sitemap(site):
    answer = await site.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Sitemap: https://site.test/sitemap.xml" in answer.text
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    assert rules.can_fetch("any", "https://site.test/blog")
    assert rules.can_fetch("any", "https://site.test/search")
    assert not rules.can_fetch("any", "https://site.test/search?q=endless")


async def test_language_models_are_given_a_guide(site, publish, settle):
    await settle(title="A\nname", description="What for")
    await publish("Odd [one]", excerpt="In\nshort")
    lines = (await site.get("/llms.txt")).text.splitlines()
    assert lines[0] == "# A name"
    assert "> What for" in lines
    assert "- [Odd (one)](https://site.test/blog/odd-one): In short" in lines


async def test_the_indexnow_key_proves_itself(site, settle):
    assert (await site.get("/0123456789abcdef.txt")).status_code == 404
    await settle(indexnow_key="0123456789abcdef")
    assert (await site.get("/0123456789abcdef.txt")).text == "0123456789abcdef"
    assert (await site.get("/other.txt")).status_code == 404


async def test_privacy_control_is_honoured_alike_for_those_who_ask_for_it_and_others(site):
    answers = [
        await site.get("/.well-known/gpc.json", headers=headers)
        for headers in ({}, {"sec-gpc": "1"})
    ]
    for answer in answers:
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == {"gpc": True, "lastUpdate": "2026-11-25"}
        assert "set-cookie" not in answer.headers
