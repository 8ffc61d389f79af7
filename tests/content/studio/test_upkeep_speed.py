"""Pages of upkeep are as quick with much on them as with little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from published import publish
from quickness import quickest_ms

from strive.content.store.posts import COLLECTION
from strive.content.taxonomy import AuthorDraft, CategoryDraft

PAGE_MS_MAX = 200
POSTS, CATEGORIES, OTHERS = 10_000, 500, 20_000
THEN = datetime(2025, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.slow


async def much(strive) -> dict[str, str]:
    """Fill every list by copies of one entry; return an id of each."""
    raw, taxonomy = strive.database.raw, strive.content.taxonomy
    shelf = await taxonomy.save_category(CategoryDraft(title="Shelf"))
    author = await taxonomy.save_author(AuthorDraft(name="Ada"))
    post = await publish(strive.content, "One", author=(author.id,))
    await strive.content.redirects.save("/old", "/new")
    asset = await strive.media.keep(b"%PDF-1.4\n%%EOF\n", "paper.pdf")
    await _copied(raw["categories"], shelf.id, CATEGORIES, "slug.current")
    shelves = [entry["_id"] async for entry in raw["categories"].find({}, ["_id"])]
    await _copied(raw["authors"], author.id, OTHERS, "slug.current")
    await _copied(raw["redirects"], "/old", OTHERS)
    await _copied(raw["assets"], asset.id, OTHERS)
    await _copied(raw[COLLECTION], post.id, POSTS, "slug.current", shelves)
    return {"category": shelf.id, "author": author.id}


async def _copied(collection, entry_id, number, unique="", shelves=()):
    document = await collection.find_one({"_id": entry_id})
    copies = []
    for count in range(number):
        moment = THEN + timedelta(minutes=count)
        name = f"/r/{count:05}" if entry_id == "/old" else f"{count:032x}"
        copy = {**document, "_id": name, "createdAt": moment, "updatedAt": moment}
        if unique:
            copy["slug"] = {**document["slug"], "current": f"copy-{count}"}
        if shelves:
            copy["categories"] = [shelves[count % len(shelves)]]
        copies.append(copy)
    await collection.insert_many(copies)


async def test_every_page_is_quick_with_much_on_it(editor, strive):
    ids = await much(strive)
    slow = {}
    for path in (
        *("/studio", "/studio/categories", f"/studio/categories/{ids['category']}"),
        *("/studio/authors", "/studio/authors?after=copy-5000", f"/studio/authors/{ids['author']}"),
        *("/studio/redirects", "/studio/redirects?q=199", "/studio/redirects?q=nowhere"),
        *("/studio/media", "/studio/media?q=paper", "/studio/media?q=nowhere"),
    ):
        assert (await editor.get(path)).status_code == 200, path
        took_ms = await quickest_ms(partial(editor.get, path))
        if took_ms > PAGE_MS_MAX:
            slow[path] = round(took_ms)
    assert slow == {}
