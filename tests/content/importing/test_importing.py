from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from strive.content.drafts import Draft
from strive.content.importing.errors import BrokenExport
from strive.content.importing.report import Result
from strive.content.post import Kind, Status
from tests.content.importing.conftest import entries_of
from tests.content.importing.kept import POST, count, post_at
from tests.content.importing.sanity_export import write_export


async def test_links_between_posts_lead_to_their_new_addresses(bring, target, folder):
    root = folder({
        "hugo.toml": 'baseURL = "https://old.example/"',
        "content/posts/a.md": POST.format(
            "A", "[b](b.md#x) [c](/posts/c/) [o](https://www.old.example/posts/c/?q=1)"
        ),
        "content/posts/b.md": POST.format(
            "B", "[a](../a/) [far](https://far.example/posts/c/) [in](#x)"
        ),
        "content/posts/c.md": POST.format("C", "`[a](a.md)` <a href='/posts/a/'>a</a>"),
    })  # fmt: skip
    await bring("markdown", root)
    a, b, c = [(await post_at(target, slug)).body.source for slug in "abc"]
    assert a == "[b](/blog/b#x) [c](/blog/c) [o](/blog/c?q=1)\n"
    assert b == "[a](/blog/a) [far](https://far.example/posts/c/) [in](#x)\n"
    assert c == '`[a](a.md)` <a href="/blog/a">a</a>\n'


async def test_internal_links_of_sanity_lead_to_posts_here(bring, target, tmp_path, picture):
    await bring("sanity", write_export(tmp_path / "a.tar.gz", picture))
    fog = await post_at(target, "fog-bells")
    assert '"href":"/blog/rope"' in fog.body.source
    assert "/.sanity/" not in fog.body.source
    assert fog.feature_image.url.startswith("/media/")
    assert (fog.feature_image.width, fog.feature_image.alt) == (4, "A quay")


async def test_media_are_copied_once_and_shown_from_here(bring, target, folder, picture):
    root = folder({
        "posts/a/index.md": POST.format("A", "![x](pic.png) [f](pic.png)"),
        "posts/a/pic.png": picture,
        "posts/b.md": "---\ntitle: B\nimage: /img/same.png\n---\n![x](/img/same.png)",
        "static/img/same.png": picture,
    })  # fmt: skip
    await bring("markdown", root)
    a, b = await post_at(target, "a"), await post_at(target, "b")
    assert await count(target, "assets") == 1
    url = b.feature_image.url
    assert url.startswith("/media/")
    assert a.body.source == f"![x]({url}) [f]({url})\n"
    assert await target.media.find(url) is not None


async def test_old_addresses_are_kept_as_redirects(bring, target, fixtures):
    await bring("wordpress", fixtures / "wordpress.xml")
    redirects = target.content.redirects
    for path, query, new in [
        ("/2024/04/03/fog-and-bells", "", "/blog/fog-and-bells"),
        ("/", "p=12", "/blog/fog-and-bells"),
        ("/category/boats/sails", "", "/categories/sails"),
        ("/author/ines", "", "/authors/ines"),
        ("/tag/fog", "", "/tags/fog"),
    ]:
        assert (await redirects.find(path, query)).target == new


async def test_files_are_found_where_the_old_site_showed_them(bring, target, folder, picture):
    root = folder({
        "posts/a.md": POST.format("A", "![x](/img/x.png) ![y](y.png)"),
        "static/img/x.png": picture,
        "posts/y.png": picture + b" ",
    })  # fmt: skip
    await bring("markdown", root)
    assert (await target.content.redirects.find("/img/x.png")).target.startswith("/media/")
    assert await target.content.redirects.find("/posts/y.png") is None


async def test_links_to_tags_and_authors_lead_to_their_pages_here(bring, target, fixtures):
    await bring("ghost", fixtures / "ghost.json")
    assert '<a href="/categories/boats">' in (await post_at(target, "fog-bells")).body.source


async def test_a_broken_export_writes_nothing_at_all(bring, target, fixtures, tmp_path):
    whole = (fixtures / "wordpress.xml").read_bytes()
    (tmp_path / "a.xml").write_bytes(whole[:-200])
    with pytest.raises(BrokenExport):
        await bring("wordpress", tmp_path / "a.xml")
    assert await count(target) == await count(target, "authors") == 0


async def test_a_slug_of_a_post_that_is_here_is_not_taken_from_it(bring, target, folder):
    await target.content.publishing.save(Draft(title="Mine", slug="x"), by="me")
    await bring("markdown", folder({"posts/x.md": POST.format("Theirs", "")}))
    assert (await post_at(target, "x")).title == "Mine"
    assert (await post_at(target, "x-2")).title == "Theirs"


