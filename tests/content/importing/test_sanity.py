from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strive.content.importing.errors import BadExport, BrokenExport, NotThisFormat
from strive.content.importing.limits import FIELD_BYTES_MAX
from strive.content.importing.records import (
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    SettingsRecord,
    Skipped,
)
from strive.content.importing.sanity.source import SanityExport
from strive.content.importing.scratch import Scratch
from strive.content.importing.unpack import as_folder
from strive.content.post import Format, Image, Status
from tests.content.importing.sanity_export import DOCUMENTS, IMAGE, block, write_export


@pytest.fixture
def sanity(tmp_path):
    """Open the sample export, or documents given."""
    with Scratch(tmp_path / "w") as scratch:

        def open_(documents=DOCUMENTS, **types: str) -> SanityExport:
            lines = "\n".join(json.dumps(document) for document in documents)
            (tmp_path / "data.ndjson").write_text(lines)
            return SanityExport(tmp_path / "data.ndjson", scratch, types=types)

        yield open_


def posts_of(source: SanityExport) -> dict[str, PostRecord]:
    return {record.id: record for record in source.contents() if isinstance(record, PostRecord)}


def test_an_archive_opens_with_its_assets(tmp_path):
    path = write_export(tmp_path / "a.tar.gz", b"picture")
    with as_folder(path, tmp_path / "w") as folder, Scratch(tmp_path / "w") as scratch:
        source = SanityExport(folder, scratch)
        assert len(posts_of(source)) == 3
        assert source.local_file(f"/{IMAGE}").read_bytes() == b"picture"


def test_a_post_is_read_with_references_image_and_blocks(sanity):
    fog = posts_of(sanity())["post-fog"]
    assert (fog.title, fog.slug, fog.excerpt) == ("Fog & bells", "fog-bells", "A foggy morning.")
    assert fog.published_at == datetime(2024, 4, 3, 7, 30, tzinfo=UTC)
    assert (fog.authors, fog.categories) == (("person-ines",), ("cat-sails",))
    assert [tag.name for tag in fog.tags] == ["Fog", "Bells"]
    assert fog.feature_image == Image(f"/{IMAGE}", "A quay")
    assert (fog.seo.title, fog.seo.no_index) == ("Bells", True)
    assert fog.body.format is Format.PORTABLE_TEXT
    blocks = msgspec.json.decode(fog.body.source)
    assert blocks[0]["markDefs"][0]["href"] == "/.sanity/post-rope"
    assert blocks[1]["asset"]["url"] == f"/{IMAGE}"
    assert blocks[2]["url"].startswith("https://www.youtube.com")


def test_a_draft_beside_its_published_post_is_skipped_and_one_alone_kept(sanity):
    source = sanity()
    assert posts_of(source)["post-new"].status is Status.DRAFT
    skipped = [record for record in source.contents() if isinstance(record, Skipped)]
    assert "Fog & bells (edited)" in {record.id for record in skipped}


def test_types_unknown_to_us_are_told_and_can_be_named(sanity):
    skipped = {r.id: r.reason for r in sanity().contents() if isinstance(r, Skipped)}
    assert "--types" in skipped["tale"]
    assert "sanity.imageAsset" not in skipped
    assert "story-1" in posts_of(sanity(tale="post"))


def test_a_date_that_is_none_falls_back_and_is_noted(sanity):
    rope = posts_of(sanity())["post-rope"]
    assert rope.published_at == datetime(2019, 6, 30, 10, tzinfo=UTC)
    assert rope.notes == ("publishedAt: “2024-13-01T00:00:00Z” is not a date",)
    assert rope.body.format is Format.MARKDOWN


def span(text: str, *marks: str) -> dict:
    return {"_type": "span", "text": text, "marks": list(marks)}


def test_references_and_files_that_stand_alone_become_links(sanity):
    body = [
        {"_type": "reference", "_key": "r", "_ref": "post-rope"},
        {"_type": "file", "_sanityAsset": "file@file://./files/ab.pdf", "title": "The chart"},
        {"_type": "file", "_sanityAsset": "file@file://./files/cd.pdf"},
    ]
    document = {"_id": "links", "_type": "post", "body": body}
    found = posts_of(sanity([*DOCUMENTS, document]))["links"]
    blocks = msgspec.json.decode(found.body.source)
    assert [(b["children"][0]["text"], b["markDefs"][0]["href"]) for b in blocks] == [
        ("Rope", "/.sanity/post-rope"), ("The chart", "/files/ab.pdf"), ("cd.pdf", "/files/cd.pdf"),
    ]  # fmt: skip


