"""The list of posts: what is asked for is shown, by cursor, and quickly at any size."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from urllib.parse import quote

import pytest
import pytest_asyncio
from published import publish
from quickness import quickest_ms

from strive.content.drafts import Draft, tag_of
from strive.content.post import Body, Status
from strive.content.store.posts import COLLECTION
from strive.content.taxonomy import AuthorDraft, CategoryDraft

PAGE_MS_MAX = 200


@pytest_asyncio.fixture
async def posts(strive, clock):
    """Five posts, each with something of its own."""
    await strive.database.raw[COLLECTION].delete_many({})
    content = strive.content
    author = await content.taxonomy.save_author(AuthorDraft(name="Ada"))
    shelf = await content.taxonomy.save_category(CategoryDraft(title="Shelf"))
    below = await content.taxonomy.save_category(CategoryDraft(title="Below", parent=shelf.id))
    await publish(content, "By Ada", author=(author.id,))
    await publish(content, "Shelved below", categories=(below.id,))
    await publish(content, "With a tag (really)", tags=(tag_of("Sea"),))
    await content.publishing.save(Draft(title="A draft", body=Body("x")), by="test")
    later = await content.publishing.save(Draft(title="To come"), by="test")
    await content.publishing.schedule(later.id, clock.now() + timedelta(days=1), by="test")
    return {"author": author.id, "category": shelf.id}


def titles(page: str) -> list[str]:
    return re.findall(r'class="desk-row-title" href="[^"]+">([^<]+)<', page)


async def shown(client, query: str = "") -> set[str]:
    answer = await client.get(f"/studio/posts?{query}")
    assert answer.status_code == 200, answer.text
    return set(titles(answer.text))


async def test_each_filter_narrows_the_list(editor, posts):
    assert len(await shown(editor)) == 5
    assert await shown(editor, "status=draft") == {"A draft"}
    assert await shown(editor, "status=scheduled") == {"To come"}
    assert await shown(editor, f"author={posts['author']}") == {"By Ada"}
    assert await shown(editor, f"category={posts['category']}") == {"Shelved below"}
    assert await shown(editor, "tag=sea") == {"With a tag (really)"}
    assert await shown(editor, "q=ada+BY") == {"By Ada"}
    assert await shown(editor, f"q=ada&status=draft&author={posts['author']}") == set()


@pytest.mark.parametrize("text", ["(really)", "(", ".*", "$where", "a\\", "\0", "\ud800"])
async def test_words_are_looked_for_as_they_are(editor, posts, text):
    answer = await editor.get(f"/studio/posts?q={quote(text, errors='replace')}")
    assert answer.status_code == 200
    expected = ["With a tag (really)"] if text in {"(really)", "("} else []
    assert titles(answer.text) == expected or not text.strip("\0")


async def test_what_cannot_be_meant_is_left_out(editor, posts):
    for query in ("status=gone", "sort=size", "after=nonsense", "author[$ne]=1", "tag=No Slug"):
        assert len(await shown(editor, query)) == 5


@pytest.mark.parametrize("sort", ["-updatedAt", "-publishedAt", "publishedAt", "title", "-title"])
async def test_every_post_is_reached_once_by_cursor(editor, strive, clock, sort):
    await strive.database.raw[COLLECTION].delete_many({})
    one = await publish(strive.content, "Seed")
    document = await strive.database.raw[COLLECTION].find_one({"_id": one.id})
    await strive.database.raw[COLLECTION].insert_many(_copies(document, 119))
    seen: list[str] = []
    path = f"/studio/posts?sort={sort}"
    while path:
        page = (await editor.get(path)).text
        seen += titles(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 120


async def test_bulk_actions_ask_before_they_act(editor, strive, posts):
    first = await strive.content.publishing.save(Draft(title="One of two"), by="test")
    data = {"id": [first.id], "action": "tag", "tag_name": "Added", "kind": "post"}
    asked = await editor.post("/studio/posts/bulk", data=data)
    assert "Add a tag to 1 post?" in asked.text
    assert (await strive.content.posts.by_id(first.id)).tags == ()
    done = await editor.post("/studio/posts/bulk", data={**data, "sure": "1"})
    assert done.headers["location"] == "/studio/posts?done=tag-1"
    assert [tag.name for tag in (await strive.content.posts.by_id(first.id)).tags] == ["Added"]
    filed = {"id": [first.id], "action": "category", "category_id": posts["category"]}
    await editor.post("/studio/posts/bulk", data={**filed, "sure": "1"})
    assert (await strive.content.posts.by_id(first.id)).categories == (posts["category"],)
    gone = {"id": [first.id], "action": "delete", "sure": "1"}
    await editor.post("/studio/posts/bulk", data=gone)
    assert await strive.content.posts.by_id(first.id) is None


async def test_an_author_changes_only_their_own_of_many(author, strive, posts):
    other = await strive.content.publishing.save(Draft(title="Not theirs"), by="test")
    data = {"id": [other.id], "action": "publish", "kind": "post", "sure": "1"}
    answer = await author.post("/studio/posts/bulk", data=data)
    assert "none of its authors" in answer.text
    assert (await strive.content.posts.by_id(other.id)).status is Status.DRAFT


async def test_a_bulk_action_of_nothing_does_nothing(editor):
    for data in ({"action": "delete"}, {"action": "rename", "id": "abc"}):
        answer = await editor.post("/studio/posts/bulk", data={**data, "sure": "1"})
        assert answer.headers["location"] == "/studio/posts?done=nothing-chosen"


async def test_what_a_bulk_action_wants_is_said_where_it_was_asked_for(editor, strive):
    post = await strive.content.publishing.save(Draft(title="To be tagged"), by="test")
    told = {
        "nothing-left": ({"action": "delete", "id": "mzxw6ytboi4dqnrsgeztk3lz"}, "not there any"),
        "which-tag": ({"action": "tag", "id": post.id, "tag_name": "!!!"}, "which tag"),
        "which-category": ({"action": "category", "id": post.id}, "Choose the category"),
    }
    for notice, (data, words) in told.items():
        answer = await editor.post("/studio/posts/bulk", data=data)
        assert answer.headers["location"] == f"/studio/posts?done={notice}"
        assert words in (await editor.get(answer.headers["location"])).text


@pytest.mark.slow
async def test_every_page_is_quick_at_ten_thousand_posts(editor, strive, posts):
    raw = strive.database.raw[COLLECTION]
    one = await publish(
        strive.content,
        "One of ten thousand",
        "A line of text with *marks*. " * 200,
        author=(posts["author"],),
        categories=(posts["category"],),
        tags=(tag_of("Sea"),),
    )
    document = await raw.find_one({"_id": one.id})
    await raw.insert_many(_copies(document, 10_000))
    took_ms: dict[str, float] = {}
    for query in (
        "",
        "status=published",
        "sort=title",
        "sort=publishedAt",
        f"author={posts['author']}",
        f"author={posts['author']}&sort=title",
        f"category={posts['category']}&status=draft",
        "tag=sea&sort=publishedAt",
        "q=thousand",
        "q=9999",
        "q=nothing+like+it",
        f"q=of&author={posts['author']}&tag=sea",
    ):
        path = f"/studio/posts?{query}"
        assert (await editor.get(path)).status_code == 200
        took_ms[query] = await quickest_ms(partial(editor.get, path))
    took_ms["one"] = await quickest_ms(partial(editor.get, f"/studio/posts/{one.id}"))
    assert max(took_ms.values()) < PAGE_MS_MAX, took_ms


def _copies(document: dict, number: int) -> list[dict]:
    """Return a post again and again, each a minute older and in turn of each status."""
    statuses = [status.value for status in Status]
    copies = []
    for n in range(number):
        moment = document["publishedAt"] - timedelta(minutes=n + 1)
        copies.append(
            {
                **document,
                "_id": f"copy{n}",
                "title": f"{document['title']} {n}",
                "slug": {"current": f"copy-{n}", "previous": []},
                "status": statuses[n % len(statuses)],
                "publishedAt": None if statuses[n % len(statuses)] == "draft" else moment,
                "updatedAt": moment,
            }
        )
    return copies
