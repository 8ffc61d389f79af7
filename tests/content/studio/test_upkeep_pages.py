"""Pages of upkeep: what is typed is kept and shown to readers, what is wrong is said beside it."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from published import publish
from quickness import quickest_ms
from signed_in import signed_in, somebody
from upkeep_forms import PNG, error_of, sent

from strive.accounts.entry import Action
from strive.accounts.role import Role
from strive.content.drafts import Draft
from strive.content.post import Body
from strive.content.taxonomy import AuthorDraft, CategoryDraft

PAGE_MS_MAX = 200
PLACES = [
    "/studio",
    "/studio/categories",
    "/studio/categories/new",
    "/studio/authors",
    "/studio/authors/new",
    "/studio/settings",
    "/studio/navigation",
    "/studio/redirects",
    "/studio/webhooks",
    "/studio/media",
]


@pytest.mark.parametrize("path", PLACES)
async def test_every_page_opens_quickly_for_an_editor(editor, strive, path):
    await publish(strive.content, "One")
    answer = await editor.get(path)
    assert answer.status_code == 200, answer.text
    assert "no-store" in answer.headers["cache-control"]
    assert await quickest_ms(partial(editor.get, path)) < PAGE_MS_MAX


@pytest.mark.parametrize("path", PLACES[1:-1])
async def test_upkeep_is_not_for_authors_nor_for_anybody(author, client, path):
    assert (await author.get(path)).status_code == 403
    assert (await author.post(path, data={"x": "1"})).status_code in {403, 405}
    answer = await client.get(path)
    assert answer.status_code in {303, 404}, "whoever is not signed in is sent to do so"


async def test_an_operator_sees_how_deliveries_stand_and_no_posts(strive, whole, clock):
    await publish(strive.content, "For those who write")
    user = await somebody(strive, Role.OPERATOR)
    async with signed_in(strive, user, app=whole) as operator:
        page = (await operator.get("/studio")).text
    assert "Work outside" in page
    assert "For those who write" not in page


async def test_the_overview_says_what_is_next_and_who_changed_what(editor, strive, clock):
    clock.move(timedelta(minutes=1))
    kept = await strive.content.publishing.save(
        Draft(title="Soon to be", body=Body("x")), by="Somebody Else"
    )
    page = (await editor.get("/studio")).text
    assert "Soon to be" in page
    assert "Somebody Else" in page
    assert f'href="/studio/posts/{kept.id}"' in page


async def test_a_category_is_added_moved_renamed_and_deleted(editor, strive):
    taxonomy = strive.content.taxonomy
    above = await taxonomy.save_category(CategoryDraft(title="Above it"))
    page = await sent(
        editor,
        "/studio/categories/new",
        {"title": "Tides <b>", "parent": above.id, "slug": "tides"},
        to="/studio/categories?done=added",
    )
    assert "Tides &lt;b&gt;" in page.text
    tides = (await taxonomy.stored_categories()).by_slug("tides")
    assert tides.parent == above.id
    one = f"/studio/categories/{tides.id}"
    await sent(editor, one, {"title": "Ebb", "slug": "ebb", "parent": ""})
    moved = await editor.get("/categories/tides")
    assert (moved.status_code, moved.headers["location"]) == (301, "/categories/ebb")
    post = await publish(strive.content, "Filed", categories=(tides.id,))
    assert "1 published post stays" in (await editor.get(one)).text
    await sent(editor, f"{one}/delete", {})
    assert (await strive.content.posts.by_id(post.id)).categories == ()
    assert (await editor.get(one)).status_code == 404
    log = await strive.accounts.audit.find(target=f"category:{tides.id}")
    assert [entry.action for entry in log] == [Action.SETTINGS_CHANGED] * 3


async def test_what_search_engines_are_told_of_a_category_is_edited_and_on_its_page(editor, strive):
    new, asset = "/studio/categories/new", await strive.media.keep(PNG + b"seo", "card.png")
    fields = {
        "title": "Harbours",
        "seo_title": "All harbours <b>",
        "seo_description": "Where ships rest.",
        "social_title": "Harbours to share",
        "social_description": "Ships at rest",
        "seo_image": asset.url,
        "seo_image_alt": "A ship",
        "no_index": "1",
    }
    await sent(editor, new, fields, to="/studio/categories?done=added")
    category = (await strive.content.taxonomy.stored_categories()).by_slug("harbours")
    assert (category.seo.image.width, category.seo.image.alt) == (1, "A ship")
    page = (await editor.get("/categories/harbours")).text
    assert "<title>All harbours &lt;b&gt; · " in page
    assert '<meta name="description" content="Where ships rest.">' in page
    assert '<meta property="og:title" content="Harbours to share">' in page
    assert '<meta property="og:description" content="Ships at rest">' in page
    assert f"{asset.url}" in page.partition('property="og:image"')[2][:200]
    assert 'name="robots" content="noindex' in page
    form = (await editor.get(f"/studio/categories/{category.id}")).text
    assert 'value="All harbours &lt;b&gt;"' in form
    assert '<details class="more" open>' in form
    await sent(editor, f"/studio/categories/{category.id}", {"title": "Harbours"})
    page = (await editor.get("/categories/harbours")).text
    assert "<title>Harbours · " in page
    assert "noindex" not in page
    long = {**fields, "social_description": "x" * 1_001, "seo_image": "ftp://x"}
    refused = await editor.post(f"/studio/categories/{category.id}", data=long)
    assert refused.status_code == 400
    assert error_of(refused.text, "social_description")
    assert error_of(refused.text, "seo_image")


async def test_what_is_wrong_with_a_category_is_said_beside_it(editor, strive):
    taxonomy = strive.content.taxonomy
    await taxonomy.save_category(CategoryDraft(title="Taken", slug="taken-shelf"))
    new = "/studio/categories/new"
    answer = await editor.post(new, data={"title": " ", "slug": "No Slug", "image": "ftp://x"})
    assert answer.status_code == 400
    assert "empty" in error_of(answer.text, "title")
    for field in ("slug", "image"):
        assert error_of(answer.text, field)
    answer = await editor.post(new, data={"title": "Other", "slug": "taken-shelf"})
    assert "taken" in error_of(answer.text, "slug")
    below = await taxonomy.save_category(CategoryDraft(title="Round"))
    answer = await editor.post(
        f"/studio/categories/{below.id}", data={"title": "Round", "parent": below.id}
    )
    assert "nested in itself" in error_of(answer.text, "parent")


async def test_an_author_is_added_changed_and_deleted(editor, strive):
    fields = {"name": "Ada", "bio": "Writes.", "social": "https://a.example\n\nhttps://b.example"}
    await sent(editor, "/studio/authors/new", {**fields, "slug": "ada-l"}, to="/studio/authors")
    ada = await strive.content.taxonomy.author("ada-l")
    assert ada.social == ("https://a.example", "https://b.example")
    one = f"/studio/authors/{ada.id}"
    answer = await editor.post(one, data={**fields, "website": "javascript:alert(1)"})
    assert answer.status_code == 400
    assert error_of(answer.text, "website")
    await sent(editor, one, {**fields, "name": "Ada L.", "slug": "ada-lovely"})
    moved = await editor.get("/authors/ada-l")
    assert (moved.status_code, moved.headers["location"]) == (301, "/authors/ada-lovely")
    await sent(editor, f"{one}/delete", {})
    assert (await editor.get(one)).status_code == 404


async def test_authors_are_listed_some_at_a_time(editor, strive):
    for number in range(52):
        await strive.content.taxonomy.save_author(AuthorDraft(name=f"Writer {number:02}"))
    answer = await editor.get("/studio/authors")
    assert answer.status_code == 200, answer.text
    first = answer.text
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = (await editor.get(onward)).text
    shown = re.findall(r'href="/studio/authors/([a-z2-7]{24})"', first + second)
    assert len(shown) == len(set(shown)) >= 52


def settings_of(site, **changes) -> dict[str, str]:
    fields = {
        name: str(getattr(site, name))
        for name in ("title", "description", "language", "time_zone", "accent", "posts_per_page")
    }
    return fields | changes


async def test_settings_are_seen_by_readers_at_once(editor, strive):
    site = await strive.content.site.stored()
    assert (await editor.get("/blog")).status_code == 200
    asset = await strive.media.keep(PNG, "logo.png")
    page = await sent(
        editor,
        "/studio/settings",
        settings_of(site, title="Folio", accent="#3366cc", logo=asset.url, logo_alt="A leaf"),
    )
    assert "Saved." in page.text
    kept = await strive.content.site.stored()
    assert (kept.title, kept.logo.width, kept.logo.alt) == ("Folio", 1, "A leaf")
    assert kept.navigation == site.navigation, "what the form does not have stays"
    assert "accent-3366cc.css" in (await editor.get("/blog")).text
    (entry,) = await strive.accounts.audit.find(target="site:settings", limit=1)
    assert entry.details["changed"] == "title, logo, accent"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("language", "no language"),
        ("time_zone", "Mars/Base"),
        ("accent", "red"),
        ("posts_per_page", "0"),
        ("posts_per_page", "many"),
        ("posts_per_page", "²"),
        ("posts_per_page", "99999999999"),
        ("websub_hub", "javascript:1"),
        ("contact", "javascript:1"),
        ("contact", "me@example.org?cc=you@example.org"),
        ("indexnow_key", "short"),
        ("icon", "javascript:1"),
    ],
)
async def test_a_wrong_setting_is_said_beside_it_and_nothing_is_kept(editor, strive, field, value):
    before = await strive.content.site.stored()
    fields = settings_of(before, description="Not to be kept") | {field: value}
    answer = await editor.post("/studio/settings", data=fields)
    assert answer.status_code == 400
    assert error_of(answer.text, field)
    assert "Not to be kept" in answer.text, "what was typed is not lost"
    assert await strive.content.site.stored() == before


async def test_the_accent_is_drawn_as_readable_as_the_site_makes_it(editor):
    yellow = await editor.get("/studio/settings/accent.svg?colour=%23ffff00")
    assert yellow.headers["content-type"].startswith("image/svg+xml")
    assert "#ffff00" in yellow.text, "on dark paper it is readable"
    assert yellow.text.count("#ffff00") == 1, "on light paper it is made darker"
    assert (await editor.get('/studio/settings/accent.svg?colour="><script>')).text.count("<") < 15


async def test_menus_are_typed_moved_and_emptied(editor, strive):
    fields = {
        "navigation_label": ["Home", "Blog", "About", ""],
        "navigation_url": ["/", "/blog", "/about", ""],
        "footer_label": ["Imprint"],
        "footer_url": ["/imprint"],
    }
    await sent(editor, "/studio/navigation", fields | {"act": "navigation:2:up"})
    site = await strive.content.site.stored()
    assert [link.url for link in site.navigation] == ["/", "/about", "/blog"]
    assert [link.label for link in site.footer] == ["Imprint"]
    await sent(editor, "/studio/navigation", fields | {"act": "footer:0:remove"})
    assert (await strive.content.site.stored()).footer == ()
    for act in ("navigation:9:up", "navigation:x:up", "title:0:up", "navigation:0:up"):
        await sent(editor, "/studio/navigation", fields | {"act": act})
        site = await strive.content.site.stored()
        assert [link.label for link in site.navigation] == ["Home", "Blog", "About"]
    wrong = {"navigation_label": ["Bad"], "navigation_url": ["javascript:alert(1)"]}
    answer = await editor.post("/studio/navigation", data=wrong)
    assert answer.status_code == 400
    assert "navigation-error" in answer.text
