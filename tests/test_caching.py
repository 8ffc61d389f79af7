"""The site behind its cache: what changes is seen at once, everywhere, and nobody can poison it."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace
from published import change, publish, publish_series
from waiting import until

from strive.app import build_web, opened
from strive.content.taxonomy import AuthorDraft, CategoryDraft

BASE_URL = "http://localhost:8000"


@pytest.fixture(autouse=True)
async def empty(strive, clock):
    for name in ("blogPosts", "categories", "authors", "redirects", "outbox"):
        await strive.database.raw[name].delete_many({})
    await strive.caches.purging.purge(["any", "site", "posts", "pages", "shelves", "missing"])


@pytest_asyncio.fixture
async def other(strive):
    """Another process of the same release over the same databases."""
    async with opened(strive.settings, clock=strive.clock) as second:
        await until(lambda: second.caches.purging.is_connected)
        transport = httpx.ASGITransport(build_web(second))
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            yield client


def is_hit(answer: httpx.Response) -> bool:
    return answer.headers["cache-status"].startswith("Strive; hit")


async def test_a_page_seen_before_asks_no_database(client, strive):
    await publish(strive.content, "First")
    await client.get("/blog/first")
    before = strive.database.totals.queries
    for _ in range(5):
        assert is_hit(await client.get("/blog/first"))
    assert strive.database.totals.queries == before


@pytest.mark.parametrize("path", ["/", "/blog", "/feed.xml", "/sitemap.xml", "/api/v1/posts"])
async def test_a_new_post_is_everywhere_at_once(client, strive, path):
    await client.get(path)
    await publish(strive.content, "Brand new")
    answer = await client.get(path)
    assert "brand-new" in answer.text or path == "/sitemap.xml"
    assert not is_hit(answer)


async def test_an_edit_shows_on_the_post_on_its_neighbours_and_in_lists(client, strive, clock):
    old = await publish(strive.content, "Older")
    middle = await publish(strive.content, "Middle")
    paths = [old.path, middle.path, "/blog"]
    for path in paths:
        await client.get(path)
    await change(strive.content, middle, title="The middle one")
    for path in paths:
        assert "The middle one" in (await client.get(path)).text


async def test_an_edit_leaves_other_pages_in_the_cache(client, strive, clock):
    posts = await publish_series(strive.content, clock, 5)
    for post in posts:
        await client.get(post.path)
    await change(strive.content, posts[0], title="Changed")
    assert is_hit(await client.get(posts[3].path))


async def test_a_withdrawn_post_is_gone_at_once(client, strive):
    post = await publish(strive.content, "Regretted")
    await client.get(post.path)
    await strive.content.publishing.withdraw(post.id, by="ada")
    assert (await client.get(post.path)).status_code == 404


async def test_an_address_that_led_nowhere_leads_to_a_new_post_at_once(client, strive):
    assert (await client.get("/blog/soon")).status_code == 404
    await publish(strive.content, "Soon")
    assert (await client.get("/blog/soon")).status_code == 200


async def test_a_new_redirect_works_at_once_and_so_does_its_end(client, strive):
    assert (await client.get("/old-page")).status_code == 404
    await strive.content.redirects.save("/old-page", "/blog")
    assert (await client.get("/old-page")).status_code == 301
    await strive.content.redirects.delete("/old-page")
    assert (await client.get("/old-page")).status_code == 404


async def test_changed_settings_show_on_every_page(client, strive):
    await client.get("/")
    site = await strive.content.site.get()
    await strive.content.site.change(replace(site, title="Another title"))
    assert "Another title" in (await client.get("/")).text


async def test_a_renamed_author_and_category_show_at_once(client, strive):
    content = strive.content
    ada = await content.taxonomy.save_author(AuthorDraft(name="Ada"))
    maps = await content.taxonomy.save_category(CategoryDraft(title="Maps"))
    post = await publish(content, "Coasts", author=(ada.id,), categories=(maps.id,))
    await client.get(post.path)
    await content.taxonomy.save_author(AuthorDraft(id=ada.id, name="Augusta"))
    await content.taxonomy.save_category(CategoryDraft(id=maps.id, title="Charts"))
    text = (await client.get(post.path)).text
    assert "Augusta" in text
    assert "Charts" in text


async def test_a_change_in_one_process_is_seen_in_another_within_a_second(client, other, strive):
    post = await publish(strive.content, "Shared")
    for one in (client, other):
        assert "Shared" in (await one.get(post.path)).text
    changed = time.monotonic()
    await change(strive.content, post, title="Renewed")
    while "Renewed" not in (await other.get(post.path)).text:
        assert time.monotonic() - changed < 1
        await asyncio.sleep(0.01)


async def test_a_page_fetched_in_one_process_is_a_hit_in_another(client, other, strive):
    post = await publish(strive.content, "Once")
    await client.get(post.path)
    await strive.caches.pages.settle()
    assert is_hit(await other.get(post.path))


POISON = {
    "x-forwarded-host": "evil.test",
    "x-forwarded-proto": "gopher",
    "x-forwarded-for": "1.2.3.4",
    "x-original-url": "/admin",
    "x-rewrite-url": "/admin",
    "forwarded": "host=evil.test",
    "x-host": "evil.test",
    "x-http-method-override": "POST",
    "origin": "https://evil.test",
    "referer": "https://evil.test/",
    "user-agent": "evil.test",
    "accept-language": "evil.test",
    "cookie": "name=evil.test",
}


@pytest.mark.parametrize("header", POISON)
async def test_no_header_that_is_not_in_the_key_is_reflected(client, strive, header):
    await publish(strive.content, "Clean")
    answer = await client.get("/blog/clean", headers={header: POISON[header]})
    assert "evil.test" not in answer.text + str(answer.headers)
    assert is_hit(await client.get("/blog/clean"))


async def test_another_host_has_its_own_pages(client, strive):
    await publish(strive.content, "Clean")
    await client.get("/blog/clean", headers={"host": "evil.test"})
    answer = await client.get("/blog/clean")
    assert not is_hit(answer)
    assert "evil.test" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/blog/clean/x.css", "/blog/clean.css", "/blog/clean%2Fx.css", "/blog/clean;x.css"],
)
async def test_no_ending_makes_a_page_something_else(client, strive, path):
    await publish(strive.content, "Clean")
    answer = await client.get(path)
    assert answer.status_code == 404
    assert "immutable" not in answer.headers["cache-control"]


async def test_trackers_share_a_page_and_other_parameters_do_not(client, strive):
    await publish(strive.content, "Clean")
    await client.get("/blog/clean?utm_source=a")
    assert is_hit(await client.get("/blog/clean?fbclid=b&utm_medium=c"))
    assert not is_hit(await client.get("/blog?page=1"))
