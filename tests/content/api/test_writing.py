"""Writing by API: by those who may, one after another, and seen by readers at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio
from signed_in import signed_in, somebody

from strive.accounts.entry import Action
from strive.accounts.principal import Scope
from strive.accounts.role import Role
from strive.accounts.tokens import Tokens
from strive.app import build_web

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f0005000186a09d1d0000000049454e44ae426082"
)
TEXT = {"body": {"source": "Some *words*."}}


@pytest.fixture
def whole(strive):
    return build_web(strive)


@pytest_asyncio.fixture
async def editor(strive, whole, clock):
    async with signed_in(strive, await somebody(strive, Role.EDITOR), app=whole) as client:
        yield client


@pytest_asyncio.fixture
async def author(strive, whole, clock):
    async with signed_in(strive, await somebody(strive, Role.AUTHOR), app=whole) as client:
        yield client


async def made(client, title: str, kind: str = "posts", **more) -> dict:
    answer = await client.post(f"/api/v1/{kind}", json={"title": title, **TEXT, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


def at(draft: dict, rest: str = "") -> str:
    return f"/api/v1/drafts/{draft['id']}{rest}"


def of(draft: dict) -> dict[str, str]:
    return {"if-match": f'"{draft["revision"]}"'}


async def test_a_post_is_made_published_changed_and_taken_back(editor):
    draft = await made(editor, "From draft to readers", tags=["One", "one"])
    assert (draft["status"], draft["revision"], draft["tags"]) == ("draft", 1, ["One"])
    reading = f"/api/v1/posts/{draft['slug']}"
    assert (await editor.get(reading)).status_code == 404
    published = await editor.put(at(draft, "/publication"), json={})
    assert published.json()["data"]["status"] == "published"
    assert (await editor.get(reading)).json()["data"]["title"] == "From draft to readers"
    newer = published.json()["data"]
    changed = await editor.patch(at(draft), json={"title": "Changed"}, headers=of(newer))
    assert changed.json()["data"]["body"] == {"source": "Some *words*.", "format": "markdown"}
    assert (await editor.get(reading)).json()["data"]["title"] == "Changed"
    assert (await editor.delete(at(draft, "/publication"))).json()["data"]["status"] == "draft"
    assert (await editor.get(reading)).status_code == 404
    assert (await editor.delete(at(draft))).json()["data"] == {"id": draft["id"]}
    assert (await editor.get(at(draft))).status_code == 404


async def test_a_post_is_scheduled_for_a_time_to_come(editor, clock):
    draft = await made(editor, "Later")
    when = (clock.now() + timedelta(days=2)).isoformat()
    answer = await editor.put(at(draft, "/publication"), json={"at": when})
    assert answer.json()["data"]["status"] == "scheduled"
    past = (clock.now() - timedelta(days=2)).isoformat()
    assert (await editor.put(at(draft, "/publication"), json={"at": past})).status_code == 400


async def test_a_page_is_written_like_a_post(editor):
    page = await made(editor, "About this", kind="pages")
    await editor.put(at(page, "/publication"), json={})
    assert (await editor.get("/api/v1/pages/about-this")).status_code == 200


async def test_saving_whole_empties_what_is_left_out(editor):
    draft = await made(editor, "Whole", tags=["Gone"], excerpt="Gone")
    answer = await editor.put(at(draft), json={"title": "Whole"}, headers=of(draft))
    data = answer.json()["data"]
    assert (data["tags"], data["excerpt"], data["body"]["source"]) == ([], "", "")
    assert data["slug"] == "whole"


async def test_who_comes_too_late_is_told_what_differs(editor):
    draft = await made(editor, "Two of us")
    first = {"title": "Two of us", "body": {"source": "Yours."}}
    assert (await editor.put(at(draft), json=first, headers=of(draft))).status_code == 200
    mine = {"title": "Two of us", "body": {"source": "Mine."}}
    late = await editor.put(at(draft), json=mine, headers=of(draft))
    assert late.status_code == 409
    error = late.json()["error"]
    assert error["code"] == "saved_meanwhile"
    assert error["latest"]["number"] == 2
    assert [each["field"] for each in error["differences"]] == ["body"]
    assert "-Yours." in error["differences"][0]["diff"]
    assert "+Mine." in error["differences"][0]["diff"]
    assert late.headers["etag"] == '"2"'
    over = await editor.put(at(draft), json=mine, headers={"if-match": "*"})
    assert over.json()["data"]["revision"] == 3


async def test_a_change_says_what_it_is_a_change_of(editor):
    draft = await made(editor, "Blind")
    answer = await editor.patch(at(draft), json={"title": "Over it"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (428, "revision_missing")
    bad = await editor.patch(at(draft), json={"title": "Over it"}, headers={"if-match": "abc"})
    assert bad.status_code == 400


async def test_history_is_listed_compared_and_restored(editor):
    draft = await made(editor, "First words")
    await editor.patch(at(draft), json={"title": "Second words"}, headers=of(draft))
    listed = (await editor.get(at(draft, "/revisions"))).json()["data"]
    assert [(one["number"], one["title"]) for one in listed] == [
        (2, "Second words"),
        (1, "First words"),
    ]
    compared = (await editor.get(at(draft, "/diff"))).json()["data"]
    assert [each["field"] for each in compared["fields"]] == ["title"]
    one = (await editor.get(at(draft, "/revisions/1"))).json()["data"]
    assert one["body"]["source"] == "Some *words*."
    restored = await editor.put(at(draft, "/revisions/1/restored"))
    assert (restored.json()["data"]["title"], restored.json()["data"]["revision"]) == (
        "First words",
        3,
    )
    assert (await editor.get(at(draft, "/revisions/77"))).status_code == 404


async def test_a_preview_link_opens_a_draft_for_anybody(editor, strive, whole, client):
    draft = await made(editor, "Look before")
    answer = await editor.post(at(draft, "/preview"), json={"hours": 2})
    assert answer.status_code == 201
    editor.cookies.clear()
    assert "Look before" in (await editor.get(answer.json()["data"]["url"])).text


async def test_an_author_writes_their_own_posts_alone(author, editor, strive):
    theirs = await made(author, "My first post")
    assert len(theirs["authors"]) == 1
    again = await made(author, "My second post")
    assert again["authors"] == theirs["authors"]
    others = await made(editor, "Not of the author")
    for answer in (
        await author.get(at(others)),
        await author.patch(at(others), json={"title": "X"}, headers=of(others)),
        await author.put(at(others, "/publication"), json={}),
        await author.delete(at(others)),
        await author.get(at(others, "/revisions")),
        await author.post(at(others, "/preview"), json={}),
        await author.post("/api/v1/pages", json={"title": "A page"}),
        await author.post("/api/v1/posts", json={"title": "X", "authors": ["other"]}),
        await author.patch(at(theirs), json={"authors": []}, headers=of(theirs)),
    ):
        assert answer.status_code == 403, answer.text
    published = await author.put(at(theirs, "/publication"), json={})
    assert published.json()["data"]["status"] == "published"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPERATOR])
async def test_others_write_nothing(strive, whole, clock, role):
    async with signed_in(strive, await somebody(strive, role), app=whole) as client:
        assert (await client.post("/api/v1/posts", json={"title": "X"})).status_code == 403
        assert (await client.post("/api/v1/media")).status_code == 403
        client.cookies.clear()
        assert (await client.post("/api/v1/posts", json={"title": "X"})).status_code == 401


async def test_a_program_writes_with_a_token_that_may(strive, whole, editor):
    tokens = Tokens(strive.database, strive.clock)
    editor.cookies.clear()
    for name, scope, status in (
        ("writer", Scope.CONTENT_WRITE, 201),
        ("own", Scope.CONTENT_WRITE_OWN, 403),
        ("reader", Scope.CONTENT_READ, 403),
    ):
        secret = (await tokens.create(name, [scope])).secret
        shown = {"authorization": f"Bearer {secret}"}
        answer = await editor.post("/api/v1/posts", json={"title": name}, headers=shown)
        assert answer.status_code == status


@pytest.mark.parametrize(
    "body",
    [
        {"title": ""},
        {"title": "x" * 301},
        {"title": {"$ne": None}},
        {"title": "Good", "status": "published"},
        {"title": "Good", "_id": "other"},
        {"title": "Good", "tags": "one"},
        {"title": "Good", "slug": "../etc"},
        {"title": "Good", "image": {"url": "javascript:alert(1)"}},
        {"title": "Good", "authors": ["nobody"]},
    ],
)
async def test_what_does_not_belong_is_refused(editor, body):
    assert (await editor.post("/api/v1/posts", json=body)).status_code == 400


async def test_a_body_that_is_no_json_is_refused(editor):
    form = await editor.post("/api/v1/posts", data={"title": "A form"})
    assert form.status_code == 415
    broken = {"content": b"{", "headers": {"content-type": "application/json"}}
    assert (await editor.post("/api/v1/posts", **broken)).status_code == 400


async def test_what_readers_notice_is_audited(editor, strive):
    draft = await made(editor, "Noted")
    await editor.put(at(draft, "/publication"), json={})
    await editor.delete(at(draft, "/publication"))
    await editor.delete(at(draft))
    entries = await strive.accounts.audit.find(
        action=Action.CONTENT_CHANGED, target=f"post:{draft['id']}"
    )
    assert {entry.details["change"] for entry in entries} == {"published", "withdrawn", "deleted"}


async def test_a_picture_is_uploaded_with_what_it_shows(editor):
    files = {"file": ("Dot.PNG", PNG, "image/png")}
    answer = await editor.post("/api/v1/media", files=files, data={"alt": "A dot"})
    assert answer.status_code == 201, answer.text
    kept = answer.json()["data"]
    assert (kept["width"], kept["height"], kept["alt"]) == (1, 1, "A dot")
    assert (await editor.get(kept["url"])).content == PNG
    again = await editor.post("/api/v1/media", files=files)
    assert again.json()["data"]["id"] == kept["id"]


async def test_kept_files_are_found_and_listed_to_the_end(editor, author, clock):
    for word in ("lamp", "tide", "lamp"):
        clock.move(timedelta(seconds=1))
        form = {"file": (f"{word}.txt.png", PNG + str(clock.now()).encode(), "image/png")}
        made = await editor.post("/api/v1/media", files=form, data={"alt": f"A {word}"})
        assert made.status_code == 201, made.text
    seen, cursor = [], ""
    while cursor is not None:
        answer = (await author.get(f"/api/v1/media?q=lamp&limit=1&cursor={cursor}")).json()
        seen += answer["data"]
        cursor = answer["meta"]["nextCursor"]
    assert [file["alt"] for file in seen] == ["A lamp", "A lamp"]
    one = await author.get(f"/api/v1/media/{seen[0]['id']}")
    assert one.json()["data"] == seen[0]
    assert (await author.get("/api/v1/media/none")).status_code == 404
    assert (await author.get("/api/v1/media?cursor=none")).status_code == 400


@pytest.mark.parametrize(
    "files",
    [
        {"file": ("page.html", b"<!doctype html><script>alert(1)</script>", "text/html")},
        {"file": ("fake.png", b"MZ\x90\x00 no picture", "image/png")},
        {"other": ("dot.png", PNG, "image/png")},
        {"file": ("empty.png", b"", "image/png")},
    ],
)
async def test_what_is_no_file_to_keep_is_refused(editor, files):
    assert (await editor.post("/api/v1/media", files=files)).status_code == 400


async def test_a_text_may_be_long_but_not_without_end(editor):
    long = await made(editor, "Long", body={"source": "word " * 300_000})
    assert long["words"] == 300_000
    longer = {"title": "Longer", "body": {"source": "\u00e9" * 1_100_000}}
    assert (await editor.post("/api/v1/posts", json=longer)).status_code == 413


async def test_what_is_edited_is_listed_in_any_status(editor, author):
    for number in range(3):
        await made(editor, f"Listed lighthouse {number}", tags=["Shore"])
    page = await made(editor, "A listed page", kind="pages")
    path = "/api/v1/drafts?q=LISTED+lighthouse&tag=shore&status=draft&sort=title&limit=2"
    first = (await author.get(path)).json()
    assert [one["title"][-1] for one in first["data"]] == ["0", "1"]
    rest = (await author.get(f"{path}&cursor={first['meta']['nextCursor']}")).json()
    assert [one["title"][-1] for one in rest["data"]] == ["2"]
    assert rest["meta"]["nextCursor"] is None
    pages = (await editor.get("/api/v1/drafts?kind=page&q=listed")).json()
    assert [one["id"] for one in pages["data"]] == [page["id"]]
    assert (await author.get("/api/v1/drafts?kind=page")).status_code == 403
    assert (await editor.get("/api/v1/drafts?cursor=nonsense")).status_code == 400


async def test_a_text_is_rendered_as_a_save_would(editor):
    body = {"source": "*One* <script>two</script>"}
    rendered = (await editor.post("/api/v1/rendered", json=body)).json()["data"]
    assert rendered["html"] == "<p><em>One</em> </p>"
    assert (rendered["words"], rendered["excerpt"]) == (1, "One")
