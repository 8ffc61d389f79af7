from __future__ import annotations

from datetime import UTC, datetime

from strive.content.importing.records import (
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    RedirectRecord,
    Skipped,
)
from strive.content.post import Image, Kind, Status
from tests.content.importing.wxr import HEAD, ITEM, TAIL, item, posts_of, written


def test_a_block_editor_post_is_plain_html_with_original_pictures(wordpress, fixtures):
    fog = posts_of(wordpress(fixtures / "wordpress.xml"))["Fog & bells"]
    html = fog.body.source
    assert "wp:" not in html
    assert 'src="https://harbour.example/wp-content/uploads/2024/04/harbour.png"' in html
    assert '<a href="https://www.youtube.com/watch?v=abcdefghijk">' in html
    assert "<p>Mind the tide.</p>" in html
    assert fog.notes == ("blocks left out: latest-posts",)
    assert fog.feature_image == Image(
        "https://harbour.example/wp-content/uploads/2024/04/harbour.png",
        *("Boats at a quay", "The quay in April"),
    )
    assert (fog.excerpt, fog.featured, fog.categories) == ("A foggy morning.", True, ("sails",))
    assert (fog.seo.title, fog.seo.description) == ("", "Bells in the fog")
    assert fog.addresses == ("https://harbour.example/2024/04/03/fog-and-bells/", "/?p=12")
    assert fog.published_at == datetime(2024, 4, 3, 7, 30, tzinfo=UTC)


def test_a_classic_post_gets_paragraphs_captions_and_galleries(wordpress, fixtures):
    rope = posts_of(wordpress(fixtures / "wordpress.xml"))["Rope"]
    html = rope.body.source
    assert html.startswith("<p>First paragraph,<br>\nsecond line.</p>")
    assert "<figcaption>The quay</figcaption>" in html
    assert "i0.wp.com" not in html
    assert 'alt="Boats at a quay"' in html
    assert "[sic]" in html
    assert "and [gallery]." in html
    assert '<pre><code class="language-python">if a &lt; b:\n\n    print("x")</code></pre>' in html
    assert rope.published_at == datetime(2019, 6, 30, 10, tzinfo=UTC)
    assert "shortcodes left out: contact-form-7" in rope.notes
    assert "file 99 of a gallery is not in the export" in rope.notes


def test_what_was_not_public_is_a_draft_with_the_reason(wordpress, fixtures):
    posts = posts_of(wordpress(fixtures / "wordpress.xml"))
    secret, about = posts["Secret berth"], posts["關於"]
    assert secret.status is about.status is Status.DRAFT
    assert "was protected by a password; kept as a draft" in secret.notes
    assert "wp:post_date_gmt: “2024-02-31 00:00:00” is not a date" in secret.notes
    assert about.notes == ("was private; kept as a draft",)
    assert (about.kind, about.slug) == (Kind.PAGE, "關於")


def test_a_gallery_that_names_no_pictures_shows_those_of_its_post(wordpress, tmp_path):
    attachments = [
        item(number, wp__post_type="attachment", wp__post_parent="1", wp__menu_order=order)
        .replace("</item>", f"<wp:attachment_url>/{number}.{suffix}</wp:attachment_url></item>")
        for number, order, suffix in ((8, "2", "png"), (9, "1", "jpg"), (10, "0", "pdf"))
    ]  # fmt: skip
    posts = [item(1, "[gallery]"), item(2, "[gallery]"), item(3, '[gallery id="1"]')]
    found = posts_of(wordpress(written(tmp_path, *posts, *attachments)))
    html = found["T1"].body.source
    assert html.index("/9.jpg") < html.index("/8.png")
    assert "pdf" not in html
    assert found["T3"].body.source == html
    assert found["T2"].notes == ("a gallery of all its pictures, of which none is in the export",)


def test_a_picture_in_a_smaller_size_is_shown_as_the_scaled_original(wordpress, tmp_path):
    attachment = item(2, wp__post_type="attachment").replace(
        "</item>", "<wp:attachment_url>/big-scaled.jpg</wp:attachment_url></item>"
    )
    post = item(1, '<img src="/big-300x200.jpg"> <img src="/other-300x200.jpg">')
    html = posts_of(wordpress(written(tmp_path, post, attachment)))["T1"].body.source
    assert 'src="/big-scaled.jpg"' in html
    assert 'src="/other-300x200.jpg"' in html


