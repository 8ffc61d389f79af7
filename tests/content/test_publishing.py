"""Writing posts, and letting readers see them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from strive.content import composing
from strive.content.drafts import Draft
from strive.content.errors import PostNotFound, SavedMeanwhile, SlugTaken
from strive.content.post import Body, Kind, Status
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.platform.errors import Conflict, Invalid, TooLarge

HOUR = timedelta(hours=1)


async def test_a_new_post_is_a_draft_with_a_slug_of_its_title(content, clock):
    post = await content.publishing.save(
        Draft(title="Grüße aus Köln", body=Body("Hallo")), by="ada"
    )
    assert (post.slug.current, post.status, post.revision) == ("grusse-aus-koln", Status.DRAFT, 1)
    assert post.created_at == post.updated_at == clock.now()
    assert "Hallo" in post.rendered.html
    assert await content.posts.by_id(post.id) == post


async def test_readers_see_a_post_once_it_is_published(content, clock):
    post = await content.publishing.save(Draft(title="Seen"), by="ada")
    assert await content.posts.by_slug(Kind.POST, "seen") is None
    published = await content.publishing.publish(post.id, by="ada")
    assert published.published_at == clock.now()
    assert await content.posts.by_slug(Kind.POST, "seen") == published


async def test_publishing_keeps_a_past_date_that_was_set(content, clock):
    at = clock.now() - 48 * HOUR
    post = await content.publishing.save(Draft(title="Backdated", published_at=at), by="ada")
    assert (await content.publishing.publish(post.id, by="ada")).published_at == at


async def test_a_generated_slug_that_is_taken_gets_a_number(content):
    slugs = [
        (await content.publishing.save(Draft(title="Same"), by="ada")).slug.current
        for _ in range(3)
    ]
    assert slugs == ["same", "same-2", "same-3"]


async def test_a_slug_asked_for_that_is_taken_is_a_conflict(content):
    await content.publishing.save(Draft(title="One", slug="mine"), by="ada")
    with pytest.raises(SlugTaken, match="mine"):
        await content.publishing.save(Draft(title="Two", slug="mine"), by="ada")
    page = await content.publishing.save(Draft(title="Two", slug="mine", kind=Kind.PAGE), by="ada")
    assert page.path == "/mine"


async def test_a_text_that_is_too_large_as_a_page_is_refused(content, monkeypatch):
    monkeypatch.setattr(composing, "RENDERED_BYTES_MAX", 1_000)
    with pytest.raises(TooLarge, match="split it"):
        await content.publishing.save(Draft(title="Wide", body=Body("- a\n" * 300)), by="ada")


async def test_a_post_without_a_letter_in_its_title_gets_a_slug_all_the_same(content):
    post = await content.publishing.save(Draft(title="!!!"), by="ada")
    assert post.slug.current.startswith("post-")


async def test_a_new_slug_leaves_the_old_one_redirecting(content):
    post = await content.publishing.save(Draft(title="Old name"), by="ada")
    await content.publishing.publish(post.id, by="ada")
    post = await content.posts.by_id(post.id)
    moved = await content.publishing.save(replace(Draft.of(post), slug="new-name"), by="ada")
    assert moved.slug.previous == ("old-name",)
    assert await content.posts.moved_to(Kind.POST, "old-name") == "/blog/new-name"
    back = await content.publishing.save(replace(Draft.of(moved), slug="old-name"), by="ada")
    assert back.slug.previous == ("new-name",)


async def test_a_post_that_becomes_a_page_redirects_from_the_blog(content):
    post = await content.publishing.save(Draft(title="About us"), by="ada")
    post = await content.publishing.publish(post.id, by="ada")
    await content.publishing.save(replace(Draft.of(post), kind=Kind.PAGE), by="ada")
    assert (await content.redirects.find("/blog/about-us")).target == "/about-us"


async def test_of_two_saves_at_once_one_wins_and_the_other_is_told(content):
    post = await content.publishing.save(Draft(title="Base"), by="ada")
    drafts = [replace(Draft.of(post), title=title) for title in ("Ada's", "Bob's")]
    results = await asyncio.gather(
        *(content.publishing.save(draft, by="x") for draft in drafts), return_exceptions=True
    )
    [saved] = [result for result in results if not isinstance(result, Exception)]
    [lost] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(lost, SavedMeanwhile)
    assert (await content.posts.by_id(post.id)) == saved
    assert [line.number for line in await content.revisions.latest(post.id)] == [2, 1]


async def test_of_many_new_posts_at_once_with_one_title_each_gets_a_slug(content):
    posts = await asyncio.gather(
        *(content.publishing.save(Draft(title="Race"), by="x") for _ in range(4))
    )
    assert sorted(post.slug.current for post in posts) == ["race", "race-2", "race-3", "race-4"]


async def test_saving_what_is_not_there_or_outdated_fails(content):
    with pytest.raises(PostNotFound):
        await content.publishing.save(Draft(id="nobody", revision=1, title="X"), by="ada")
    post = await content.publishing.save(Draft(title="X"), by="ada")
    await content.publishing.publish(post.id, by="ada")
    with pytest.raises(SavedMeanwhile):
        await content.publishing.save(Draft.of(post), by="ada")


async def test_authors_and_categories_must_exist(content):
    with pytest.raises(Invalid, match="author"):
        await content.publishing.save(Draft(title="X", author=("ghost",)), by="ada")
    with pytest.raises(Invalid, match="category"):
        await content.publishing.save(Draft(title="X", categories=("ghost",)), by="ada")
    author = await content.taxonomy.save_author(AuthorDraft(name="Ada"))
    category = await content.taxonomy.save_category(CategoryDraft(title="News"))
    draft = Draft(title="X", author=(author.id,), categories=(category.id,))
    assert (await content.publishing.save(draft, by="ada")).author == (author.id,)


async def test_a_published_post_stays_published_and_dated_when_saved(content, clock):
    post = await content.publishing.save(Draft(title="Live"), by="ada")
    post = await content.publishing.publish(post.id, by="ada")
    clock.move(HOUR)
    draft = replace(Draft.of(post), title="Livelier", published_at=None)
    saved = await content.publishing.save(draft, by="ada")
    assert (saved.status, saved.published_at) == (Status.PUBLISHED, post.published_at)
    assert saved.updated_at == clock.now()
    later = replace(Draft.of(saved), published_at=clock.now() + HOUR)
    with pytest.raises(Invalid, match="withdraw"):
        await content.publishing.save(later, by="ada")


async def test_a_withdrawn_post_is_gone_for_readers_and_keeps_its_date(content, clock):
    post = await content.publishing.save(Draft(title="Oops"), by="ada")
    post = await content.publishing.publish(post.id, by="ada")
    withdrawn = await content.publishing.withdraw(post.id, by="ada")
    assert (withdrawn.status, withdrawn.published_at) == (Status.DRAFT, post.published_at)
    assert await content.posts.by_slug(Kind.POST, "oops") is None
    clock.move(HOUR)
    again = await content.publishing.publish(post.id, by="ada")
    assert again.published_at == post.published_at


async def test_a_deleted_post_leaves_nothing(content):
    post = await content.publishing.save(Draft(title="Ephemeral words"), by="ada")
    await content.publishing.publish(post.id, by="ada")
    await content.publishing.delete(post.id)
    assert await content.posts.by_id(post.id) is None
    assert await content.revisions.latest(post.id) == []
    assert (await content.search.find("ephemerel")).corrected == ""
    with pytest.raises(PostNotFound):
        await content.publishing.delete(post.id)


async def test_repeating_a_change_of_state_changes_nothing(content):
    post = await content.publishing.save(Draft(title="Twice"), by="ada")
    first = await content.publishing.publish(post.id, by="ada")
    assert await content.publishing.publish(post.id, by="ada") == first
    draft = await content.publishing.withdraw(post.id, by="ada")
    assert await content.publishing.withdraw(post.id, by="ada") == draft


async def test_only_what_lies_ahead_can_be_scheduled(content, clock):
    post = await content.publishing.save(Draft(title="Later"), by="ada")
    with pytest.raises(Invalid, match="future"):
        await content.publishing.schedule(post.id, clock.now(), by="ada")
    with pytest.raises(Invalid, match="zone"):
        await content.publishing.schedule(post.id, datetime(2030, 1, 1), by="ada")  # noqa: DTZ001 - the point
    await content.publishing.publish(post.id, by="ada")
    with pytest.raises(Conflict, match="withdraw"):
        await content.publishing.schedule(post.id, clock.now() + HOUR, by="ada")


async def test_withdrawing_ends_a_schedule(content, clock):
    post = await content.publishing.save(Draft(title="Later"), by="ada")
    await content.publishing.schedule(post.id, clock.now() + HOUR, by="ada")
    assert (await content.publishing.withdraw(post.id, by="ada")).published_at is None
    clock.move(2 * HOUR)
    assert await content.publishing.publish_due_now() == 0


@pytest.mark.parametrize(
    "draft",
    [
        Draft(title="  "),
        Draft(title="x" * 301),
        Draft(title="a\0b"),
        Draft(title="half \ud800"),
        Draft(title="x", body=Body("\udfff")),
        Draft(title="x", slug="Not A Slug"),
        Draft(title="x", slug="a/b"),
        Draft(title="x", slug="a.b"),
        Draft(title="x", slug="api", kind=Kind.PAGE),
        Draft(title="x", excerpt="x" * 1_001),
        Draft(title="x", canonical_url="javascript:alert(1)"),
        Draft(title="x", canonical_url="/not/whole"),
        Draft(title="x", language="english please"),
        Draft(title="x", author=("a", "a")),
        Draft(title="x", published_at=datetime(1677, 1, 1, tzinfo=UTC)),
        Draft(title="x", published_at=datetime(9999, 12, 31, tzinfo=UTC)),
        Draft(title="x", published_at=datetime(2020, 1, 1)),  # noqa: DTZ001 - the point
    ],
)
async def test_a_draft_that_breaks_a_rule_is_refused_whole(content, draft):
    with pytest.raises(Invalid):
        await content.publishing.save(draft, by="ada")
    assert [post async for post in content.posts.every()] == []


async def test_a_text_beyond_the_limit_is_too_large(content):
    with pytest.raises(TooLarge):
        await content.publishing.save(Draft(title="x", body=Body("é" * 1_000_001)), by="ada")
