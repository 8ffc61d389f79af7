"""`strive content remove-sample`, on the sample as a first start brings it (without pictures)."""

from __future__ import annotations

import shutil

import pytest_asyncio
from msgspec.structs import replace

from strive.app import import_target
from strive.content import sample
from strive.content.drafts import Draft
from strive.content.importing.engine import import_content
from strive.content.importing.progress import Silent
from strive.content.importing.run import Options
from strive.content.lookup import find_post
from strive.content.post import Post
from strive.content.taxonomy import AuthorDraft
from strive.platform.cache import ALL


@pytest_asyncio.fixture
async def publication(strive, tmp_path) -> None:
    """The sample; of what is deleted and brought again nothing else is left."""
    for name in ("blogPosts", "revisions", "authors", "categories", "settings"):
        await strive.database.raw[name].delete_many({})
    await strive.caches.purging.purge([ALL])
    shutil.copytree(sample.PUBLICATION, tmp_path / "sample")
    options = Options(name=sample.NAME)
    await import_content("markdown", tmp_path / "sample", import_target(strive), options, Silent())


async def left(strive) -> dict[str, int]:
    names = ("blogPosts", "revisions", "authors", "categories")
    return {name: await strive.database.raw[name].count_documents({}) for name in names}


async def edited(strive, slug: str) -> Post:
    post = await find_post(strive.database, slug)
    draft = replace(Draft.of(post), title="Ours now")
    return await strive.content.publishing.save(draft, by="ada")


async def test_all_of_it_goes_when_nobody_changed_anything(command, publication, strive):
    there = await left(strive)
    done = await command("content", "remove-sample", "--yes")
    assert await left(strive) == dict.fromkeys(there, 0)
    first, *rest = done.out.splitlines()
    assert first == f"Deleted 14 posts, 1 page, 3 authors, {there['categories']} categories."
    assert rest[0] == "In the menus, About leads nowhere now: /about"
    again = await command("content", "remove-sample")
    assert (again.code, again.out) == (0, "Deleted nothing.\n")


async def test_what_was_changed_stays_with_what_it_names(command, publication, strive):
    post = await edited(strive, "edit-the-ending-first")
    desk = await strive.content.taxonomy.author("engineering-desk")
    bio = AuthorDraft(id=desk.id, name=desk.name, bio="We changed this.", origin=desk.origin)
    await strive.content.taxonomy.save_author(bio)
    told = (await command("content", "remove-sample", "--yes", "--json")).json
    kept = {thing["path"]: thing["why"] for thing in told["kept"]}
    assert kept.pop(post.path) == kept.pop(desk.path) == "it was changed"
    authors = await strive.content.taxonomy.authors_by_ids(post.author)
    assert {kept.pop(author.path) for author in authors.values()} == {"a post that stays names it"}
    tree = await strive.content.taxonomy.categories()
    named = {entry.path for entry in tree.by_ids(post.categories)}
    assert {path for path, why in kept.items() if why == "a post that stays names it"} == named
    above = {entry.path for id_ in post.categories for entry in tree.ancestors(id_)} - named
    assert {path for path, why in kept.items() if why == "a category that stays is in it"} == above
    assert (await left(strive))["blogPosts"] == 1


async def test_a_post_of_ones_own_stays_though_it_is_of_a_samples_author(
    command, publication, strive
):
    desk = await strive.content.taxonomy.author("editorial-desk")
    own = await strive.content.publishing.save(Draft(title="Mine", author=(desk.id,)), by="ada")
    told = (await command("content", "remove-sample", "--yes", "--json")).json
    assert [thing["path"] for thing in told["kept"]] == [desk.path]
    assert (await strive.content.posts.by_id(own.id)).author == (desk.id,)


async def test_nothing_goes_before_a_yes(command, publication, strive):
    before = await left(strive)
    no = await command("content", "remove-sample", answer="n\n")
    assert no.code == 1
    assert "/about  About" in no.err
    assert await left(strive) == before
