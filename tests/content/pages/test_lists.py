"""Lists of posts, their pages, and the ways between them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from strive.content.post import Tag
from strive.content.site import Link
from strive.content.taxonomy import CategoryDraft


async def test_the_blog_is_paged(site, publish, settle):
    await settle(posts_per_page=2)
    for number in range(5):
        await publish(f"Number {number}")
    html = (await site.get("/blog?page=2")).text
    assert "Page 2 of 3" in html
    assert 'href="/blog" rel="prev"' in html
    assert 'href="/blog?page=3" rel="next"' in html
    assert '<link rel="canonical" href="https://site.test/blog?page=2">' in html
    assert '<link rel="prev" href="https://site.test/blog">' in html


@pytest.mark.parametrize(
    "page", ["0", "-1", "1000000000", "x", "", "2", "1.5", "\uff11", "9" * 5000]
)
async def test_a_page_that_is_not_there_is_not_found(site, publish, page):
    await publish("Only one")
    answer = await site.get("/blog", params={"page": page})
    assert answer.status_code == 404
    assert "This page is not here" in answer.text


async def test_a_list_is_called_what_the_menu_calls_it(site, publish, settle):
    await settle(navigation=(Link("Notes", "/blog"), Link("Themen", "/categories")))
    await publish("Only one")
    assert "<h1>Notes</h1>" in (await site.get("/blog")).text
    assert "<title>Themen · Strive</title>" in (await site.get("/categories")).text
    assert '"name":"Notes"' in (await site.get("/blog/only-one")).text, "in the breadcrumbs"


async def test_parameters_of_campaigns_change_nothing(site, publish):
    await publish("Only one")
    plain, tagged = await site.get("/blog"), await site.get("/blog?utm_source=x&fbclid=%00")
    assert plain.content == tagged.content


async def test_a_category_shows_the_posts_of_those_nested_in_it(site, publish, category, content):
    await publish("How they turn", categories=(category.id,))
    html = (await site.get("/categories/machines")).text
    assert "How they turn" in html
    assert 'href="/categories/engines"' in html, "its subcategory is named"
    nested = (await site.get("/categories/engines")).text
    assert nested.index('href="/categories"') < nested.index('href="/categories/machines"')


async def test_a_renamed_category_redirects(site, category, content):
    draft = CategoryDraft(id=category.id, title="Motors", slug="motors", parent=category.parent)
    await content.taxonomy.save_category(draft)
    answer = await site.get("/categories/engines")
    assert (answer.status_code, answer.headers["location"]) == (301, "/categories/motors")
    feed = await site.get("/categories/engines/feed.xml")
    assert feed.headers["location"] == "/categories/motors/feed.xml"


async def test_a_tag_lists_its_posts(site, publish):
    await publish("Tagged", tags=(Tag("Время", "время"),))
    answer = await site.get("/tags/время")
    assert answer.status_code == 200
    assert "Tagged" in answer.text
    assert "https://site.test/tags/%D0%B2%D1%80%D0%B5%D0%BC%D1%8F" in answer.text
    assert (await site.get("/tags/none")).status_code == 404


async def test_an_author_is_presented_with_their_posts(site, publish, author):
    await publish("By Ada", author=(author.id,))
    html = (await site.get("/authors/ada-byron")).text
    assert "Writes about engines." in html
    assert "By Ada" in html
    assert '<a href="https://ada.test/" rel="me">ada.test</a>' in html


@pytest.mark.parametrize("path", ["/categories", "/authors", "/blog/archive"])
async def test_indexes_are_fine_when_empty_and_when_not(site, publish, author, category, path):
    assert (await site.get(path)).status_code == 200
    await publish("One", author=(author.id,), categories=(category.id,))
    assert (await site.get(path)).status_code == 200


async def test_the_archive_leads_to_months_in_the_sites_time_zone(site, publish, settle):
    await settle(time_zone="Pacific/Auckland")
    moment = datetime(2026, 1, 31, 20, 0, tzinfo=UTC)  # February over there
    await publish("Far away", published_at=moment)
    assert 'href="/blog/2026/02"' in (await site.get("/blog/archive")).text
    assert "Far away" in (await site.get("/blog/2026/02")).text
    assert (await site.get("/blog/2026/01")).status_code == 404


@pytest.mark.parametrize("path", ["2026/13", "2026/0", "2026/1", "99999/01", "٢٠٢٦/01", "0000/01"])
async def test_a_month_that_does_not_exist_is_not_found(site, path):
    assert (await site.get(f"/blog/{path}")).status_code == 404