def test_links_lead_to_what_has_a_page_only(sanity):
    targets = ("person-ines", "cat-boats", "tag-fog", "nowhere")
    marks = [
        {"_key": f"m{n}", "_type": "internalLink", "reference": {"_ref": target}}
        for n, target in enumerate(targets)
    ]
    body = [{"_type": "block", "children": [span("x", "m0")], "markDefs": marks}]
    document = {"_id": "links", "_type": "post", "body": body}
    found = posts_of(sanity([*DOCUMENTS, document]))["links"]
    [links] = msgspec.json.decode(found.body.source)
    assert [mark.get("href") for mark in links["markDefs"]] == [
        "/.sanity/person-ines", "/.sanity/cat-boats", None, None,
    ]  # fmt: skip


def test_of_several_languages_the_first_is_taken_and_told(sanity):
    document = {
        "_id": "many", "_type": "post",
        "title": {"_type": "localeString", "de": "Nebel", "en": "Fog"},
        "excerpt": [{"_type": "internationalizedArrayStringValue", "_key": "de", "value": "Kurz"}],
        "body": {"_type": "localeText", "de": "Ein Text", "en": "A text"},
    }  # fmt: skip
    post = posts_of(sanity([document]))["many"]
    assert (post.title, post.excerpt, post.body.source) == ("Nebel", "Kurz", "Ein Text")
    assert post.notes == ("it is in several languages; the first was taken",)


def test_tags_keep_their_own_slugs(sanity):
    tag = {"_id": "tag-cpp", "_type": "tag", "title": "C++", "slug": {"current": "c-plus-plus"}}
    document = {"_id": "tagged", "_type": "post", "tags": [{"_ref": "tag-cpp"}, "C"]}
    tags = posts_of(sanity([tag, document]))["tagged"].tags
    assert [(t.name, t.slug) for t in tags] == [("C++", "c-plus-plus"), ("C", "c")]


def test_people_categories_and_settings_are_recognised(sanity):
    outline = list(sanity().outline())
    [ines] = [record for record in outline if isinstance(record, AuthorRecord)]
    assert (ines.name, ines.bio, ines.image.url) == ("Ines Park", "Listens.", f"/{IMAGE}")
    parents = {r.id: r.parent for r in outline if isinstance(r, CategoryRecord)}
    assert parents == {"cat-sails": "cat-boats", "cat-boats": ""}
    [site] = [record for record in outline if isinstance(record, SettingsRecord)]
    assert site.title == "Harbour Notes"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotThisFormat),
        (b"hello\n", NotThisFormat),
        (b'{"a": 1}\n', NotThisFormat),
        (b'{"_id": "a", "_type": "post"}\n{"_id": "b", "_ty', BrokenExport),
        (b'{"_id": "\xff"}\n', NotThisFormat),
        (b"[" * 100_000, NotThisFormat),
    ],
    ids=["empty", "text", "other", "cut", "latin-1", "deep"],
)
def test_a_file_that_is_no_whole_export_is_refused_by_name(tmp_path, data, error):
    (tmp_path / "data.ndjson").write_bytes(data)
    with Scratch(tmp_path / "w") as scratch, pytest.raises(error):
        posts_of(SanityExport(tmp_path / "data.ndjson", scratch))


def test_a_document_that_is_too_long_is_skipped_and_the_rest_read(sanity):
    huge = {"_id": "huge", "_type": "post", "body": [block("x" * FIELD_BYTES_MAX)]}
    source = sanity([huge, *DOCUMENTS])
    skipped = [record for record in source.contents() if isinstance(record, Skipped)]
    assert "longer than any post" in {record.reason for record in skipped}
    assert len(posts_of(source)) == 3


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["_type", "_ref", "asset", "url", "children", "text", "reference", "alt"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)
fields = st.sampled_from(
    ["title", "slug", "body", "author", "categories", "tags", "mainImage", "seo", "publishedAt"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(st.dictionaries(fields, values), st.sampled_from(["post", "author", "category", "settings"]))
def test_no_document_makes_the_reading_fail(tmp_path, document, type_):
    line = json.dumps({"_id": "a", "_type": type_, **document})
    (tmp_path / "data.ndjson").write_text(line)
    with Scratch(tmp_path / "w") as scratch:
        try:
            source = SanityExport(tmp_path / "data.ndjson", scratch)
            list(source.outline())
            list(source.contents())
        except BadExport:
            return
