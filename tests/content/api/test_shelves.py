from __future__ import annotations

from msgspec.structs import replace

from strive.content.site import Link
from strive.content.taxonomy import AuthorDraft, CategoryDraft


async def test_categories_come_parents_first_with_their_posts_counted(client, content, publish):
    above = await content.taxonomy.save_category(CategoryDraft(title="Zoo"))
    below = await content.taxonomy.save_category(CategoryDraft(title="Ants", parent=above.id))
    await publish("First", categories=(below.id,))
    answer = (await client.get("/api/v1/categories")).json()
    assert [(entry["slug"], entry["posts"]) for entry in answer["data"]] == [
        ("zoo", 0),
        ("ants", 1),
    ]
    assert answer["data"][1]["parent"]["url"] == "https://example.com/categories/zoo"
    assert answer["pagination"]["total"] == 2
    second = (await client.get("/api/v1/categories?limit=1&page=2&fields=slug")).json()
    assert second["data"] == [{"slug": "ants"}]
    one = (await client.get("/api/v1/categories/ants")).json()["data"]
    assert one == answer["data"][1]


async def test_a_category_that_moved_leads_to_its_new_address(client, content):
    category = await content.taxonomy.save_category(CategoryDraft(title="Old"))
    await content.taxonomy.save_category(CategoryDraft(id=category.id, title="New", slug="new"))
    answer = await client.get("/api/v1/categories/old")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/api/v1/categories/new"


async def test_authors_come_by_slug_with_their_posts_counted(client, content, publish):
    zoe = await content.taxonomy.save_author(AuthorDraft(name="Zoe", social=("https://a.example",)))
    await content.taxonomy.save_author(AuthorDraft(name="Abe"))
    await publish("First", author=(zoe.id,))
    answer = (await client.get("/api/v1/authors")).json()
    assert [(entry["slug"], entry["posts"]) for entry in answer["data"]] == [("abe", 0), ("zoe", 1)]
    second = (await client.get("/api/v1/authors?limit=1&page=2")).json()
    assert second["data"] == answer["data"][1:]
    assert second["pagination"]["hasPrev"] is True
    assert (await client.get("/api/v1/authors?limit=1&page=9")).json()["data"] == []
    one = (await client.get("/api/v1/authors/zoe")).json()["data"]
    assert one == answer["data"][1]
    assert one["social"] == ["https://a.example"]


async def test_an_author_who_moved_leads_to_the_new_address(client, content):
    author = await content.taxonomy.save_author(AuthorDraft(name="Old"))
    await content.taxonomy.save_author(AuthorDraft(id=author.id, name="New", slug="new"))
    answer = await client.get("/api/v1/authors/old")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/api/v1/authors/new"


async def test_what_has_no_shelf_is_not_found(client, content):
    for path, code in (("categories/x", "category_not_found"), ("authors/x", "author_not_found")):
        answer = await client.get(f"/api/v1/{path}")
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == code


async def test_the_site_tells_about_itself_in_whole_addresses(client, content):
    site = await content.site.get()
    await content.site.change(
        replace(site, title="The Lighthouse", navigation=(Link("Blog", "/blog"),))
    )
    told = (await client.get("/api/v1/site")).json()["data"]
    assert told["title"] == "The Lighthouse"
    assert told["navigation"] == [{"label": "Blog", "url": "https://example.com/blog"}]
    assert told["feeds"]["json"] == "https://example.com/feed.json"
    assert (await client.get("/api/v1/site?fields=title")).json()["data"] == {
        "title": "The Lighthouse"
    }
