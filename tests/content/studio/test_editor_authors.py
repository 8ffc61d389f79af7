"""Claims of choosing authors in the editor, however many there are."""

from __future__ import annotations

from secrets import token_hex

import pytest
from editor_forms import SCRIPT, form, written
from upkeep_forms import error_of

from strive.content.studio.editor import AUTHORS_FOUND_MAX, AUTHORS_OFFERED_MAX
from strive.content.taxonomy import AuthorDraft


@pytest.fixture
async def crowd(strive):
    """More authors than the editor lists; return the last of them."""
    taxonomy = strive.content.taxonomy
    name = f"Zora Writer{token_hex(4)}"
    for number in range(AUTHORS_OFFERED_MAX + 5):
        last = await taxonomy.save_author(AuthorDraft(name=f"{name} {number:03}"))
    return last


async def test_an_author_beyond_those_listed_is_found_by_name_and_stays(editor, strive, crowd):
    asked = {"q": f"{crowd.name.split()[1].upper()} 054"}
    found = await editor.get("/studio/posts/authors", params=asked, headers=SCRIPT)
    assert found.json()["data"] == [{"id": crowd.id, "name": crowd.name}]
    for nothing in ("", "?q=", "?q=.*", "?q=nobody", "?q=%00", "?q[$ne]=x"):
        answer = await editor.get(f"/studio/posts/authors{nothing}", headers=SCRIPT)
        assert answer.json()["data"] == []
    many = (await editor.get("/studio/posts/authors?q=writer", headers=SCRIPT)).json()["data"]
    assert len(many) == AUTHORS_FOUND_MAX
    assert crowd.id not in (await editor.get("/studio/posts/new")).text
    post_id = await written(editor, "By somebody late", author=crowd.id)
    page = (await editor.get(f"/studio/posts/{post_id}")).text
    assert f'name="author" value="{crowd.id}" checked' in page
    await editor.post(f"/studio/posts/{post_id}", data=await form(editor, post_id))
    assert (await strive.content.posts.by_id(post_id)).author == (crowd.id,)


async def test_without_a_script_an_author_is_added_by_what_they_are_called(editor, strive, crowd):
    group = crowd.name.rpartition(" ")[0]
    for named in (crowd.name.lower(), crowd.slug.current, f"054 {group}"):
        post_id = await written(editor, "Named", author_more=named)
        assert crowd.id in (await strive.content.posts.by_id(post_id)).author
    post_id = await written(editor, "Nobody else")
    path, fields = f"/studio/posts/{post_id}", await form(editor, post_id)
    several = await editor.post(path, data={**fields, "author_more": group})
    assert several.status_code == 400
    assert "tick whom you mean" in error_of(several.text, "author_more")
    nobody = await editor.post(path, data={**fields, "author_more": "Nemo"})
    assert "No author" in error_of(nobody.text, "author_more")
    late = await editor.post(path, data={**fields, "author_more": f"{group} 05"})
    assert crowd.id in late.text, "whom it could be is listed, to tick"
