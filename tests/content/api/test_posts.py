from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from strive.content.drafts import Draft, tag_of
from strive.content.post import Body, Image, Kind
from strive.content.taxonomy import AuthorDraft, CategoryDraft


async def test_a_list_is_in_the_envelope_newest_first(client, publish, clock):
    await publish("First")
    clock.move(timedelta(minutes=1))
    await publish("Second")
    answer = (await client.get("/api/v1/posts")).json()
    assert [post["slug"] for post in answer["data"]] == ["second", "first"]
    assert answer["success"] is True
    assert answer["pagination"] == {
        "page": 1,
        "limit": 20,
        "total": 2,
        "pages": 1,
        "hasNext": False,
        "hasPrev": False,
    }
    assert answer["meta"] == {"timestamp": "2026-03-14T12:01:00.000Z", "nextCursor": None}


async def test_a_post_of_a_list_has_its_authors_categories_tags_and_image_resolved(
    client, content, publish
):
    author = await content.taxonomy.save_author(AuthorDraft(name="The editors"))
    category = await content.taxonomy.save_category(CategoryDraft(title="Field notes"))
    await publish(
        "Lights",
        author=(author.id,),
        categories=(category.id,),
        tags=(tag_of("The coast"),),
        feature_image=Image("/media/ab/cd/l.webp", "A light", width=8),
    )
    post = (await client.get("/api/v1/posts")).json()["data"][0]
    assert post["url"] == "https://example.com/blog/lights"
    assert post["authors"] == [
        {
            "id": author.id,
            "name": "The editors",
            "slug": "the-editors",
            "url": "https://example.com/authors/the-editors",
        }
    ]
    assert post["categories"][0]["title"] == "Field notes"
    assert post["tags"][0]["url"] == "https://example.com/tags/the-coast"
    assert post["image"] == {
        "url": "https://example.com/media/ab/cd/l.webp",
        "alt": "A light",
        "caption": "",
        "width": 8,
        "height": None,
    }
    assert "html" not in post


async def test_fields_choose_what_is_sent(client, publish):
    await publish("First")
    some = (await client.get("/api/v1/posts?fields=title,slug")).json()["data"]
    assert some == [{"title": "First", "slug": "first"}]
    one = (await client.get("/api/v1/posts/first?fields=text")).json()["data"]
    assert one == {"text": "Some words."}


async def test_a_post_comes_whole_but_for_its_plain_text(client, publish):
    await publish("First", text="## Dusk\n\nSome *words*.")
    post = (await client.get("/api/v1/posts/first")).json()["data"]
    assert "<em>words</em>" in post["html"]
    assert post["tableOfContents"] == [{"id": "dusk", "text": "Dusk", "level": 2}]
    assert post["language"] == "en"
    assert "text" not in post


async def test_pages_and_posts_have_addresses_of_their_own(client, publish):
    await publish("About", kind=Kind.PAGE)
    page = (await client.get("/api/v1/pages/about")).json()["data"]
    assert page["url"] == "https://example.com/about"
    assert (await client.get("/api/v1/posts/about")).status_code == 404


async def test_pages_and_cursors_walk_the_same_list(client, publish, clock):
    for number in range(5):
        await publish(f"Post {number}")
        clock.move(timedelta(minutes=number % 2))
    first = (await client.get("/api/v1/posts?limit=2")).json()
    rest, cursor = [], first["meta"]["nextCursor"]
    while cursor:
        answer = (await client.get(f"/api/v1/posts?limit=2&cursor={cursor}")).json()
        rest += answer["data"]
        cursor = answer["meta"]["nextCursor"]
        assert answer["pagination"]["total"] == 5
        assert answer["pagination"]["hasNext"] is bool(cursor)
    pages = [(await client.get(f"/api/v1/posts?limit=2&page={n}")).json() for n in (1, 2, 3)]
    by_page = [post["id"] for page in pages for post in page["data"]]
    assert by_page == [post["id"] for post in first["data"] + rest]
    assert pages[2]["pagination"]["hasNext"] is False
    assert pages[2]["pagination"]["hasPrev"] is True


async def test_a_page_behind_the_last_is_empty(client, publish):
    await publish("First")
    answer = (await client.get("/api/v1/posts?page=1000000&limit=100")).json()
    assert answer["data"] == []
    assert answer["pagination"]["total"] == 1
    assert answer["meta"]["nextCursor"] is None


@pytest.mark.parametrize(
    ("sort", "slugs"),
    [
        ("publishedAt", ["b", "a"]),
        ("-publishedAt", ["a", "b"]),
        ("title", ["a", "b"]),
        ("-title", ["b", "a"]),
        ("updatedAt", ["b", "a"]),
        ("-updatedAt", ["a", "b"]),
    ],
)
async def test_a_list_has_the_order_asked_for(client, publish, clock, sort, slugs):
    await publish("B")
    clock.move(timedelta(minutes=1))
    await publish("A")
    answer = (await client.get(f"/api/v1/posts?sort={sort}&limit=1")).json()
    cursor = answer["meta"]["nextCursor"]
    more = (await client.get(f"/api/v1/posts?sort={sort}&cursor={cursor}")).json()
    assert [post["slug"] for post in answer["data"] + more["data"]] == slugs


async def test_filters_narrow_a_list(client, content, publish):
    author = await content.taxonomy.save_author(AuthorDraft(name="Editors"))
    above = await content.taxonomy.save_category(CategoryDraft(title="Above"))
    below = await content.taxonomy.save_category(CategoryDraft(title="Below", parent=above.id))
    await publish("By somebody", author=(author.id,))
    await publish("Filed", categories=(below.id,))
    await publish("Labelled", tags=(tag_of("Coast"),))
    await publish("Shown", featured=True)

    async def slugs(query: str) -> list[str]:
        answer = await client.get(f"/api/v1/posts?{query}")
        return [post["slug"] for post in answer.json()["data"]]

    assert await slugs("author=editors") == ["by-somebody"]
    assert await slugs("category=above") == ["filed"]
    assert await slugs("category=below") == ["filed"]
    assert await slugs("tag=coast") == ["labelled"]
    assert await slugs("tag=nowhere") == []
    assert await slugs("featured=true") == ["shown"]
    assert len(await slugs("featured=false")) == 3
    assert await slugs("author=editors&featured=true") == []


@pytest.mark.parametrize("name", ["category", "author"])
async def test_a_filter_by_what_does_not_exist_is_not_found(client, content, name):
    answer = await client.get(f"/api/v1/posts?{name}=nobody")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == f"{name}_not_found"
    assert name in answer.json()["error"]["message"]


async def test_a_post_that_moved_leads_to_its_new_address(client, content, publish):
    post = await publish("First")
    edited = replace(Draft.of(await content.posts.by_id(post.id)), slug="пост")
    await content.publishing.save(edited, by="test")
    answer = await client.get("/api/v1/posts/first?fields=title")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/api/v1/posts/{quote('пост')}?fields=title"
    assert (await client.send(answer.next_request)).json()["data"] == {"title": "First"}


@pytest.mark.parametrize(
    "path", ["posts/nothing", "pages/nothing", "posts/a.b", "posts/%00", "posts/a%2Fb", "posts/-"]
)
async def test_what_is_not_there_is_not_found(client, content, path):
    answer = await client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["success"] is False


async def test_what_is_not_published_is_not_shown(client, content):
    draft = Draft(title="Secret", body=Body("No."))
    await content.publishing.save(draft, by="test")
    assert (await client.get("/api/v1/posts")).json()["data"] == []
    assert (await client.get("/api/v1/posts/secret")).status_code == 404
