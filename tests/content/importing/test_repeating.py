from __future__ import annotations

import json
from datetime import timedelta

import pytest

from strive.content.drafts import Draft
from strive.content.importing.report import Result
from strive.content.post import Status
from strive.content.taxonomy import CategoryDraft
from tests.content.importing.conftest import entries_of
from tests.content.importing.kept import POST, count, documents, post_at
from tests.content.importing.sanity_export import write_export


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


async def test_a_redirect_made_here_is_not_replaced(bring, target, folder):
    await target.content.redirects.save("/old", "/mine")
    await target.content.redirects.save("/rule", "/mine")
    head = "---\ntitle: A\ndate: 2024-05-01\naliases: [/old]\n---\nx\n"
    report = await bring("markdown", folder({"posts/a.md": head, "_redirects": "/rule /theirs\n"}))
    for path in ("/old", "/rule"):
        assert (await target.content.redirects.find(path)).target == "/mine"
    [told] = [entry for entry in entries_of(report) if entry.kind == "redirect"]
    assert (told.item, told.result) == ("/rule", Result.SKIPPED)


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


async def test_a_schedule_that_came_due_is_no_edit(bring, target, folder):
    soon = target.clock.now() + timedelta(hours=1)
    head = f"---\ntitle: {{}}\ndate: {soon.isoformat()}\n---\nx\n"
    root = folder({"posts/a.md": head.format("A")})
    await bring("markdown", root)
    target.clock.move(timedelta(hours=2))
    assert await target.content.publishing.publish_due_now() == 1
    folder({"posts/a.md": head.format("A2")})
    assert (await bring("markdown", root)).total(Result.CHANGED) == 1
    post = await post_at(target, "a")
    assert (post.title, post.status) == ("A2", Status.PUBLISHED)


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


async def test_equal_slugs_are_numbered_and_stay_as_they_are(bring, target, folder):
    files = {f"posts/{n}/x.md": POST.format(f"X{n}", f"[o](/posts/{3 - n}/x/)") for n in (1, 2)}
    root = folder(files)
    report = await bring("markdown", root)
    notes = [note for entry in entries_of(report) for note in entry.notes]
    assert notes == ["the slug “x” is taken; it became “x-2”"]
    assert (await post_at(target, "x")).body.source == "[o](/blog/x-2)\n"
    assert (await post_at(target, "x-2")).body.source == "[o](/blog/x)\n"
    assert (await bring("markdown", root)).nothing_changed
