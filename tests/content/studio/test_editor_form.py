"""The editor as a plain form: everything can be done without a script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from editor_forms import SCRIPT, form, written

from strive.content.post import Kind, Status
from strive.content.studio.presence import Presence
from strive.content.taxonomy import CategoryDraft
from strive.platform.valkey import ValkeySettings, open_valkey


async def test_a_post_is_written_reviewed_and_published(editor, strive):
    post_id = await written(editor, "By a plain form", tags="One, Two")
    review = await editor.post(
        f"/studio/posts/{post_id}", data={**await form(editor, post_id), "do": "review"}
    )
    assert review.headers["location"] == f"/studio/posts/{post_id}/publish"
    page = (await editor.get(review.headers["location"])).text
    assert "/blog/by-a-plain-form" in page
    assert "/tags/one" in page, "what will be purged is said"
    assert f"post:{post_id}" in page
    answer = await editor.post(f"/studio/posts/{post_id}/publish", data={"when": "now"})
    assert answer.headers["location"] == f"/studio/posts/{post_id}?done=published"
    post = await strive.content.posts.by_id(post_id)
    assert (post.status, [tag.name for tag in post.tags]) == (Status.PUBLISHED, ["One", "Two"])


async def test_saving_what_is_shown_changes_nothing(editor, strive):
    category = await strive.content.taxonomy.save_category(CategoryDraft(title="Shelf"))
    post_id = await written(
        editor,
        "Everything <in> it & more",
        body="# Text\n\n```\n<x>\n```\n",
        category=category.id,
        seo_title="For machines",
        canonical_url="https://example.com/first",
        image_url="/media/x.png",
        image_alt="An x",
        image_width="10",
        image_height="20",
        language="pt-BR",
        featured="1",
    )
    await editor.post(f"/studio/posts/{post_id}/publish", data={"when": "now"})
    before = await strive.content.posts.by_id(post_id)
    page = (await editor.get(f"/studio/posts/{post_id}")).text
    assert "Everything &lt;in&gt; it &amp; more" in page
    fields = {name: _plain(value) for name, value in (await form(editor, post_id)).items()}
    answer = await editor.post(f"/studio/posts/{post_id}", data=fields)
    assert answer.status_code == 303, answer.text
    after = await strive.content.posts.by_id(post_id)
    for name in before.__struct_fields__:
        if name not in {"revision", "updated_at"}:
            assert getattr(after, name) == getattr(before, name), name


def _plain(value):
    if isinstance(value, list):
        return value
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
        value = value.replace(entity, character)
    return value


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", " ", "The title may not be empty."),
        ("slug", "Not a slug", "is no slug"),
        ("canonical_url", "javascript:x", "must be an http(s) address"),
        ("image_url", "//evil.example/x.png", "address of the feature image"),
        ("language", "English!", "no language tag"),
        ("excerpt", "x" * 1001, "1000 are the most"),
        ("tags", "!!!", "tag"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(editor, field, value, said):
    data = {"title": "Good", "body": "Kept as typed.", field: value}
    answer = await editor.post("/studio/posts/new", data=data)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'aria-describedby="{field}-error"' in answer.text or f"{field}-error" in answer.text
    assert "Kept as typed." in answer.text, "nothing that was typed is lost"
    script = await editor.post("/studio/posts/new", data=data, headers=SCRIPT)
    assert field in script.json()["error"]["fields"]


async def test_a_slug_that_is_taken_is_said(editor):
    await written(editor, "First of the name", slug="the-name")
    answer = await editor.post("/studio/posts/new", data={"title": "Second", "slug": "the-name"})
    assert answer.status_code == 400
    assert "has the slug" in answer.text


async def test_two_who_save_are_shown_both_and_choose(editor, colleague, strive):
    post_id = await written(editor, "Ours", body="One\n\nTwo\n\nThree", excerpt="Old")
    mine, theirs = await form(editor, post_id), await form(colleague, post_id)
    changed = {**theirs, "body": "One\n\nTwo\n\nThree, by Colin", "excerpt": "Colin's"}
    assert (await colleague.post(f"/studio/posts/{post_id}", data=changed)).status_code == 303
    late = {**mine, "body": "One, by Edith\n\nTwo\n\nThree", "excerpt": "Edith's"}
    answer = await editor.post(f"/studio/posts/{post_id}", data=late)
    assert answer.status_code == 409
    assert "Colin Other saved revision 2" in answer.text
    assert "<del>Colin&#39;s</del>" in answer.text
    assert "<ins>Edith&#39;s</ins>" in answer.text
    both = "One, by Edith\n\nTwo\n\nThree, by Colin"
    assert both in answer.text
    choice = {**late, "revision": "2", "take:body": "merged", "merged": both}
    choice["take:excerpt"] = "theirs"
    assert (await editor.post(f"/studio/posts/{post_id}", data=choice)).status_code == 303
    post = await strive.content.posts.by_id(post_id)
    assert (post.body.source, post.excerpt, post.revision) == (both, "Colin's", 3)


async def test_a_script_is_told_of_the_conflict(editor, colleague):
    post_id = await written(editor, "Told")
    fields = await form(editor, post_id)
    await colleague.post(f"/studio/posts/{post_id}", data={**fields, "title": "Told again"})
    answer = await editor.post(f"/studio/posts/{post_id}", data=fields, headers=SCRIPT)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "saved_meanwhile")


async def test_what_is_typed_is_kept_apart_and_offered_again(editor, colleague, strive):
    post_id = await written(editor, "Kept apart", body="As saved")
    fields = {**await form(editor, post_id), "body": "As typed"}
    kept = await editor.post(f"/studio/posts/{post_id}/copy", data=fields, headers=SCRIPT)
    assert kept.json()["data"]["revision"] == 1
    post = await strive.content.posts.by_id(post_id)
    assert (post.body.source, post.revision) == ("As saved", 1), "a copy is no save"
    page = (await editor.get(f"/studio/posts/{post_id}")).text
    assert f"/studio/posts/{post_id}?restore=1" in page
    assert "As typed" not in page
    assert "As typed" in (await editor.get(f"/studio/posts/{post_id}?restore=1")).text
    assert "restore=1" not in (await colleague.get(f"/studio/posts/{post_id}")).text
    await editor.post(f"/studio/posts/{post_id}", data=fields)
    assert "restore=1" not in (await editor.get(f"/studio/posts/{post_id}")).text


async def test_a_new_post_that_was_never_saved_is_offered_in_the_list(editor):
    fields = {"title": "Never saved", "body": "Typed", "revision": "0"}
    draft = "mzxw6ytboi4dqnrsgeztk3lp"
    await editor.post(f"/studio/posts/{draft}/copy", data=fields, headers=SCRIPT)
    assert f"/studio/posts/new?draft={draft}" in (await editor.get("/studio/posts")).text
    assert "Typed" in (await editor.get(f"/studio/posts/new?draft={draft}")).text
    assert "Never saved" not in (await editor.get("/studio/pages")).text
    await editor.post(f"/studio/posts/{draft}/copy/discard")
    assert "Never saved" not in (await editor.get("/studio/posts")).text


async def test_people_see_each_other(editor, colleague, clock):
    post_id = await written(editor, "Together")
    await editor.post(f"/studio/posts/{post_id}/here", headers=SCRIPT)
    seen = await colleague.post(f"/studio/posts/{post_id}/here", headers=SCRIPT)
    assert seen.json()["data"]["others"] == ["Edith Sharp"]
    assert seen.json()["data"]["by"] == "Edith Sharp"
    await editor.post(f"/studio/posts/{post_id}/here?left", headers=SCRIPT)
    seen = await colleague.post(f"/studio/posts/{post_id}/here", headers=SCRIPT)
    assert seen.json()["data"]["others"] == []
    clock.move(timedelta(minutes=5))
    seen = await editor.post(f"/studio/posts/{post_id}/here", headers=SCRIPT)
    assert seen.json()["data"]["others"] == [], "who is gone for minutes is not here"


async def test_the_preview_is_what_a_save_renders(editor, strive):
    body = "## Hi\n\n<script>alert(1)</script>[x](javascript:alert(1))\n\n- [x] done"
    data = {"title": "Tried", "body": body}
    answer = await editor.post("/studio/posts/preview", data=data, headers=SCRIPT)
    tried = answer.json()["data"]["html"]
    post = await strive.content.posts.by_id(await written(editor, "Tried", body=body))
    assert tried == post.rendered.html
    assert "<script" not in tried
    assert 'href="javascript:' not in tried
    assert tried in (await editor.post("/studio/posts/preview", data=data)).text


async def test_html_and_portable_text_become_markdown(editor):
    html = {"format": "html", "body": "<h2>A</h2><p>b <strong>c</strong></p>"}
    answer = await editor.post("/studio/posts/convert", data=html, headers=SCRIPT)
    assert answer.json()["data"]["body"] == "## A\n\nb **c**\n"
    block = '[{"_type":"block","style":"h3","children":[{"_type":"span","text":"D"}]}]'
    portable = {"format": "portabletext", "body": block}
    answer = await editor.post("/studio/posts/convert", data=portable, headers=SCRIPT)
    assert answer.json()["data"]["body"] == "### D\n"
    bad = {"format": "markdown", "body": "x"}
    assert (await editor.post("/studio/posts/convert", data=bad)).status_code == 400


async def test_an_old_address_will_redirect_and_it_is_said(editor, client):
    post_id = await written(editor, "Old address")
    await editor.post(f"/studio/posts/{post_id}/publish", data={"when": "now"})
    fields = {**await form(editor, post_id), "slug": "new-address"}
    assert "will redirect here" in (await editor.get(f"/studio/posts/{post_id}")).text
    await editor.post(f"/studio/posts/{post_id}", data=fields)
    moved = await client.get("/blog/old-address")
    assert (moved.status_code, moved.headers["location"]) == (301, "/blog/new-address")


async def test_a_page_is_written_in_the_same_editor(editor, client, strive):
    post_id = await written(editor, "Our people", kind="page")
    assert (await strive.content.posts.by_id(post_id)).kind is Kind.PAGE
    await editor.post(f"/studio/posts/{post_id}/publish", data={"when": "now"})
    assert (await client.get("/our-people")).status_code == 200
    assert "Our people" in (await editor.get("/studio/pages")).text


async def test_history_is_shown_compared_and_restored(editor, strive):
    post_id = await written(editor, "Before", body="Old words")
    fields = {**await form(editor, post_id), "body": "New words"}
    await editor.post(f"/studio/posts/{post_id}", data=fields)
    page = (await editor.get(f"/studio/posts/{post_id}/revisions")).text
    assert "<del>Old words</del>" in page
    assert "<ins>New words</ins>" in page
    await editor.post(f"/studio/posts/{post_id}/revisions/1/restore")
    assert (await strive.content.posts.by_id(post_id)).body.source == "Old words"


async def test_a_shared_preview_opens_for_anybody(editor, client):
    post_id = await written(editor, "Shared early")
    answer = await editor.post(f"/studio/posts/{post_id}/share", headers=SCRIPT)
    assert "Shared early" in (await client.get(answer.json()["data"]["url"])).text


async def test_it_is_deleted_after_it_was_asked(editor, strive):
    post_id = await written(editor, "To go")
    assert "no way back" in (await editor.get(f"/studio/posts/{post_id}/delete")).text
    answer = await editor.post(f"/studio/posts/{post_id}/delete")
    assert answer.headers["location"] == "/studio/posts?done=deleted"
    assert await strive.content.posts.by_id(post_id) is None


async def test_authors_open_their_own_posts_alone(editor, author):
    mine, others = await written(author, "By an author"), await written(editor, "By another")
    assert (await author.get(f"/studio/posts/{mine}")).status_code == 200
    for path in ("", "/publish", "/revisions", "/delete"):
        assert (await author.get(f"/studio/posts/{others}{path}")).status_code == 403
    for path in ("", "/publish", "/withdraw", "/delete", "/share", "/copy", "/here"):
        answer = await author.post(f"/studio/posts/{others}{path}", data={"title": "X"})
        assert answer.status_code == 403, path
    assert (await author.get("/studio/pages")).status_code == 403
    page = (await author.get("/studio/posts")).text
    assert f"/studio/posts/{mine}" in page
    assert f'href="/studio/posts/{others}"' not in page


async def test_nobody_else_gets_in(client):
    answer = await client.get("/studio/posts")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/account/sign-in")


async def test_while_valkey_is_away_everybody_writes_alone(clock):
    away = open_valkey(ValkeySettings("valkey://127.0.0.1:1", timeout_ms=200))
    presence = Presence(away, clock, "site")
    assert await presence.here("post", "user", "Edith") == []
    await presence.left("post", "user")
    await away.aclose()
