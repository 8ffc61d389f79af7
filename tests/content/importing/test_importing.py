from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from strive.content.drafts import Draft
from strive.content.importing.errors import BrokenExport
from strive.content.importing.report import Result
from strive.content.post import Kind, Status
from strive.content.store.posts import PostStore
from strive.content.taxonomy import CategoryDraft
from tests.content.importing.conftest import entries_of
from tests.content.importing.sanity_export import write_export

POST = "---\ntitle: {}\ndate: 2024-05-01\n---\n{}\n"


async def post_at(target, slug: str, kind: Kind = Kind.POST):
    store = PostStore(target.database)
    return await store.by_id((await store.taken_slugs(kind, [slug]))[slug])


async def count(target, collection: str = "blogPosts") -> int:
    return await target.database.raw[collection].count_documents({})


async def documents(target) -> dict[str, list]:
    return {
        name: await target.database.raw[name].find({}, sort=[("_id", 1)]).to_list()
        for name in ("blogPosts", "categories", "authors", "redirects", "revisions", "assets")
    }


@pytest.fixture
def exports(fixtures, tmp_path, picture, folder) -> dict:
    """A small export of each system."""
    return {
        "ghost": fixtures / "ghost.json",
        "wordpress": fixtures / "wordpress.xml",
        "sanity": write_export(tmp_path / "sanity.tar.gz", picture),
        "markdown": folder({"posts/a.md": POST.format("A", "![x](a.png)"), "posts/a.png": picture}),
    }


@pytest.mark.parametrize("system", ["ghost", "wordpress", "sanity", "markdown"])
async def test_a_second_run_changes_nothing_and_says_so(bring, target, exports, system):
    path = exports[system]
    first = await bring(system, path)
    before = await documents(target)
    target.clock.move(timedelta(hours=1))
    second = await bring(system, path)
    assert first.total(Result.IMPORTED) > 0
    assert second.nothing_changed
    assert second.total(Result.UNCHANGED) == first.total(Result.IMPORTED)
    assert await documents(target) == before


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


async def test_missing_media_are_told_and_looked_for_again(bring, target, folder, picture):
    root = folder({"posts/a.md": POST.format("A", "![x](gone.png)")})
    first = await bring("markdown", root)
    [missing] = [entry for entry in entries_of(first) if entry.kind == "media"]
    assert (missing.item, missing.result) == ("/posts/gone.png", Result.MISSING)
    assert (await bring("markdown", root)).nothing_changed
    folder({"posts/gone.png": picture})
    assert (await bring("markdown", root)).total(Result.CHANGED) == 1
    assert "/media/" in (await post_at(target, "a")).body.source
    assert (await bring("markdown", root)).nothing_changed


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


async def test_a_redirect_made_here_is_not_replaced(bring, target, folder):
    await target.content.redirects.save("/old", "/mine")
    await target.content.redirects.save("/rule", "/mine")
    head = "---\ntitle: A\ndate: 2024-05-01\naliases: [/old]\n---\nx\n"
    report = await bring("markdown", folder({"posts/a.md": head, "_redirects": "/rule /theirs\n"}))
    for path in ("/old", "/rule"):
        assert (await target.content.redirects.find(path)).target == "/mine"
    [told] = [entry for entry in entries_of(report) if entry.kind == "redirect"]
    assert (told.item, told.result) == ("/rule", Result.SKIPPED)


async def test_files_are_found_where_the_old_site_showed_them(bring, target, folder, picture):
    root = folder({
        "posts/a.md": POST.format("A", "![x](/img/x.png) ![y](y.png)"),
        "static/img/x.png": picture,
        "posts/y.png": picture + b" ",
    })  # fmt: skip
    await bring("markdown", root)
    assert (await target.content.redirects.find("/img/x.png")).target.startswith("/media/")
    assert await target.content.redirects.find("/posts/y.png") is None


async def test_two_items_with_one_id_are_told_and_the_first_is_kept(bring, target, tmp_path):
    documents = [
        {"_id": "a", "_type": "post", "title": title, "slug": {"current": title.lower()}}
        for title in ("One", "Two")
    ]
    between = [{"_id": f"b{n}", "_type": "post", "title": "B"} for n in range(120)]
    lines = [json.dumps(each) for each in (documents[0], *between, documents[1])]
    (tmp_path / "data.ndjson").write_text("\n".join(lines))
    report = await bring("sanity", tmp_path / "data.ndjson")
    [told] = [entry for entry in entries_of(report) if entry.result is Result.SKIPPED]
    assert (told.item, told.reason) == ("a", "another of the export has the same id")
    assert (await post_at(target, "one")).title == "One"
    assert (await bring("sanity", tmp_path / "data.ndjson")).nothing_changed


