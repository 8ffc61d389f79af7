from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strive.content.importing.errors import (
    BadExport,
    BrokenExport,
    NotThisFormat,
    PartTooLarge,
    UnsafeArchive,
)
from strive.content.importing.limits import FIELD_BYTES_MAX
from strive.content.importing.scratch import Scratch
from strive.content.importing.wordpress.source import WordPressExport
from tests.content.importing.wxr import HEAD, ITEM, TAIL, item, posts_of, written


def test_two_posts_with_one_guid_are_two_posts(wordpress, tmp_path):
    path = written(tmp_path, *(item(number, guid="https://old.example/?p=1") for number in (1, 2)))
    assert [post.id for post in posts_of(wordpress(path)).values()] == [
        *("https://old.example/?p=1", "https://old.example/?p=1#2")
    ]


def test_an_item_of_too_many_parts_is_skipped_and_the_rest_read(wordpress, tmp_path):
    tags = '<category domain="post_tag" nicename="t">t</category>' * 60_000
    huge = item(1).replace("</item>", f"{tags}</item>")
    skipped, post = wordpress(written(tmp_path, huge, item(2))).contents()
    assert (skipped.id, post.title) == ("T1", "T2")


def test_a_comment_beside_the_items_is_no_trouble(wordpress, tmp_path):
    path = written(tmp_path, item(1), head="<wp:comment><wp:x>y</wp:x></wp:comment>")
    assert list(posts_of(wordpress(path))) == ["T1"]


@pytest.mark.parametrize(
    "name", ["rot13", "base64", "zip", "hex", "idna", "punycode", "utf-7", "unicode_escape"]
)
def test_what_is_no_encoding_of_xml_is_refused_by_name(wordpress, tmp_path, name):
    with pytest.raises(BrokenExport, match=name):
        wordpress(written(tmp_path, item(1), encoding=name))


@pytest.mark.parametrize("name", ["UTF-16", "utf-32"])
def test_a_file_that_only_claims_to_be_wide_is_read_as_utf_8(wordpress, tmp_path, name):
    path = written(tmp_path, item(1, "café"), encoding=name)
    assert "café" in posts_of(wordpress(path))["T1"].body.source


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
