from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strive.content.importing.errors import BadExport, BrokenExport, NotThisFormat, PartTooLarge
from strive.content.importing.ghost.lexical import lexical_html
from strive.content.importing.ghost.mobiledoc import mobiledoc_html
from strive.content.importing.ghost.source import GhostExport
from strive.content.importing.records import (
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    RedirectRecord,
    SettingsRecord,
    Skipped,
)
from strive.content.importing.scratch import Scratch
from strive.content.post import Kind, Status


@pytest.fixture
def ghost(tmp_path):
    """Open an export and return its records by type."""
    scratches: list[Scratch] = []

    def open_(path: Path, url: str = "") -> GhostExport:
        scratches.append(Scratch(tmp_path / "w"))
        return GhostExport(path, scratches[-1], url=url)

    yield open_
    for scratch in scratches:
        scratch.close()


def posts_of(source: GhostExport) -> dict[str, PostRecord]:
    return {record.slug: record for record in source.contents() if isinstance(record, PostRecord)}


def outline_of(source: GhostExport, type_: type) -> list:
    return [record for record in source.outline() if isinstance(record, type_)]


def test_posts_have_their_meta_authors_tags_and_expanded_addresses(ghost, fixtures):
    fog = posts_of(ghost(fixtures / "ghost.json"))["fog-bells"]
    assert fog.id == "3b1c9b0e-4f8e-4d0f-9d3a-0a7b8f1c2d01"
    assert fog.published_at == datetime(2023, 5, 1, 10, tzinfo=UTC)
    assert fog.status is Status.PUBLISHED
    assert "__GHOST_URL__" not in fog.body.source
    assert 'href="/rope/"' in fog.body.source
    assert fog.feature_image.url == "/content/images/2023/05/harbour.png"
    assert (fog.feature_image.alt, fog.feature_image.caption) == (
        "Boats at a quay",
        "In May",
    )
    assert fog.authors == ("64f0000000000000000000b2", "64f0000000000000000000b1")
    assert fog.categories == ("64f0000000000000000000c2", "64f0000000000000000000c1")
    assert fog.seo.title == "Bells"
    assert fog.addresses == ("/fog-bells/",)
    assert "internal tags left out: #newsletter" in fog.notes
    assert "injected code left out" in fog.notes


def test_texts_without_html_come_from_lexical_or_mobiledoc(ghost, fixtures):
    posts = posts_of(ghost(fixtures / "ghost.json"))
    assert posts["rope"].body.source == (
        '<p>Old <strong>rope</strong> and <a href="/fog-bells/">fog</a></p>'
    )
    assert posts["about"].body.source == "<p>About us</p><hr>"
    assert posts["about"].kind is Kind.PAGE


@pytest.mark.parametrize(
    ("slug", "status", "note"),
    [
        ("letter", Status.DRAFT, "by e-mail only"),
        ("members", Status.DRAFT, "for “members” only"),
        ("soon", Status.SCHEDULED, ""),
        ("rope", Status.DRAFT, ""),
    ],
)
def test_each_status_has_its_meaning(ghost, fixtures, slug, status, note):
    post = posts_of(ghost(fixtures / "ghost.json"))[slug]
    assert post.status is status
    assert note in " ".join(post.notes)


def test_public_tags_are_categories_and_users_are_authors(ghost, fixtures):
    source = ghost(fixtures / "ghost.json")
    categories = {record.slug: record for record in outline_of(source, CategoryRecord)}
    assert set(categories) == {"boats", "weather"}
    assert categories["boats"].description == "All that floats"
    [first, _] = outline_of(source, AuthorRecord)
    assert (first.name, first.website) == ("Ines Park", "https://ines.example")
    assert first.social == ("https://www.facebook.com/ines", "https://x.com/ines")
    [site] = outline_of(source, SettingsRecord)
    assert (site.title, site.time_zone) == ("Harbour Notes", "Europe/Lisbon")
    assert [link.label for link in site.navigation] == ["Home", "About"]


def test_what_is_left_out_is_counted(ghost, fixtures):
    skipped = [r for r in ghost(fixtures / "ghost.json").contents() if isinstance(r, Skipped)]
    assert {record.id: record.reason for record in skipped}["newsletters"].startswith("1 rows")
    assert "codeinjection_head" in {record.id for record in skipped}