async def test_links_to_tags_and_authors_lead_to_their_pages_here(bring, target, fixtures):
    await bring("ghost", fixtures / "ghost.json")
    assert '<a href="/categories/boats">' in (await post_at(target, "fog-bells")).body.source


async def test_what_changed_over_there_is_changed_here(bring, target, folder):
    root = folder({"posts/a.md": POST.format("A", "one"), "posts/b.md": POST.format("B", "x")})
    await bring("markdown", root)
    folder({"posts/a.md": POST.format("A2", "two")})
    report = await bring("markdown", root)
    post = await post_at(target, "a")
    assert (report.total(Result.CHANGED), report.total(Result.UNCHANGED)) == (1, 1)
    assert (post.title, post.body.source, post.revision) == ("A2", "two\n", 2)


async def test_what_was_edited_here_stays_unless_overwritten(bring, target, folder):
    root = folder({"posts/a.md": POST.format("A", "one")})
    await bring("markdown", root)
    post = await post_at(target, "a")
    await target.content.publishing.save(
        Draft(**{**_fields(Draft.of(post)), "title": "Mine"}), by="me"
    )
    folder({"posts/a.md": POST.format("Theirs", "two")})
    kept = await bring("markdown", root)
    [entry] = [entry for entry in entries_of(kept) if entry.kind == "post"]
    assert (entry.result, entry.reason[:11]) == (Result.SKIPPED, "edited here")
    assert (await post_at(target, "a")).title == "Mine"
    await bring("markdown", root, overwrite=True)
    assert (await post_at(target, "a")).title == "Theirs"


def _fields(draft: Draft) -> dict:
    return {name: getattr(draft, name) for name in draft.__struct_fields__}


async def test_a_category_edited_here_stays_unless_overwritten(bring, target, fixtures, tmp_path):
    await bring("wordpress", fixtures / "wordpress.xml")
    boats = (await target.content.taxonomy.categories()).by_slug("boats")
    draft = CategoryDraft(id=boats.id, title="Mine", slug="boats", description=boats.description)
    await target.content.taxonomy.save_category(draft)
    text = (fixtures / "wordpress.xml").read_text().replace("Everything that floats", "New words")
    (tmp_path / "a.xml").write_text(text)
    report = await bring("wordpress", tmp_path / "a.xml")
    assert report.counts["category", Result.SKIPPED] == 1
    await bring("wordpress", tmp_path / "a.xml", overwrite=True)
    tree = await target.content.taxonomy.categories()
    assert tree.by_slug("boats").description == "New words"


async def test_a_dry_run_writes_nothing_and_foretells_the_same(bring, target, fixtures):
    told = await bring("wordpress", fixtures / "wordpress.xml", dry_run=True)
    assert told.path is None
    for name in ("blogPosts", "categories", "authors", "redirects", "assets"):
        assert await count(target, name) == 0
    done = await bring("wordpress", fixtures / "wordpress.xml")
    assert told.summary() == done.summary()


async def test_a_broken_export_writes_nothing_at_all(bring, target, fixtures, tmp_path):
    whole = (fixtures / "wordpress.xml").read_bytes()
    (tmp_path / "a.xml").write_bytes(whole[:-200])
    with pytest.raises(BrokenExport):
        await bring("wordpress", tmp_path / "a.xml")
    assert await count(target) == await count(target, "authors") == 0


async def test_equal_slugs_are_numbered_and_stay_as_they_are(bring, target, folder):
    files = {f"posts/{n}/x.md": POST.format(f"X{n}", f"[o](/posts/{3 - n}/x/)") for n in (1, 2)}
    root = folder(files)
    report = await bring("markdown", root)
    notes = [note for entry in entries_of(report) for note in entry.notes]
    assert notes == ["the slug “x” is taken; it became “x-2”"]
    assert (await post_at(target, "x")).body.source == "[o](/blog/x-2)\n"
    assert (await post_at(target, "x-2")).body.source == "[o](/blog/x)\n"
    assert (await bring("markdown", root)).nothing_changed


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
