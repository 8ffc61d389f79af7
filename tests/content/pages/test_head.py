"""What pages say to search engines and social networks."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.content.pages import jsonld
from strive.content.pages.urls import Urls
from strive.content.post import Image, Seo

LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def things(html: str) -> dict[str, dict]:
    found = [json.loads(text) for text in LD.findall(html)]
    assert all(thing["@context"] == "https://schema.org" for thing in found)
    return {thing["@type"]: thing for thing in found}


async def test_a_post_is_an_article_with_a_trail(site, publish, author, category):
    await publish(
        "Wheels </script>",
        author=(author.id,),
        categories=(category.id,),
        feature_image=Image("/media/w.jpg", "", "", 1600, 900),
    )
    found = things((await site.get("/blog/wheels-script")).text)
    article = found["Article"]
    assert article["headline"] == "Wheels </script>"
    assert article["author"][0]["url"] == "https://site.test/authors/ada-byron"
    assert article["image"]["url"] == "https://site.test/media/w.jpg"
    assert article["datePublished"].startswith("2026-03-14T12:00:00")
    trail = [item["name"] for item in found["BreadcrumbList"]["itemListElement"]]
    assert trail == ["Strive", "Machines", "Engines", "Wheels </script>"]


async def test_the_front_page_names_the_search(site):
    action = things((await site.get("/")).text)["WebSite"]["potentialAction"]
    assert action["target"]["urlTemplate"] == "https://site.test/search?q={search_term_string}"


async def test_the_site_is_identified_by_a_fragment_of_its_address(site):
    website = things((await site.get("/")).text)["WebSite"]
    assert (website["@id"], website["url"]) == ("https://site.test/#website", "https://site.test/")


async def test_an_author_is_a_person(site, author):
    person = things((await site.get("/authors/ada-byron")).text)["Person"]
    assert person["sameAs"] == ["https://ada.test/"]


async def test_social_cards_have_whole_addresses(site, publish):
    await publish("Card", feature_image=Image("/media/c.jpg", "A card", "", 1200, 630))
    html = (await site.get("/blog/card")).text
    for line in (
        '<meta property="og:type" content="article">',
        '<meta property="og:url" content="https://site.test/blog/card">',
        '<meta property="og:image" content="https://site.test/media/c.jpg">',
        '<meta property="og:image:alt" content="A card">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<meta property="article:published_time" content="2026-03-14T12:00:00+00:00">',
    ):
        assert line in html


async def test_what_is_said_for_search_engines_goes_first(site, publish):
    seo = Seo(title="Found", description="As told.", social_title="Shared", no_index=True)
    await publish("Post", seo=seo, canonical_url="https://first.test/post")
    html = (await site.get("/blog/post")).text
    assert "<title>Found · Strive</title>" in html
    assert '<meta name="description" content="As told.">' in html
    assert '<meta property="og:title" content="Shared">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="https://first.test/post">' in html


async def test_a_forged_host_changes_no_address(site, publish):
    await publish("Card")
    plain = await site.get("/blog/card")
    forged = await site.get("/blog/card", headers={"host": "evil.test", "x-forwarded-host": "e"})
    assert forged.content == plain.content


@given(st.text())
def test_no_text_closes_the_script(text):
    written = jsonld.script({"@type": "Thing", "name": text + "</script><!--"})
    assert not set("<>&") & set(written)
    assert json.loads(written)["name"] == text + "</script><!--"


@pytest.mark.parametrize(
    ("path", "whole"),
    [("/", "https://x.test/"), ("/blog/é?#", "https://x.test/blog/%C3%A9%3F%23")],
)
def test_addresses_are_encoded(path, whole):
    assert Urls("https://x.test").of(path) == whole