def test_an_export_without_db_around_it_and_older_ids_are_read(ghost, tmp_path):
    data = {
        "meta": {"exported_on": 1_500_000_000_000, "version": "1.0.0"},
        "data": {
            "posts_tags": [{"post_id": 7, "tag_id": 2}],
            "posts": [
                {"id": 7, "title": "Old", "slug": "old", "html": "<p>x</p>", "status": "published"}
                | {"page": 1, "author_id": 1, "published_at": 1_400_000_000_000}
            ],
            "tags": [{"id": 2, "name": "Tea", "slug": "tea"}],
            "users": [{"id": 1, "name": "Jo", "slug": "jo"}],
        },
    }
    (tmp_path / "a.json").write_text(json.dumps(data))
    post = posts_of(ghost(tmp_path / "a.json", "https://old.example/blog/"))["old"]
    assert (post.kind, post.authors, post.categories) == (Kind.PAGE, ("jo",), ("tea",))
    assert post.published_at == datetime(2014, 5, 13, 16, 53, 20, tzinfo=UTC)
    assert post.addresses == ("/blog/old/",)


def test_pictures_are_found_beside_the_export(ghost, fixtures, tmp_path):
    (tmp_path / "content/images/2023").mkdir(parents=True)
    (tmp_path / "content/images/2023/a.png").write_bytes(b"x")
    (tmp_path / "site.json").write_bytes((fixtures / "ghost.json").read_bytes())
    source = ghost(tmp_path)
    assert source.local_file("/content/images/2023/a.png") is not None
    assert source.local_file("/content/images/../../../etc/passwd") is None


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotThisFormat),
        (b"<html></html>", NotThisFormat),
        (b'{"a": 1}', NotThisFormat),
        (b'{"data": {"posts": [{"title": "x', BrokenExport),
        (b'{"data": {"posts": []}} trailing', BrokenExport),
        ('{"data": {"posts": [{"title": "é"}]}}'.encode("latin-1"), BrokenExport),
        (b'{"data": {"posts": [' + b"[" * 50_000, PartTooLarge),
        (b'{"data": {"posts": [{"a": ' + b'{"a":' * 50_000, PartTooLarge),
        (b'{"data": {"posts": [{"html": "' + b"x" * 17_000_000, PartTooLarge),
    ],
    ids=["empty", "html", "other", "cut", "trailing", "latin-1", "deep", "deep row", "huge field"],
)
def test_a_file_that_is_no_whole_export_is_refused_by_name(ghost, tmp_path, data, error):
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(error):
        posts_of(ghost(tmp_path / "a.json"))


def test_marked_encodings_are_read(ghost, tmp_path):
    text = '{"data": {"posts": [{"slug": "a", "title": "Café"}]}}'
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / "a.json").write_bytes(text.encode(encoding))
        assert posts_of(ghost(tmp_path / "a.json"))["a"].title == "Café"


def test_common_cards_of_lexical_become_html():
    cards = [
        {"type": "image", "src": "/a.png", "alt": 'q"', "caption": "c"},
        {"type": "codeblock", "code": "a < b", "language": "js"},
        {"type": "embed", "url": "https://youtu.be/abc"},
        {"type": "bookmark", "url": "https://b.example", "metadata": {"title": "B"}},
        {"type": "callout", "calloutText": "Mind", "calloutEmoji": "!"},
        {"type": "toggle", "heading": "H", "content": "<p>C</p>"},
        {"type": "gallery", "images": [{"src": "/1.png"}, {"src": "/2.png"}]},
        {"type": "list", "listType": "number", "children": [{"type": "listitem", "children": []}]},
        {"type": "signup"},
    ]
    notes: list[str] = []
    html = lexical_html(json.dumps({"root": {"children": cards}}), notes)
    assert '<figure><img src="/a.png" alt="q&quot;"><figcaption>c</figcaption></figure>' in html
    assert '<pre><code class="language-js">a &lt; b</code></pre>' in html
    assert '<a href="https://youtu.be/abc">' in html
    assert '<a class="kg-bookmark-container" href="https://b.example"><div class="kg-boo' in html
    assert "<details><summary>H</summary><p>C</p></details>" in html
    assert html.count("<img") == 3
    assert "<ol><li></li></ol>" in html
    assert notes == ["cards left out: signup"]