def test_footnotes_stand_where_their_block_was(wordpress, tmp_path):
    meta = (
        "<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value>"
        '<![CDATA[[{"id":"ab","content":"A &amp; <b>note</b>"}]]]></wp:meta_value></wp:postmeta>'
    )
    post = item(1, "<!-- wp:footnotes /-->").replace("</item>", f"{meta}</item>")
    found = posts_of(wordpress(written(tmp_path, post)))["T1"]
    assert '<li id="ab">A &amp; <b>note</b> <a' in found.body.source
    assert found.notes == ()


def test_addresses_of_e_mail_are_not_shown_as_names(wordpress, tmp_path):
    head = (
        "<wp:author><wp:author_login>zoe@mail.example</wp:author_login>"
        "<wp:author_display_name>zoe@mail.example</wp:author_display_name></wp:author>"
    )
    path = written(tmp_path, item(1, dc__creator="jo@mail.example"), head=head)
    named = '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
    path.write_text(path.read_text().replace("<rss ", named))
    authors = [r for r in wordpress(path).outline() if isinstance(r, AuthorRecord)]
    assert [(author.name, author.slug) for author in authors] == [("zoe", "zoe"), ("jo", "")]


def test_tags_keep_their_own_slugs(wordpress, tmp_path):
    tags = "".join(
        f'<category domain="post_tag" nicename="{slug}">{name}</category>'
        for slug, name in (("c-plus-plus", "C++"), ("c", "C"), ("%e6%97%a5", "日"))
    )
    post = posts_of(wordpress(written(tmp_path, item(1).replace("</item>", f"{tags}</item>"))))[
        "T1"
    ]
    assert [(tag.name, tag.slug) for tag in post.tags] == [
        *(("C++", "c-plus-plus"), ("C", "c"), ("日", "日"))
    ]


def test_a_site_in_a_folder_has_its_addresses_there(wordpress, tmp_path):
    head = (
        "<wp:base_blog_url>https://old.example/blog</wp:base_blog_url><wp:category>"
        "<wp:category_nicename>a</wp:category_nicename></wp:category>"
    )
    outline = list(wordpress(written(tmp_path, item(7), head=head)).outline())
    [category] = [record for record in outline if isinstance(record, CategoryRecord)]
    assert category.addresses[0] == "/blog/category/a/"
    assert category.feeds[0] == "/blog/category/a/feed/"
    [post] = [record for record in outline if isinstance(record, PostRecord)]
    assert post.addresses == ("/blog/?p=7",)
    rules = {r.id: r.target for r in outline if isinstance(r, RedirectRecord)}
    assert (rules["/blog/tag/*"], rules["/blog/feed"]) == ("/tags/:splat", "/feed.xml")


def test_what_strive_has_no_place_for_is_told(wordpress, fixtures):
    skipped = {r.id: r.reason for r in wordpress(fixtures / "wordpress.xml").contents()
               if isinstance(r, Skipped)}  # fmt: skip
    assert skipped["comments"] == "2 not imported"
    assert "“product”" in skipped["Anchor"]
    assert skipped["Old"] == "was in the trash"


def test_categories_nest_and_the_default_one_is_left_out(wordpress, fixtures):
    outline = wordpress(fixtures / "wordpress.xml").outline()
    found = {r.id: r for r in outline if isinstance(r, CategoryRecord)}
    assert set(found) == {"boats", "sails", "ring-a", "ring-b"}
    assert found["boats"].title == "Boats & Ships"
    assert (found["sails"].parent, found["sails"].addresses[1]) == (
        *("boats", "/category/boats/sails/"),
    )


def test_several_files_are_read_as_one(wordpress, tmp_path):
    for name in ("Two", "One"):
        text = HEAD.format("UTF-8") + ITEM.format(name, "x") + TAIL
        (tmp_path / "export" / f"{name}.xml").parent.mkdir(exist_ok=True)
        (tmp_path / "export" / f"{name}.xml").write_text(text)
    assert list(posts_of(wordpress(tmp_path / "export"))) == ["One", "Two"]
