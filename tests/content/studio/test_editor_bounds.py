"""What the editor is handed that nobody types: numbers that are none, texts of a whole book."""

from __future__ import annotations

import asyncio
import re

import pytest

SCRIPT = {"accept": "application/json"}


async def written(client, title: str, body: str = "Some words.") -> str:
    data = {"title": title, "body": body, "do": "save"}
    answer = await client.post("/studio/posts/new", data=data)
    assert answer.status_code == 303, answer.text
    return re.search(r"/studio/posts/([a-z2-7]+)", answer.headers["location"])[1]


@pytest.mark.parametrize("revision", ["²", "9" * 5_000, "99999999999999999999", "-1", "one", ""])
async def test_a_revision_that_is_no_number_keeps_what_is_typed_all_the_same(editor, revision):
    post_id = await written(editor, "Of no revision")
    fields = {"title": "Of no revision", "body": "As typed", "revision": revision}
    kept = await editor.post(f"/studio/posts/{post_id}/copy", data=fields, headers=SCRIPT)
    assert kept.status_code == 200, kept.text
    assert "As typed" in (await editor.get(f"/studio/posts/{post_id}?restore=1")).text


async def test_a_text_as_long_as_a_post_may_be_is_kept_shown_and_saved(editor, strive):
    text = "ы" * 600_000  # 1.2 million bytes, three times as many in a form
    fields = {"title": "A long one", "body": text}
    draft = "mzxw6ytboi4dqnrsgeztk3lq"
    kept = await editor.post(f"/studio/posts/{draft}/copy", data=fields, headers=SCRIPT)
    assert kept.status_code == 200, kept.text
    shown = await editor.post("/studio/posts/preview", data=fields, headers=SCRIPT)
    assert shown.status_code == 200, shown.text
    post = await strive.content.posts.by_id(await written(editor, "A long one", text))
    assert post.body.source == text
    beyond = {**fields, "body": "x" * 2_000_001}
    refused = await editor.post("/studio/posts/new", data=beyond, headers=SCRIPT)
    assert "2000000 are the most" in refused.json()["error"]["message"]


async def test_an_author_who_was_removed_writes_as_another_from_then_on(author, strive):
    first = await strive.content.posts.by_id(await written(author, "Before the removal"))
    await strive.content.taxonomy.delete_author(first.author[0])
    second = await strive.content.posts.by_id(await written(author, "After the removal"))
    assert len(second.author) == 1
    assert second.author != first.author
    assert (await author.get(f"/studio/posts/{second.id}")).status_code == 200


async def test_a_new_post_that_is_sent_twice_is_made_once(editor, colleague, strive):
    page = (await editor.get("/studio/posts/new")).text
    draft = re.search(r'name="draft_id" value="(\w+)"', page)[1]
    fields = {"title": "Sent twice", "body": "Some words.", "draft_id": draft, "revision": "0"}
    first, second = await asyncio.gather(
        *(editor.post("/studio/posts/new", data=fields, headers=SCRIPT) for _ in range(2))
    )
    assert {first.status_code, second.status_code} <= {200, 409}
    again = await editor.post("/studio/posts/new", data={**fields, "body": "And more."})
    assert again.headers["location"] == f"/studio/posts/{draft}?done=saved"
    assert (await strive.content.posts.by_id(draft)).body.source == "And more."
    assert "/blog/sent-twice-2" not in (await editor.get("/studio/posts?q=sent+twice")).text
    assert (await editor.get(f"/studio/posts/new?draft={draft}")).headers["location"] == (
        f"/studio/posts/{draft}"
    )
    theirs = {**fields, "body": "Of somebody else", "revision": "1"}
    clash = await colleague.post("/studio/posts/new", data=theirs)
    assert clash.status_code == 409
    assert "And more." in clash.text


async def test_nobody_writes_over_the_post_of_another_by_its_id(author, editor, strive):
    theirs = await written(editor, "Not the author's")
    fields = {"title": "Taken over", "body": "x", "draft_id": theirs}
    assert (await author.post("/studio/posts/new", data=fields)).status_code == 403
    assert (await strive.content.posts.by_id(theirs)).title == "Not the author's"
