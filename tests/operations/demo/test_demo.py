"""Claims of a demo: repeatable, gone on with when stopped, taken away exactly."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from published import publish

from strive.analytics.months import INDEXES, collection_of, create_month
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.kit.ids import new_id
from strive.operations.demo.loading import Demo, load
from strive.operations.demo.removing import remove
from strive.operations.demo.scale import Scale
from strive.operations.demo.store import DemoStore
from strive.operations.demo.working import alone
from strive.platform.errors import Conflict, NotFound
from strive.platform.leases import Leases

COLLECTIONS = ("users", "newsletter_subscribers", "analytics_2026-02", "analytics_2026-03")
MADE_BY_CONTENT = {"author", "categories", "updatedAt"}  # ids of others, and the time of loading


class StoppedHere(Exception):
    """What stands for the power going out."""


def silent(_part: str, _done: int, _total: int) -> None:
    pass


def stopping_in(part: str):
    """Return a progress that ends everything when a part has come half way."""

    def progress(at: str, done: int, total: int) -> None:
        if at == part and done * 2 >= total:
            raise StoppedHere

    return progress


async def everything(demo: Demo, *names: str) -> dict[str, list[dict]]:
    return {
        name: await demo.database.raw[name].find({}, sort=[("_id", 1)]).to_list() for name in names
    }


async def test_a_demo_is_whole_and_a_second_time_nothing_changes(demo, plan):
    first = await load(demo, plan, silent)
    raw = demo.database.raw
    assert first.changed
    assert await raw["users"].count_documents({}) == 1_100
    assert await raw["newsletter_subscribers"].count_documents({}) == 1_100
    assert await raw["blogPosts"].count_documents({"status": "published"}) == 11
    months = [await raw[name].count_documents({}) for name in COLLECTIONS[2:]]
    assert sum(months) == plan.scale.events == 13_200
    assert all(months), "a month of a demo may lie in two months of the calendar"
    for name in COLLECTIONS[2:]:
        wanted = {"_id_", *(index.index_name for index in INDEXES)}
        assert set(await raw[name].index_information()) == wanted
    before = await everything(demo, *COLLECTIONS, "blogPosts", "authors", "categories", "demo")
    assert not (await load(demo, plan, silent)).changed
    after = await everything(demo, *COLLECTIONS, "blogPosts", "authors", "categories", "demo")
    assert after == before
    for other in (replace(plan, seed=2), replace(plan, scale=Scale("other", 10))):
        with pytest.raises(Conflict, match="scale tiny with seed 1 is here"):
            await load(demo, other, silent)
    await remove(demo, silent)


async def test_the_same_seed_makes_the_same_documents(demo, plan):
    await load(demo, plan, silent)
    first = await everything(demo, *COLLECTIONS, "blogPosts")
    await remove(demo, silent)
    await load(demo, plan, silent)
    second = await everything(demo, *COLLECTIONS, "blogPosts")
    await remove(demo, silent)
    for name in COLLECTIONS:
        assert first[name] == second[name]
    for one, other in zip(first["blogPosts"], second["blogPosts"], strict=True):
        same = one.keys() - MADE_BY_CONTENT
        assert {key: one[key] for key in same} == {key: other[key] for key in same}


async def test_a_load_that_was_stopped_anywhere_is_gone_on_with(demo, plan):
    for part in ("posts", "users", "newsletter_subscribers", "events"):
        with pytest.raises(StoppedHere):
            await load(demo, plan, stopping_in(part))
    resumed = await load(demo, plan, silent)
    assert resumed.changed
    raw = demo.database.raw
    events = [await raw[name].count_documents({}) for name in COLLECTIONS[2:]]
    assert sum(events) == plan.scale.events
    assert await raw["users"].count_documents({}) == plan.scale.users
    assert await raw["blogPosts"].count_documents({}) == plan.scale.posts
    await remove(demo, silent)


async def test_a_load_that_is_gone_on_with_another_day_keeps_its_month(demo, plan):
    with pytest.raises(StoppedHere):
        await load(demo, plan, stopping_in("posts"))
    tomorrow = replace(plan, until=plan.until.replace(day=15))
    with pytest.raises(StoppedHere):
        await load(demo, tomorrow, stopping_in("newsletter_subscribers"))
    assert (await DemoStore(demo.database).record()).until == plan.until
    users = await demo.database.raw["users"].find({}).to_list()
    assert max(user["lastActiveAt"] for user in users) < plan.until
    await remove(demo, silent)


async def test_what_was_written_but_not_noted_is_not_written_twice(demo, plan):
    store = DemoStore(demo.database)
    await load(demo, plan, silent)
    await demo.database.raw["demo"].update_one({}, {"$set": {"finishedAt": None, "done": {}}})
    await load(demo, plan, silent)
    assert await demo.database.raw["users"].count_documents({}) == plan.scale.users
    assert (await store.record()).finished_at is not None
    await remove(demo, silent)


async def test_removing_takes_the_demo_and_nothing_else(demo, plan):
    raw = demo.database.raw
    await create_month(raw, plan.until)
    month = collection_of(plan.until)
    await raw["users"].insert_one({"_id": new_id(), "email": "own@example.org"})
    await raw["newsletter_subscribers"].insert_one({"_id": new_id(), "email": "own@example.org"})
    await raw[month].insert_one({"_id": "own", "eventType": "page_view", "timestamp": plan.until})
    author = await demo.content.taxonomy.save_author(AuthorDraft(name="Own"))
    category = await demo.content.taxonomy.save_category(CategoryDraft(title="Own"))
    fields = {"author": (author.id,), "categories": (category.id,)}
    post = await publish(demo.content, "Written here", **fields)
    names = (*COLLECTIONS, "blogPosts", "revisions", "authors", "categories", "demo")
    before = await everything(demo, *names)
    await load(demo, plan, silent)
    removed = await remove(demo, silent)
    assert removed.counts == {"events": 13_200, "subscribers": 1_100, "users": 1_100, "posts": 11}
    assert await everything(demo, *names) == before
    await demo.content.publishing.delete(post.id)
    await demo.content.taxonomy.delete_author(author.id)
    await demo.content.taxonomy.delete_category(category.id)
    for name in COLLECTIONS:
        await raw[name].delete_many({})


async def test_a_removal_that_was_stopped_anywhere_is_finished(demo, plan):
    await load(demo, plan, silent)
    for part in ("events", "newsletter_subscribers", "users", "posts"):
        with pytest.raises(StoppedHere):
            await remove(demo, stopping_in(part))
    with pytest.raises(Conflict, match="being removed"):
        await load(demo, plan, silent)
    await remove(demo, silent)
    left = await everything(demo, *COLLECTIONS, "blogPosts", "revisions", "authors", "demo")
    assert not any(left.values())


async def test_without_a_demo_there_is_nothing_to_remove(demo):
    with pytest.raises(NotFound, match="There is no demo here"):
        await remove(demo, silent)


async def test_one_process_works_on_the_demo_at_a_time(demo, plan):
    other = replace(demo, leases=Leases(demo.database, "another process"))
    async with alone(demo.leases):
        with pytest.raises(Conflict, match="Another process"):
            await load(other, plan, silent)
    await load(other, plan, silent)
    await remove(other, silent)


async def test_readers_see_its_posts_and_no_more_once_it_is_gone(
    demo, plan, client: httpx.AsyncClient
):
    await load(demo, plan, silent)
    slug = (await demo.database.raw["blogPosts"].find_one({}))["slug"]["current"]
    assert (await client.get(f"/blog/{slug}")).status_code == 200
    await remove(demo, silent)
    assert (await client.get(f"/blog/{slug}")).status_code == 404
