from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from strive.content.importing.errors import (
    BadExport,
    BrokenExport,
    NotThisFormat,
    PartTooLarge,
    UnsafeArchive,
)
from strive.content.importing.limits import FIELD_BYTES_MAX
from strive.content.importing.records import CategoryRecord, PostRecord, Skipped
from strive.content.importing.scratch import Scratch
from strive.content.importing.wordpress.autop import with_paragraphs
from strive.content.importing.wordpress.blocks import without_blocks
from strive.content.importing.wordpress.shortcodes import Attachment, expand_shortcodes
from strive.content.importing.wordpress.source import WordPressExport
from strive.content.post import Image, Kind, Status

HEAD = (
    '<?xml version="1.0" encoding="{}"?><rss xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<wp:wxr_version>1.2</wp:wxr_version>"
)
ITEM = (
    "<item><title>{}</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>"
    "<wp:status>publish</wp:status><content:encoded><![CDATA[{}]]></content:encoded></item>"
)
TAIL = "</channel></rss>"


@pytest.fixture
def wordpress(tmp_path):
    scratches: list[Scratch] = []

    def open_(path: Path) -> WordPressExport:
        scratches.append(Scratch(tmp_path / "w"))
        return WordPressExport(path, scratches[-1])

    yield open_
    for scratch in scratches:
        scratch.close()


def posts_of(source: WordPressExport) -> dict[str, PostRecord]:
    return {record.title: record for record in source.contents() if isinstance(record, PostRecord)}


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


def test_other_encodings_and_forbidden_characters_are_read(wordpress, tmp_path):
    text = HEAD.format("ISO-8859-1") + ITEM.format("Caf\xe9", "a\x0bb\x00c") + TAIL
    (tmp_path / "a.xml").write_bytes(text.encode("latin-1"))
    post = posts_of(wordpress(tmp_path / "a.xml"))["Café"]
    assert post.body.source == "<p>abc</p>"
    wrong = HEAD.format("UTF-8") + ITEM.format("Caf\xe9", "x") + TAIL
    (tmp_path / "b.xml").write_bytes(wrong.encode("latin-1"))
    assert "Caf\ufffd" in posts_of(wordpress(tmp_path / "b.xml"))


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<rss><channel>&b;</channel></rss>"
)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NotThisFormat),
        ("title,body\n", NotThisFormat),
        ("<html><body>x</body></html>", NotThisFormat),
        ("<rss><channel><title>x</title></channel></rss>", NotThisFormat),
        (HEAD.format("UTF-8") + ITEM.format("a", "b"), BrokenExport),
        (HEAD.format("UTF-8") + "<item><title>x</b></item>" + TAIL, BrokenExport),
        (HEAD.format("UTF-8") + "&nbsp;" + TAIL, BrokenExport),
        (HEAD.format("klingon") + TAIL, BrokenExport),
        (BOMB, UnsafeArchive),
        ('<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>', UnsafeArchive),
        (HEAD.format("UTF-8") + "<a>" * 5_000, PartTooLarge),
        (HEAD.format("UTF-8") + "<a b='" + "x" * (FIELD_BYTES_MAX + 200_000), PartTooLarge),
    ],
    ids=[
        *("empty", "csv", "html", "rss", "cut", "crossed", "entity", "encoding", "bomb"),
        *("external", "deep", "huge tag"),
    ],
)
def test_a_file_that_is_no_whole_export_is_refused_by_name(wordpress, tmp_path, text, error):
    (tmp_path / "a.xml").write_text(text)
    with pytest.raises(error):
        posts_of(wordpress(tmp_path / "a.xml"))


def test_an_item_with_a_huge_field_is_skipped_and_the_rest_read(wordpress, tmp_path):
    huge = "x" * (FIELD_BYTES_MAX + 1)
    text = HEAD.format("UTF-8") + ITEM.format("Huge", huge) + ITEM.format("Small", "y") + TAIL
    (tmp_path / "a.xml").write_text(text)
    skipped, post = list(wordpress(tmp_path / "a.xml").contents())
    assert (skipped.id, post.title) == ("Huge", "Small")
    assert "more than 16,000,000" in skipped.reason


def test_several_files_are_read_as_one(wordpress, tmp_path):
    for name in ("Two", "One"):
        text = HEAD.format("UTF-8") + ITEM.format(name, "x") + TAIL
        (tmp_path / "export" / f"{name}.xml").parent.mkdir(exist_ok=True)
        (tmp_path / "export" / f"{name}.xml").write_text(text)
    assert list(posts_of(wordpress(tmp_path / "export"))) == ["One", "Two"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("a <b>c</b>\n<h2>H</h2>\nd", "<p>a <b>c</b></p>\n<h2>H</h2>\n<p>d</p>"),
        ("<ul>\n<li>one\n\ntwo</li>\n</ul>", "<ul>\n<li>one\n\ntwo</li>\n</ul>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<div>a\n\nb</div>", "<div>\n<p>a</p>\n<p>b</p>\n</div>"),
        ("<blockquote>a</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("<pre>never closed\n\nx", "<pre>\n<p>never closed</p>\n<p>x</p>"),
    ],
)
def test_classic_text_gets_the_paragraphs_it_means(text, html):
    assert with_paragraphs(text) == html


def test_reusable_blocks_that_contain_themselves_end():
    block = '<!-- wp:block {"ref":1} /-->x'
    assert without_blocks(block, lambda _: block, []) == "xxxx"


@given(st.text(alphabet="[]/ =\"'abcode caption gallery ids1<>\n\x00", max_size=80))
@example("[caption][caption]x[/caption]")
@example("[code]\x000\x00[/code]")
def test_no_text_makes_the_conversion_fail(text):
    html = expand_shortcodes(text, lambda _: Attachment("/a.png"), [])
    assert isinstance(with_paragraphs(html), str)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=100) | st.text(alphabet="<>/![]-&;abit em", max_size=80).map(str.encode))
def test_reading_any_file_fails_with_bad_export_only(tmp_path, data):
    (tmp_path / "a.xml").write_bytes(HEAD.format("UTF-8").encode() + data + TAIL.encode())
    with Scratch(tmp_path / "w") as scratch:
        try:
            source = WordPressExport(tmp_path / "a.xml", scratch)
            list(source.outline())
            list(source.contents())
        except BadExport:
            return
