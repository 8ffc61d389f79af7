"""Claims of where kept files are used, and of what was saved before that was noted."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from published import change, publish

from strive.content.drafts import Draft
from strive.content.file_uses import FileUses, UsedBy
from strive.content.post import Body, Format, Image, Kind, Seo
from strive.content.site import Link
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.migrations import v1_1_2_files_in_use as migration

ID = "0123456789abcdef0123456789abcdef"
URL = f"/media/01/{ID}/harbour.png"
OTHER = f"/media/01/{ID[::-1]}/harbour.png"


@pytest.fixture
async def uses(strive, clock):
    for name in ("blogPosts", "categories", "authors", "settings"):
        await strive.database.raw[name].delete_many({})
    return FileUses(strive.database)


async def kinds(uses: FileUses) -> list[str]:
    return [use.kind.value for use in (await uses.of(ID)).some]


@pytest.mark.parametrize(
    "fields",
    [
        {"body": Body(f"![A harbour]({URL})")},
        {"body": Body(f'<p><a href="https://site.example{URL}">x</a></p>', Format.HTML)},
        {"feature_image": Image(URL)},
        {"seo": Seo(image=Image(URL))},
    ],
)
async def test_a_post_or_page_uses_what_it_names_anywhere(strive, uses, fields):
    for kind in Kind:
        draft = Draft(title="Harbours", kind=kind, **{"body": Body("x"), **fields})
        await strive.content.publishing.save(draft, by="test")
    await publish(strive.content, "Others", f"![x]({OTHER})")
    found = await uses.of(ID)
    assert sorted(use.kind for use in found.some) == [UsedBy.PAGE, UsedBy.POST]
    assert {(use.title, use.status) for use in found.some} == {("Harbours", "draft")}
    assert found.total == 2


async def test_authors_categories_and_settings_use_files_too(strive, uses):
    taxonomy, site = strive.content.taxonomy, strive.content.site
    await taxonomy.save_author(AuthorDraft(name="Ada", image=Image(URL)))
    await taxonomy.save_category(CategoryDraft(title="Coast", seo=Seo(image=Image(URL))))
    assert await kinds(uses) == ["category", "author"]
    stored = await site.stored()
    await site.change(replace(stored, footer=(Link("Map", URL),)))
    assert await kinds(uses) == ["settings", "category", "author"]
    await site.change(replace(stored, logo=Image(URL)))
    assert (await uses.of(ID, 2)).total == 3
    assert len((await uses.of(ID, 2)).some) == 2


async def test_what_is_taken_out_of_a_post_is_not_used_any_more(strive, uses):
    post = await publish(strive.content, "Harbours", f"![x]({URL})")
    assert await kinds(uses) == ["post"]
    await change(strive.content, post, body=Body("no picture"))
    assert await kinds(uses) == []


async def test_what_was_saved_before_is_found_after_the_migration(strive, uses):
    await publish(strive.content, "Harbours", f"![x]({URL})")
    await publish(strive.content, "Without", "only /media/ in words")
    await strive.content.taxonomy.save_author(AuthorDraft(name="Ada", image=Image(URL)))
    raw = strive.database.raw
    await migration.down(raw)
    assert await raw["blogPosts"].find_one({"files": {"$exists": True}}) is None
    await migration.up(raw)
    assert await kinds(uses) == ["author", "post"]
    assert await raw["blogPosts"].count_documents({"files": {"$exists": True}}) == 1
