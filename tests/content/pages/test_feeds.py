"""Feeds: what readers of feeds get."""

from __future__ import annotations

import json

import feedparser
import pytest

from strive.content.pages.feeds.absolute import absolute
from strive.content.post import Image, Tag

HTML = (
    '<p>See <a href="/blog">all</a> &amp; <img src="/media/i.png" alt="I" width="4" height="3"></p>'
)
FEEDS = ["/feed.xml", "/atom.xml", "/categories/engines/feed.xml", "/authors/ada-byron/feed.xml"]


@pytest.fixture
async def post(publish, author, category):
    return await publish(
        "Tricky <b> & ]]> \x0b\x01 \ufffe 😀",
        HTML,
        excerpt="Short & <sweet>",
        slug="tricky",
        author=(author.id,),
        categories=(category.id,),
        tags=(Tag("Steam & iron", "steam"),),
        feature_image=Image("/media/f.jpg", "", "", 1600, 900),
    )


@pytest.mark.parametrize("path", FEEDS)
async def test_a_feed_is_read_without_a_warning(site, post, path):
    answer = await site.get(path)
    feed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not feed.bozo, feed.get("bozo_exception")
    (entry,) = feed.entries
    assert entry.link == "https://site.test/blog/tricky"
    assert entry.title.startswith("Tricky")
    assert entry.title.endswith("😀")
    assert entry.id.startswith("tag:site.test,2026-03-14:")
    assert 'href="https://site.test/blog"' in entry.content[0].value
    assert 'src="https://site.test/media/i.png"' in entry.content[0].value
    assert {tag.term for tag in entry.tags} == {"Engines", "Steam & iron"}
    assert entry.author == "Ada Byron"
    assert entry.published_parsed[:5] == (2026, 3, 14, 12, 0)


@pytest.mark.parametrize("path", ["/feed.xml", "/atom.xml", "/feed.json"])
async def test_an_empty_feed_is_a_feed(site, path):
    answer = await site.get(path)
    assert answer.status_code == 200
    if path != "/feed.json":
        assert not feedparser.parse(answer.content).bozo


async def test_json_feed_has_what_its_specification_asks_for(site, post, settle):
    await settle(websub_hub="https://hub.test/")
    answer = await site.get("/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://site.test/feed.json"
    assert feed["home_page_url"] == "https://site.test/"
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.test/"}]
    (item,) = feed["items"]
    assert item["url"] == "https://site.test/blog/tricky"
    assert item["image"] == "https://site.test/media/f.jpg"
    assert item["date_published"] == "2026-03-14T12:00:00+00:00"
    assert item["authors"] == [{"name": "Ada Byron", "url": "https://site.test/authors/ada-byron"}]


@pytest.mark.parametrize("path", ["/feed.xml", "/atom.xml"])
async def test_the_hub_is_linked_when_there_is_one(site, settle, path):
    assert 'rel="hub"' not in (await site.get(path)).text
    await settle(websub_hub="https://hub.test/")
    assert 'rel="hub" href="https://hub.test/"' in (await site.get(path)).text


@pytest.mark.parametrize("path", ["/feed.xml", "/atom.xml", "/feed.json"])
async def test_a_reader_who_has_it_is_told_so(site, post, path):
    first = await site.get(path)
    for header in (
        {"if-none-match": first.headers["etag"]},
        {"if-none-match": f'"other", {first.headers["etag"]}'},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        again = await site.get(path, headers=header)
        assert (again.status_code, again.content) == (304, b""), header
    stale = {"if-modified-since": "Sat, 14 Mar 2020 12:00:00 GMT"}
    assert (await site.get(path, headers=stale)).status_code == 200
    odd = {"if-modified-since": "yesterday"}
    assert (await site.get(path, headers=odd)).status_code == 200


@pytest.mark.parametrize("path", ["/categories/no/feed.xml", "/authors/no/feed.xml"])
async def test_a_feed_of_nothing_is_not_found(site, path):
    assert (await site.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ('<a href="#n">x</a>', '<a href="https://s.test/p#n">x</a>'),
        ('<a href="mailto:a@b.test">x</a>', '<a href="mailto:a@b.test">x</a>'),
        ('<img srcset="/a 1x, /b 2x">', '<img srcset="https://s.test/a 1x, https://s.test/b 2x">'),
        ('<p>src="/a"</p>', '<p>src="/a"</p>'),
        ('<a title="a > b" href="/c">', '<a title="a > b" href="https://s.test/c">'),
        ('<a href="https://[half">', '<a href="https://[half">'),
    ],
)
def test_references_become_whole(html, whole):
    assert absolute(html, "https://s.test/p") == whole
