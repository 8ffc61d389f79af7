"""Reading posts one by one, their neighbours and relatives, addresses and suggestions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from published import change, publish, publish_series

from strive.content.drafts import Draft, tag_of
from strive.content.listing import PostFilter
from strive.content.post import Kind, Seo
from strive.content.taxonomy import CategoryDraft

DAY = timedelta(days=1)


@pytest.mark.parametrize("slug", ["", "a.b", "a/b", "a\0b", "..", "$ne", "\ud800", "x" * 500])
async def test_what_is_no_slug_is_simply_not_found(content, slug):
    assert await content.posts.by_slug(Kind.POST, slug) is None
    assert await content.posts.moved_to(Kind.POST, slug) is None
    assert await content.taxonomy.author(slug) is None
    assert await content.taxonomy.author_moved_to(slug) is None
    assert await content.taxonomy.tag(slug) is None
    assert await content.posts.by_id(slug) is None
    assert await content.posts.suggestions(slug) == []


async def test_slugs_of_any_script_are_found(content):
    for title in ("مرحبا بالعالم", "日本語の記事", "Ελληνικά", "สวัสดี"):
        post = await publish(content, title)
        assert (await content.posts.by_slug(Kind.POST, post.slug.current)).id == post.id


async def test_a_published_post_is_not_read_before_its_time(content, clock):
    await publish(content, "Now")
    clock.move(-timedelta(seconds=1))
    assert await content.posts.by_slug(Kind.POST, "now") is None


async def test_a_post_and_a_page_can_have_one_slug(content):
    post, page = await publish(content, "Team"), await publish(content, "Team", kind=Kind.PAGE)
    assert (await content.posts.by_slug(Kind.POST, "team")).id == post.id
    assert (await content.posts.by_slug(Kind.PAGE, "team")).id == page.id


async def test_the_previous_slug_of_a_draft_leads_nowhere(content):
    post = await publish(content, "First")
    await change(content, post, slug="second")
    await content.publishing.withdraw(post.id, by="ada")
    assert await content.posts.moved_to(Kind.POST, "first") is None


async def test_only_published_ones_are_returned_by_ids(content):
    seen = await publish(content, "Seen")
    unseen = await content.publishing.save(Draft(title="Unseen"), by="ada")
    assert list(await content.posts.by_ids([seen.id, unseen.id, "nobody"])) == [seen.id]
    assert await content.posts.by_ids([]) == {}


async def test_neighbours_are_the_posts_right_before_and_after(content, clock):
    newest, middle, oldest = await publish_series(content, clock, 3)
    await publish(content, "A page", kind=Kind.PAGE, published_at=clock.now() - 2 * DAY)
    found = await content.posts.surroundings(middle)
    assert (found.previous.id, found.next.id) == (oldest.id, newest.id)
    assert (await content.posts.surroundings(newest)).next is None
    assert (await content.posts.surroundings(oldest)).previous is None


async def test_neighbours_at_one_moment_form_one_chain(content, clock):
    at = clock.now() - DAY
    posts = {(await publish(content, f"Twin {n}", published_at=at)).id for n in range(4)}
    chain = []
    [post] = await content.posts.latest_full(PostFilter(), 1)
    while post:
        chain.append(post.id)
        earlier = (await content.posts.surroundings(post)).previous
        post = await content.posts.by_id(earlier.id) if earlier else None
    assert len(chain) == 4
    assert set(chain) == posts


async def test_a_draft_has_no_neighbours(content):
    draft = await content.publishing.save(Draft(title="Draft"), by="ada")
    assert await content.posts.surroundings(draft) == (None, None, ())


async def test_related_posts_share_most_first(content, clock):
    news = (await content.taxonomy.save_category(CategoryDraft(title="News"))).id
    art = (await content.taxonomy.save_category(CategoryDraft(title="Art"))).id
    tags = (tag_of("Blue"), tag_of("Red"))
    post = await publish(content, "This", categories=(news,), tags=tags)
    one = await publish(content, "One in common", categories=(news, art))
    three = await publish(
        content, "Three in common", categories=(news,), tags=tags, published_at=clock.now() - DAY
    )
    two = await publish(content, "Two in common", tags=tags, published_at=clock.now() - 2 * DAY)
    await publish(content, "None in common", categories=(art,))
    found = await content.posts.surroundings(post)
    assert [summary.id for summary in found.related] == [three.id, two.id, one.id]
    alone = await content.posts.surroundings(await publish(content, "Nothing"))
    assert list(alone.related) == []


async def test_addresses_leave_out_what_search_engines_are_not_to_list(content, clock, monkeypatch):
    monkeypatch.setattr("strive.content.posts.ADDRESSES_PER_CHUNK", 2)
    newest, middle, oldest = await publish_series(content, clock, 3)
    hidden = await publish(content, "Hidden", seo=Seo(no_index=True))
    assert hidden.is_published
    assert await content.posts.address_chunks(Kind.POST) == 2
    first = await content.posts.addresses(Kind.POST, 0)
    second = await content.posts.addresses(Kind.POST, 1)
    assert [address.path for address in (*first, *second)] == [
        post.path for post in (oldest, middle, newest)
    ]
    assert first[0].updated_at == oldest.updated_at
    assert await content.posts.addresses(Kind.POST, 2) == []
    assert await content.posts.addresses(Kind.POST, -1) == []
    assert await content.posts.address_chunks(Kind.PAGE) == 0


async def test_an_export_goes_through_everything_once(content, monkeypatch):
    monkeypatch.setattr("strive.content.store.posts._BATCH", 2)
    ids = {(await publish(content, f"Post {n}")).id for n in range(3)}
    ids.add((await content.publishing.save(Draft(title="Draft"), by="ada")).id)
    page = await publish(content, "Page", kind=Kind.PAGE)
    every = [post.id async for post in content.posts.every()]
    assert sorted(every) == sorted({*ids, page.id})
    assert [post.id async for post in content.posts.every(Kind.PAGE)] == [page.id]


async def test_a_mistyped_address_gets_suggestions(content):
    post = await publish(content, "Caching strategies explained")
    await publish(content, "Something else")
    [found] = await content.posts.suggestions("cahcing-strategies")
    assert found.id == post.id


async def test_what_a_text_merely_mentions_is_not_suggested(content):
    meant = await publish(content, "Set in whatever you have")
    await publish(content, "About", "Whatever you set, it is set in stone.")
    assert [post.id for post in await content.posts.suggestions("set-in-whatever")] == [meant.id]
    assert await content.posts.suggestions("in-stone") == []


async def test_what_is_read_is_what_was_saved(content):
    post = await publish(content, "Whole", "Some *text*", seo=Seo(title="T", description="D"))
    assert await content.posts.by_slug(Kind.POST, "whole") == post
