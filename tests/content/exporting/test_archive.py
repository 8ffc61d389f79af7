from __future__ import annotations

import gzip
import io
import json
import tarfile
from datetime import timedelta

import pytest

from strive.content.drafts import Draft
from strive.content.exporting import export_archive
from strive.content.exporting.errors import CannotExport
from strive.content.importing.archive import import_archive
from strive.content.importing.errors import BadExport, BrokenExport, NotThisFormat, UnsafeArchive
from strive.content.importing.report import Result
from strive.content.importing.run import Options
from strive.content.redirect import Source
from strive.content.store.posts import PostStore
from tests.content.importing.conftest import Silence, entries_of
from tests.content.importing.sanity_export import write_export

COLLECTIONS = ("blogPosts", "categories", "authors", "revisions", "redirects", "assets", "settings")


@pytest.fixture
async def filled(bring, target, fixtures, tmp_path, picture):
    """A publication with everything: formats, states, media, history, moved slugs, redirects."""
    await bring("sanity", write_export(tmp_path / "sanity.tar.gz", picture))
    await bring("ghost", fixtures / "ghost.json")
    await bring("wordpress", fixtures / "wordpress.xml")
    draft = Draft(title="Mine", body=Draft(title="").body)
    post = await target.content.publishing.save(draft, by="me")
    moved = Draft.of(await target.content.publishing.publish(post.id, by="me"))
    moved = Draft(**{n: getattr(moved, n) for n in moved.__struct_fields__} | {"slug": "mine-2"})
    await target.content.publishing.save(moved, by="me")
    await target.content.redirects.save("/away", "https://away.example/", 302, Source.MANUAL)
    return target


async def put_out(target, path):
    await export_archive(path, target.content, target.database, target.media, lambda _: None)
    return path


async def put_back(target, path, **options):
    return await import_archive(path, target, Options(**options), Silence())


async def everything(target) -> dict[str, list]:
    raw = target.database.raw
    return {
        name: await raw[name].find({"changes": None}, sort=[("_id", 1)]).to_list()
        for name in COLLECTIONS
    }


async def emptied(target) -> None:
    for name in (*COLLECTIONS, "searchTerms"):
        await target.database.raw[name].delete_many({})
    for item in [item async for item in target.media.storage.list("media")]:
        await target.media.storage.delete(item.key)
    target.clock.move(timedelta(seconds=2))  # what is remembered for a second is forgotten


async def test_an_archive_put_back_into_nothing_gives_the_same_archive(filled, tmp_path):
    first = await put_out(filled, tmp_path / "a.tar.gz")
    before = await everything(filled)
    await emptied(filled)
    report = await put_back(filled, first)
    assert report.total(Result.SKIPPED) == report.total(Result.MISSING) == 0
    assert await everything(filled) == before
    second = await put_out(filled, tmp_path / "b.tar.gz")
    assert second.read_bytes() == first.read_bytes()


async def test_putting_it_back_twice_changes_nothing(filled, tmp_path):
    path = await put_out(filled, tmp_path / "a.tar.gz")
    report = await put_back(filled, path)
    assert report.nothing_changed
    assert report.total(Result.SKIPPED) == 0


async def test_what_is_newer_here_stays_unless_overwritten(filled, clock, tmp_path):
    path = await put_out(filled, tmp_path / "a.tar.gz")
    store = PostStore(filled.database)
    [post] = [post async for post in store.every(None) if post.slug.current == "mine-2"]
    draft = Draft.of(post)
    clock.move(timedelta(hours=1))
    fields = {name: getattr(draft, name) for name in draft.__struct_fields__} | {"title": "Newer"}
    await filled.content.publishing.save(Draft(**fields), by="me")
    report = await put_back(filled, path)
    [entry] = [entry for entry in entries_of(report) if entry.result is Result.SKIPPED]
    assert entry.reason.startswith("newer here")
    await put_back(filled, path, overwrite=True)
    again = await store.by_id(post.id)
    assert (again.title, again.revision) == ("Mine", post.revision)
    assert len(await filled.content.revisions.latest(post.id)) == post.revision


async def test_a_dry_run_puts_nothing_back(filled, tmp_path):
    path = await put_out(filled, tmp_path / "a.tar.gz")
    await emptied(filled)
    report = await put_back(filled, path, dry_run=True)
    assert report.total(Result.IMPORTED) > 10
    assert await filled.database.raw["blogPosts"].count_documents({}) == 0


async def test_html_in_an_archive_is_made_safe_again(filled, tmp_path):
    path = await put_out(filled, tmp_path / "a.tar.gz")
    lines = read_lines(path)
    for line in lines:
        if line["type"] == "post" and line["item"]["body"]["format"] == "html":
            line["item"]["body"]["source"] = "<p onclick=evil()>x<script>evil()</script></p>"
            line["item"]["rendered"] = {"html": "<script>evil()</script>"}
    await emptied(filled)
    await put_back(filled, rewritten(path, lines, tmp_path / "b.tar.gz"))
    async for post in PostStore(filled.database).every(None):
        assert "evil" not in post.rendered.html


def read_lines(path) -> list[dict]:
    with tarfile.open(path) as archive:
        return [json.loads(line) for line in archive.extractfile("content.jsonl")]


def rewritten(path, lines, to, extra=()):
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    with tarfile.open(path) as old, tarfile.open(to, "w:gz") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == "content.jsonl":
                content, member.size = data, len(data)
            new.addfile(member, io.BytesIO(content))
        for member in extra:
            new.addfile(member)
    return to


async def test_an_archive_that_is_none_or_broken_writes_nothing(filled, tmp_path):
    path = await put_out(filled, tmp_path / "a.tar.gz")
    lines = read_lines(path)
    link = tarfile.TarInfo("media/x")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(path.read_bytes()[:-500])
    plain = tmp_path / "plain.jsonl.gz"
    plain.write_bytes(gzip.compress(b"{}"))
    bad = [*lines[:-1], {"type": "post", "item": {"title": 5}}]
    newer = [{"type": "archive", "version": 99}, *lines[1:]]
    await emptied(filled)
    for broken, error in [
        (cut, BrokenExport),
        (plain, NotThisFormat),
        (rewritten(path, bad, tmp_path / "bad.tar.gz"), BrokenExport),
        (rewritten(path, newer, tmp_path / "newer.tar.gz"), NotThisFormat),
        (rewritten(path, lines, tmp_path / "link.tar.gz", [link]), UnsafeArchive),
    ]:
        with pytest.raises(error) as caught:
            await put_back(filled, broken)
        assert isinstance(caught.value, BadExport)
    assert await filled.database.raw["blogPosts"].count_documents({}) == 0


async def test_a_file_that_is_there_is_not_overwritten(target, tmp_path):
    (tmp_path / "a.tar.gz").write_text("mine")
    with pytest.raises(CannotExport, match="exists already"):
        await put_out(target, tmp_path / "a.tar.gz")
    with pytest.raises(CannotExport, match="cannot be written"):
        await put_out(target, tmp_path / "missing/a.tar.gz")
    assert (tmp_path / "a.tar.gz").read_text() == "mine"
