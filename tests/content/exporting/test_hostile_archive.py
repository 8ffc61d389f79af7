"""Archives that somebody changed before they were put back."""

from __future__ import annotations

import json
import tarfile

import pytest

from strive.content.drafts import Draft
from strive.content.importing.report import Result
from strive.content.post import Body
from strive.content.taxonomy import CategoryDraft
from tests.content.exporting.test_archive import (
    emptied,
    everything,
    put_back,
    put_out,
    read_lines,
    rewritten,
)
from tests.content.importing.conftest import entries_of

HUGE = 10**30


@pytest.fixture
async def small(target):
    """A publication with one of each, written by hand."""
    taxonomy, content = target.content.taxonomy, target.content
    parent = await taxonomy.save_category(CategoryDraft(title="Boats"))
    await taxonomy.save_category(CategoryDraft(title="Sails", parent=parent.id))
    post = await content.publishing.save(Draft(title="Mine", categories=(parent.id,)), by="me")
    await content.publishing.publish(post.id, by="me")
    await content.redirects.save("/old", "/blog/mine")
    return target


def change(type_: str, **fields: object):
    """Change the first line of a type; a name such as `slug__current` reaches inside."""

    def apply(lines: list[dict]) -> None:
        item = next(line["item"] for line in lines if line["type"] == type_)
        for name, value in fields.items():
            *holders, last = name.split("__")
            inner = item
            for holder in holders:
                inner = inner[holder]
            inner[last] = value

    return apply


@pytest.mark.parametrize(
    ("changed", "kind", "reason"),
    [
        (change("post", slug__current="../../x"), "post", "is no slug"),
        (change("post", slug__previous=["a/b"]), "post", "is no slug"),
        (change("post", kind="page", slug__current="api"), "page", "used by the site itself"),
        (change("post", _id="a/../b"), "post", "is no id"),
        (change("post", title="\0"), "post", "NUL"),
        (change("post", publishedAt="0001-01-01T00:00:00Z"), "post", "must lie between"),
        (change("post", publishedAt=None), "post", "needs a date"),
        (change("post", revision=0), "post", "no revision"),
        (change("post", body__source="x" * 2_000_001), "post", "2000000 are the most"),
        (change("post", canonicalUrl="javascript:alert(1)"), "post", "http(s) address"),
        (
            change("post", featureImage={"url": "/a.png", "width": HUGE}),
            *("post", "too large"),
        ),
        (change("post", body={"source": "[", "format": "portabletext"}), "post", "not valid JSON"),
        (change("revision", number=0), "revision", "no number"),
        (change("revision", draft__revision=HUGE), "revision", "too large"),
        (change("category", title=""), "category", "may not be empty"),
        (change("category", slug__current="a b"), "category", "is no slug"),
        (change("redirect", _id="//evil.example"), "redirect", "must start with one slash"),
        (change("redirect", target="javascript:x"), "redirect", "must be"),
        (change("site", timeZone="Mars"), "site", "no time zone"),
        (change("site", postsPerPage=0), "site", "must be between"),
    ],
)
async def test_an_item_that_breaks_a_rule_is_skipped_with_the_reason(
    small, tmp_path, changed, kind, reason
):
    lines = read_lines(await put_out(small, tmp_path / "a.tar.gz"))
    changed(lines)
    await emptied(small)
    report = await put_back(small, rewritten(tmp_path / "a.tar.gz", lines, tmp_path / "b.tar.gz"))
    [skipped] = [entry for entry in entries_of(report) if entry.result is Result.SKIPPED]
    assert skipped.kind == kind
    assert reason in skipped.reason
    assert report.total(Result.IMPORTED) > 0


async def test_a_circle_of_categories_is_cut_also_with_those_that_are_here(small, tmp_path):
    lines = read_lines(await put_out(small, tmp_path / "a.tar.gz"))
    items = {line["item"]["title"]: line["item"] for line in lines if line["type"] == "category"}
    items["Boats"]["parent"] = items["Sails"]["_id"]
    one = [line for line in lines if line.get("item") is not items["Sails"]]
    for name, kept in (("both", lines), ("one", one)):
        path = rewritten(tmp_path / "a.tar.gz", kept, tmp_path / f"{name}.tar.gz")
        await put_back(small, path, overwrite=True)
        tree = await small.content.taxonomy.categories()
        assert len(tree.ordered()) == 2


async def test_a_long_history_is_put_back_whole(small, tmp_path):
    post = await small.content.publishing.save(Draft(title="Long"), by="me")
    for number in range(60):
        draft = Draft.of(post)
        fields = {name: getattr(draft, name) for name in draft.__struct_fields__}
        text = Body(f"{number} " + "words " * 15_000)
        post = await small.content.publishing.save(Draft(**fields | {"body": text}), by="me")
    path = await put_out(small, tmp_path / "a.tar.gz")
    before = await everything(small)
    await emptied(small)
    assert (await put_back(small, path)).total(Result.SKIPPED) == 0
    assert await everything(small) == before
    assert (await put_back(small, path)).nothing_changed


async def test_a_file_the_storage_lost_is_left_out_and_then_missed(small, tmp_path, picture):
    asset = await small.media.keep(picture, "a.png")
    await small.media.storage.delete(asset.key)
    path = await put_out(small, tmp_path / "a.tar.gz")
    with tarfile.open(path) as archive:
        assert archive.getnames() == ["content.jsonl"]
    await emptied(small)
    report = await put_back(small, path)
    [missing] = [entry for entry in entries_of(report) if entry.result is Result.MISSING]
    assert missing.item == asset.key


async def test_a_file_that_was_exchanged_is_told(small, tmp_path, picture):
    asset = await small.media.keep(picture, "a.png")
    path = await put_out(small, tmp_path / "a.tar.gz")
    lines = read_lines(path)
    text = json.dumps(lines).replace(asset.id, "0" * 32)
    await emptied(small)
    report = await put_back(small, rewritten(path, json.loads(text), tmp_path / "b.tar.gz"))
    assert report.total(Result.MISSING) == 1
