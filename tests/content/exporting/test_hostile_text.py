"""Texts that look like front matter, YAML or code, taken out and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strive.content.drafts import Draft
from strive.content.exporting.front_matter import post_fields, with_front_matter
from strive.content.importing.markdown.front_matter import split_front_matter
from strive.content.importing.markdown.generator import Folder
from strive.content.importing.markdown.places import place_of
from strive.content.importing.markdown.posts import post_of
from strive.content.importing.report import Result
from strive.content.post import Body, Image, Post, Seo, Slug, Status, Tag
from strive.content.site import Link, Site
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.kit.slugs import slugify
from tests.content.exporting.test_markdown_export import essence, names_of, posts_of, put_out

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
NASTY = (
    "---", "...", "a: b", "null", "None", "~", "true", "No", "2024-05-01", "007", "1_000", "[x]",
    "{x}", "*x", "&x", "!x", "%x", "@x", "`x`", "#x", "x #y", "'", '"', '""', "\\", "a\nb",
    "a\n---\nb", "\u2028", "\x85", "\t", "é", "日本", "🎉", "|", ">", "- x", "? x", "<<", "=",
    "{{< x >}}", "post",
)  # fmt: skip
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")
line = st.sampled_from(NASTY) | st.text(letters, max_size=30)
text = st.builds(str.strip, line | st.builds(str.__add__, line, line))
title = text.filter(bool)
tags = st.lists(st.builds(Tag, title, title.map(slugify)), max_size=3, unique_by=lambda t: t.slug)


@given(title, text, text, tags.filter(lambda t: all(tag.slug for tag in t)), text)
@example("---", "---\nevil: yes\n---", "", [], "\n\n    code\n---\n")
def test_whatever_a_post_says_is_read_back_as_it_was(title, excerpt, alt, tags, body):
    post = Post(
        id="a" * 24,
        title=title,
        slug=Slug("x"),
        status=Status.PUBLISHED,
        excerpt=excerpt,
        body=Body(body),
        feature_image=Image("/a.png", alt, alt),
        tags=tuple(tags),
        seo=Seo(title=alt, description=excerpt),
        published_at=NOON,
        created_at=NOON,
        updated_at=NOON,
    )
    data, rest = split_front_matter(with_front_matter(post_fields(post, {}, {}), body))
    record = post_of(place_of("posts/x.md"), data, rest, NOON, Folder())
    assert (record.title, record.excerpt, record.body) == (title, excerpt, post.body)
    assert (record.feature_image, record.seo) == (post.feature_image, post.seo)
    assert (record.tags, record.own_id, record.slug) == (post.tags, post.id, "x")
    assert record.notes == ()


async def test_a_hostile_publication_comes_back_from_its_folder(bring, target, tmp_path):
    taxonomy, publishing = target.content.taxonomy, target.content.publishing
    author = await taxonomy.save_author(
        AuthorDraft(name="None", bio="---\nname: x\n---", slug="本" * 90)
    )
    category = await taxonomy.save_category(CategoryDraft(title="null", description="a: b"))
    for number, words in enumerate(NASTY):
        if not words.strip():
            continue
        draft = Draft(
            title=words, slug=f"s{number}", excerpt=words, body=Body(f"\n\n{words}\n"),
            author=(author.id,), categories=(category.id,), tags=(Tag("C++", "c-plus-plus"),),
        )  # fmt: skip
        await publishing.save(draft, by="me")
    site = Site(
        title='"--- #', description="a: b\n- c", navigation=(Link("~", "/x#y"),),
        posts_per_page=7, websub_hub="https://hub.example/", indexnow_key="abcdefgh",
        contact="a+b@example.org",
    )  # fmt: skip
    await target.content.site.change(site)
    await target.content.redirects.save("/a b", "https://far.example/?x=1#y")
    folder = await put_out(target, tmp_path / "out")
    before = await posts_of(target)
    names = {id_: await names_of(target, post) for id_, post in before.items()}
    raw = target.database.raw
    for name in ("blogPosts", "categories", "authors", "revisions", "redirects", "settings"):
        await raw[name].delete_many({})
    target.clock.move(timedelta(days=1))
    await target.content.bulk.purge_all()
    report = await bring("markdown", folder)
    assert report.total(Result.SKIPPED) == 0
    after = await posts_of(target)
    assert {id_: essence(post) for id_, post in after.items()} == {
        id_: essence(post) for id_, post in before.items()
    }
    assert {id_: await names_of(target, post) for id_, post in after.items()} == names
    assert await target.content.site.stored() == site
    assert (await target.content.redirects.find("/a b")).target == "https://far.example/?x=1#y"


@pytest.mark.parametrize("id_", ["../../x", "a b", "x" * 65, "é"])
def test_what_cannot_be_an_id_is_none_of_ours(id_):
    data, body = split_front_matter(f"---\ntitle: A\nstrive_id: {id_!r}\n---\nx\n")
    assert post_of(place_of("posts/x.md"), data, body, NOON, Folder()).own_id == ""
