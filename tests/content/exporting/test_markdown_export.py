from __future__ import annotations

from datetime import timedelta

import pytest

from strive.content.drafts import Draft
from strive.content.exporting import export_markdown
from strive.content.exporting.errors import CannotExport
from strive.content.importing.report import Result
from strive.content.post import Body, Post
from strive.content.store.posts import PostStore
from tests.content.importing.sanity_export import write_export

COLLECTIONS = ("blogPosts", "categories", "authors", "revisions", "redirects", "assets", "settings")


async def put_out(target, path):
    await export_markdown(path, target.content, target.database, target.media, lambda _: None)
    return path


async def posts_of(target) -> dict[str, Post]:
    return {post.id: post async for post in PostStore(target.database).every(None)}


async def names_of(target, post: Post) -> tuple:
    authors = await target.content.taxonomy.authors_by_ids(post.author)
    tree = await target.content.taxonomy.categories()
    return (
        [authors[id_].name for id_ in post.author],
        [category.title for category in tree.by_ids(post.categories)],
    )


def essence(post: Post) -> tuple:
    return (
        *(post.title, post.kind, post.slug.current, post.status, post.body, post.excerpt),
        *(post.published_at, post.created_at, post.updated_at, post.tags, post.featured),
        *(post.seo, post.language, post.canonical_url, post.feature_image),
    )


async def test_the_folder_comes_back_as_it_went(bring, target, fixtures, tmp_path, picture):
    await bring("sanity", write_export(tmp_path / "sanity.tar.gz", picture))
    await bring("ghost", fixtures / "ghost.json")
    body = Body("{% raw %} {{< x >}} `{{ y }}`\n\n    code\n")
    await target.content.publishing.save(Draft(title="Braces", body=body), by="me")
    folder = await put_out(target, tmp_path / "out")
    before = await posts_of(target)
    names = {id_: await names_of(target, post) for id_, post in before.items()}
    site = await target.content.site.get()
    for name in COLLECTIONS:
        await target.database.raw[name].delete_many({})
    target.clock.move(timedelta(seconds=2))  # what is remembered for a second is forgotten
    report = await bring("markdown", folder)
    assert report.total(Result.SKIPPED) == 0
    assert report.total(Result.MISSING) == 1  # as it was in the first export
    after = await posts_of(target)
    assert {id_: essence(post) for id_, post in after.items()} == {
        id_: essence(post) for id_, post in before.items()
    }
    assert {id_: await names_of(target, post) for id_, post in after.items()} == names
    assert await target.content.site.get() == site
    assert (await target.content.redirects.find("/fog-bells")).target.startswith("/blog/")


async def test_the_folder_brought_back_to_its_own_site_changes_nothing(
    bring, target, fixtures, tmp_path
):
    await bring("ghost", fixtures / "ghost.json")
    head = "---\ntitle: M\nauthor: Jo\ncategories: [Tea]\n---\nx"
    (tmp_path / "m").mkdir()
    (tmp_path / "m/m.md").write_text(head)
    await bring("markdown", tmp_path / "m")
    folder = await put_out(target, tmp_path / "out")
    report = await bring("markdown", folder)
    assert report.nothing_changed
    assert report.total(Result.SKIPPED) == 0


async def test_texts_lie_where_hugo_has_them_in_their_own_format(
    bring, target, fixtures, tmp_path, picture
):
    await bring("sanity", write_export(tmp_path / "sanity.tar.gz", picture))
    await bring("ghost", fixtures / "ghost.json")
    folder = await put_out(target, tmp_path / "out")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        *("posts/fog-bells.portabletext", "posts/rope.md", "pages/about.html", "site.yaml"),
        *("authors/ines/_index.md", "categories/boats/_index.md", "_redirects"),
    } <= files
    assert any(name.startswith("media/") for name in files)
    assert "strive_id:" in (folder / "posts/rope.md").read_text()


async def test_a_folder_that_holds_something_is_refused(target, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/file").touch()
    with pytest.raises(CannotExport, match="not empty"):
        await put_out(target, tmp_path / "mine")
