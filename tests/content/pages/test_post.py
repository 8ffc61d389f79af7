"""A post, a standalone page, and previews."""

from __future__ import annotations

from datetime import timedelta

import pytest

from strive.content.drafts import Draft
from strive.content.post import Image, Kind, Tag

LONG = "".join(f"<h2>Part {number}</h2><p>Text.</p>" for number in range(4))


async def test_a_post_shows_what_belongs_to_it(site, publish, author, category):
    await publish(
        "On <engines> & more",
        LONG,
        excerpt="What they do.",
        author=(author.id,),
        categories=(category.id,),
        tags=(Tag("Steam", "steam"),),
        feature_image=Image("/media/a.jpg", "A wheel", "Turning", 800, 600),
    )
    html = (await site.get("/blog/on-engines-more")).text
    assert "<h1>On &lt;engines&gt; &amp; more</h1>" in html
    assert '<p class="standfirst">What they do.</p>' in html
    assert "<p>Writes about engines.</p>" in html
    assert 'href="/tags/steam"' in html
    assert 'width="800" height="600"' in html
    assert '<nav class="contents margin" aria-label="Contents">' in html
    assert "1 min read" in html


async def test_an_excerpt_made_of_the_text_is_not_repeated_above_it(site, publish):
    await publish("Bare", "<p>The very first words.</p>")
    html = (await site.get("/blog/bare")).text
    assert '<meta name="description" content="The very first words."' in html
    assert "standfirst" not in html


async def test_neighbours_and_related_posts_are_linked(site, publish, clock, category):
    for title in ("First", "Second", "Third"):
        await publish(title, categories=(category.id,))
        clock.move(timedelta(hours=1))
    html = (await site.get("/blog/second")).text
    assert 'href="/blog/first" rel="prev"' in html
    assert 'href="/blog/third" rel="next"' in html
    assert 'id="related"' in html


async def test_a_changed_slug_redirects(site, publish, content):
    post = await publish("Old name")
    draft = Draft(id=post.id, revision=post.revision, title="Old name", slug="новое-имя")
    await content.publishing.save(draft, by="ada")
    answer = await site.get("/blog/old-name")
    expected = "/blog/%D0%BD%D0%BE%D0%B2%D0%BE%D0%B5-%D0%B8%D0%BC%D1%8F"
    assert (answer.status_code, answer.headers["location"]) == (301, expected)
    assert (await site.get(expected)).status_code == 200


async def test_a_rule_is_followed_where_nothing_else_answers(site, publish, content):
    await publish("New home")
    await content.redirects.save("/2019/old", "/blog/new-home")
    await content.redirects.save("/blog/new-home", "/elsewhere")
    answer = await site.get("/2019/old", follow_redirects=False)
    assert answer.status_code == 301
    assert (await site.get("/blog/new-home")).status_code == 200, "what exists goes first"
    assert (await site.post("/2019/old")).status_code in {404, 405}


@pytest.mark.parametrize(
    "slug", ["a.md", "a%00b", "a%2Fb", "A", "-a", "%F0%9F%98%80", "%FF", "a" * 300, "a--b"]
)
async def test_what_is_no_slug_is_not_found(site, slug):
    for path in (f"/blog/{slug}", f"/{slug}", f"/tags/{slug}", f"/authors/{slug}"):
        answer = await site.get(path)
        assert answer.status_code in {404, 308}, path


async def test_a_standalone_page_is_read_at_the_root(site, page):
    answer = await site.get("/about-us")
    assert answer.status_code == 200
    assert "We are few." in answer.text
    assert (await site.get("/blog/about-us")).status_code == 404


async def test_a_preview_shows_a_draft_and_is_kept_by_nobody(site, content):
    post = await content.publishing.save(Draft(title="Not yet", kind=Kind.POST), by="ada")
    answer = await site.get(content.previews.link(post))
    assert answer.status_code == 200
    assert "Preview of an unpublished post" in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert (await site.get("/preview/forged")).status_code == 404


async def test_a_page_in_another_language_says_so(site, publish, settle):
    await settle(language="ar")
    await publish("שלום", language="he", slug="shalom")
    await publish("Hello", language="en", slug="hello")
    html = (await site.get("/blog/shalom")).text
    assert '<html lang="ar" dir="rtl">' in html
    assert 'lang="he" dir="rtl"' in html
    assert 'lang="en" dir="ltr"' in (await site.get("/blog/hello")).text


async def test_the_module_for_embeds_comes_only_with_embeds(site, publish):
    await publish("Plain")
    assert '<script type="module"' not in (await site.get("/blog/plain")).text