def test_cards_of_lexical_keep_their_captions_and_buttons():
    cards = [
        {"type": "video", "src": "/v.mp4", "fileName": "v.mp4", "caption": "A quay"},
        {"type": "header", "header": "H", "buttonEnabled": True, "buttonUrl": "/go"},
        {"type": "file", "src": "/a.pdf", "fileTitle": "T", "fileCaption": "C"},
        {"type": "call-to-action", "textValue": "<p>Join</p>", "buttonText": "Go"}
        | {"showButton": True, "buttonUrl": "/join"},
        {"type": "markdown", "markdown": "~~old~~ note[^1]\n\n[^1]: Foot"},
        {"type": "email", "html": "<p>Hey {first_name}</p>"},
        {"type": "email-cta", "html": "<p>Hey</p>"},
    ]
    notes: list[str] = []
    html = lexical_html(json.dumps({"root": {"children": cards}}), notes)
    assert "<figcaption>A quay</figcaption>" in html
    assert "v.mp4</figcaption>" not in html
    assert '<h2>H</h2><p><a class="kg-btn" href="/go">/go</a></p>' in html
    assert '<div class="kg-file-card-caption">C</div>' in html
    assert '<p>Join</p><p><a class="kg-btn" href="/join">Go</a></p>' in html
    assert "<s>old</s>" in html
    assert "Foot" in html
    assert 'href="Foot"' not in html
    assert "Hey" not in html
    assert notes == []


def test_a_list_in_a_list_of_lexical_belongs_to_the_item_before():
    def item(*children):
        return {"type": "listitem", "children": children}

    def text(words):
        return {"type": "text", "text": words}

    inner = {"type": "list", "listType": "bullet", "children": [item(text("b"))]}
    outer = {"type": "list", "listType": "number", "start": 3}
    outer["children"] = [item(text("a")), item(inner), item(text("c"))]
    html = lexical_html(json.dumps({"root": {"children": [outer]}}), [])
    assert html == '<ol start="3"><li>a<ul><li>b</li></ul></li><li>c</li></ol>'


def test_a_post_with_a_hundred_thousand_tags_is_read_in_no_time(ghost, tmp_path):
    joins = [{"post_id": "p", "tag_id": f"t{n % 5}", "sort_order": n} for n in range(100_000)]
    tags = [{"id": f"t{n}", "name": f"T{n}", "slug": f"t{n}"} for n in range(5)]
    data = {"posts": [{"id": "p", "slug": "a"}], "posts_tags": joins, "tags": tags}
    (tmp_path / "a.json").write_text(json.dumps({"data": data}))
    started = time.process_time()
    post = posts_of(ghost(tmp_path / "a.json"))["a"]
    assert post.categories[:5] == ("t0", "t1", "t2", "t3", "t4")
    assert time.process_time() - started < 10


def test_readers_of_the_old_feeds_are_sent_to_the_new(ghost, fixtures):
    source = ghost(fixtures / "ghost.json", "https://old.example/blog/")
    [rule] = outline_of(source, RedirectRecord)
    assert (rule.id, rule.target) == ("/blog/rss", "/feed.xml")
    assert outline_of(source, CategoryRecord)[0].feeds == ("/blog/tag/boats/rss/",)


def test_lexical_marks_nest_and_escape():
    node = {"type": "extended-text", "text": "a<b", "format": 1 | 2 | 16}
    html = lexical_html(json.dumps({"root": {"children": [node]}}), [])
    assert html == "<code><em><strong>a&lt;b</strong></em></code>"


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["root", "children", "type", "text", "sections", "markups", "cards", "src"]
            ),
            inner | st.sampled_from(["image", "list", "text", "gallery", "heading"]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(documents)
def test_converting_any_document_fails_with_value_error_only(document):
    for convert in (lexical_html, mobiledoc_html):
        try:
            assert isinstance(convert(json.dumps(document), []), str)
        except ValueError:
            continue


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.binary(max_size=100) | documents.map(lambda d: json.dumps({"data": {"posts": [d]}}).encode())
)
def test_reading_any_file_fails_with_bad_export_only(tmp_path, data):
    (tmp_path / "a.json").write_bytes(data)
    with Scratch(tmp_path / "w") as scratch:
        try:
            source = GhostExport(tmp_path / "a.json", scratch)
            list(source.outline())
            list(source.contents())
        except BadExport:
            return