async def test_a_circle_of_categories_is_cut_and_told(bring, target, fixtures):
    report = await bring("wordpress", fixtures / "wordpress.xml")
    [told] = [e for e in entries_of(report) if e.kind == "category" and e.notes]
    assert "a circle of categories" in told.notes[0]
    tree = await target.content.taxonomy.categories()
    assert [category.slug.current for category in tree.ancestors(tree.by_slug("ring-a").id)] == [
        "ring-b"
    ]


async def test_dates_and_states_are_kept(bring, target, fixtures):
    await bring("ghost", fixtures / "ghost.json")
    fog, soon = await post_at(target, "fog-bells"), await post_at(target, "soon")
    assert fog.published_at == datetime(2023, 5, 1, 10, tzinfo=UTC)
    assert fog.updated_at == datetime(2023, 5, 2, 9, tzinfo=UTC)
    assert (soon.status, soon.published_at.year) == (Status.SCHEDULED, 2031)
    assert (await post_at(target, "letter")).status is Status.DRAFT
    assert (await post_at(target, "about", Kind.PAGE)).status is Status.PUBLISHED
    authors = await target.content.taxonomy.authors_by_ids(fog.author)
    assert [authors[id_].name for id_ in fog.author] == ["Tomas Reed", "Ines Park"]


async def test_settings_are_taken_over_where_nothing_was_set(bring, target, fixtures, tmp_path):
    await bring("ghost", fixtures / "ghost.json")
    site = await target.content.site.get()
    assert (site.title, site.time_zone) == ("Harbour Notes", "Europe/Lisbon")
    assert [link.url for link in site.navigation] == ["/", "/about"]
    report = await bring("wordpress", fixtures / "wordpress.xml")
    told = {entry.item: entry.result for entry in entries_of(report) if entry.kind == "setting"}
    assert told == {"site language": Result.CHANGED}  # it was what an empty site has
    other = (fixtures / "wordpress.xml").read_text().replace("Harbour Notes", "Another")
    (tmp_path / "a.xml").write_text(other)
    report = await bring("wordpress", tmp_path / "a.xml")
    told = {entry.item: entry.result for entry in entries_of(report) if entry.kind == "setting"}
    assert told == {"site title": Result.SKIPPED}
    await bring("wordpress", tmp_path / "a.xml", overwrite=True)
    assert (await target.content.site.get()).title == "Another"


async def test_what_breaks_a_rule_is_altered_or_skipped_with_the_reason(bring, target, folder):
    root = folder({
        "posts/long.md": POST.format("T" * 400, "x"),
        "posts/huge.md": POST.format("Huge", "y" * 2_100_000),
        "posts/bad.md": "---\ntitle: Bad\ncanonical: javascript:alert(1)\nlang: '?'\n---\nx\n",
    })  # fmt: skip
    report = await bring("markdown", root)
    told = {entry.item: entry for entry in entries_of(report)}
    assert told["posts/long.md"].notes[0].startswith("the title was cut from 400")
    assert told["posts/huge.md"].result is Result.SKIPPED
    assert "2000000 are the most" in told["posts/huge.md"].reason.replace(",", "")
    assert len(told["posts/bad.md"].notes) >= 2
    assert (await post_at(target, "bad")).canonical_url == ""


async def test_two_sites_of_one_system_are_told_apart_by_name(bring, target, folder):
    one = folder({"posts/a.md": POST.format("One", "x")}, "one")
    two = folder({"posts/a.md": POST.format("Two", "x")}, "two")
    await bring("markdown", one, name="one")
    await bring("markdown", two, name="two")
    assert await count(target) == 2


async def test_assets_that_are_only_referred_to_are_moved_or_missed(bring, target, folder, picture):
    names = ("a" * 40, "b" * 40)
    body = [
        {"_type": "image", "asset": {"_type": "reference", "_ref": f"image-{name}-4x3-png"}}
        for name in names
    ]
    document = {"_id": "a", "_type": "post", "title": "A", "body": body}
    root = folder({
        "data.ndjson": json.dumps(document), f"images/{names[0]}-4x3.png": picture,
    })  # fmt: skip
    report = await bring("sanity", root)
    assert '"url":"/media/' in (await post_at(target, "a")).body.source
    [missing] = [entry for entry in entries_of(report) if entry.result is Result.MISSING]
    assert missing.item == f"/images/{names[1]}-4x3.png"


async def test_portable_text_that_is_nested_without_end_is_skipped(bring, folder):
    head = "---\ntitle: A\ndate: 2024-05-01\n---\n"
    report = await bring("markdown", folder({"a.portabletext": head + "[" * 100_000}))
    [entry] = entries_of(report)
    assert (entry.result, entry.reason[:28]) == (Result.SKIPPED, "The Portable Text is not val")
