"""`strive content` for a single post: its states, its history, its end."""

from __future__ import annotations

import pytest
import pytest_asyncio
from msgspec.structs import replace

from strive.content.drafts import Draft
from strive.content.post import Body, Kind, Post
from strive.local.folders import make_folders
from strive.local.instance import Instance, become_instance, write_instance

GONE = "There is no post or page “{}”."


@pytest_asyncio.fixture
async def post(strive) -> Post:
    """A draft of its own for each test."""
    draft = Draft(title="A morning", body=Body("Gulls.\n\nFog."))
    return await strive.content.publishing.save(draft, by="ada")


@pytest.fixture
def slug(post) -> str:
    return post.slug.current


@pytest_asyncio.fixture
async def lisbon(strive):
    """The site is in Lisbon, which is on UTC in winter and an hour ahead in summer."""
    before = await strive.content.site.stored()
    await strive.content.site.change(replace(before, time_zone="Europe/Lisbon"))
    yield
    await strive.content.site.change(before)


async def test_a_post_is_published_and_withdrawn_by_its_slug_address_or_id(command, post):
    for name in (post.slug.current, post.path, post.id):
        published = await command("content", "publish", name, "--json")
        assert published.json["status"] == "published"
        assert (await command("content", "withdraw", name)).out.startswith(f"{post.path} is draft")


async def test_a_time_without_an_offset_is_in_the_time_zone_of_the_site(command, slug, lisbon):
    done = await command("content", "schedule", slug, "2040-07-01T10:00")
    assert (
        done.out == f"/blog/{slug} is scheduled at 2040-07-01 10:00:00 Europe/Lisbon, revision 2.\n"
    )
    again = await command("content", "schedule", slug, "2040-07-01T10:00", "--json")
    assert again.json["publishedAt"] == "2040-07-01T09:00:00Z"


async def test_a_time_with_an_offset_is_that_moment(command, slug, lisbon):
    done = await command("content", "schedule", slug, "2040-07-01T10:00:00+02:00", "--json")
    assert done.json["publishedAt"] == "2040-07-01T08:00:00Z"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("tomorrow", "'tomorrow' is no time such as 2026-12-24T10:00 (in the site's time zone)"),
        ("2040-03-25T01:30", "There is no 01:30 on 2040-03-25 in Europe/Lisbon"),
        ("2001-01-01", "must lie in the future"),
    ],
)
async def test_a_bad_time_is_one_line(command, slug, lisbon, time, said):
    done = await command("content", "schedule", slug, time)
    assert (done.code, done.out) == (1, "")
    [line] = done.err.splitlines()
    assert said in line


async def test_a_post_is_deleted_only_after_a_yes(command, post, strive):
    no = await command("content", "delete", post.path, answer="n\n")
    assert (no.code, "Deleted" in no.out) == (1, False)
    assert "A morning (draft)" in no.err
    assert await strive.content.posts.by_id(post.id)
    nobody = await command("content", "delete", post.path)
    assert nobody.err.splitlines()[-1].startswith("Nothing was changed. Say --yes")
    yes = await command("content", "delete", post.path, answer="y\n")
    assert (yes.code, yes.out.splitlines()[-1]) == (0, f"Deleted {post.path}.")
    assert await strive.content.posts.by_id(post.id) is None
    assert await strive.content.revisions.latest(post.id) == []


async def test_posts_are_deleted_together_or_not_at_all(command, post, strive):
    page = await strive.content.publishing.save(Draft(title="Imprint", kind=Kind.PAGE), by="ada")
    lost = await command("content", "delete", post.id, "nowhere", page.id, "--yes")
    assert (lost.code, lost.err) == (1, GONE.format("nowhere") + "\n")
    done = await command("content", "delete", post.id, page.id, post.path, "--yes", "--json")
    assert [(entry["id"], entry["deleted"]) for entry in done.json] == [
        (post.id, True),
        (page.id, True),
    ]
    assert await strive.content.posts.by_id(page.id) is None


async def test_a_preview_is_at_the_running_instance(command, post, strive, settings):
    folders = make_folders(settings.data_dir)
    with become_instance(folders):
        write_instance(folders, Instance(7, "http://localhost:8123", "", ""))
        found = await command("content", "preview", post.id)
        assert found.out.startswith("http://localhost:8123/preview/")
        told = await command("content", "preview", post.id, STRIVE_BASE_URL="https://site.example")
        assert told.out.startswith("https://site.example/preview/")
    token = found.out.strip().rpartition("/")[2]
    assert (await strive.content.previews.open(token)).id == post.id


async def saved(strive, post: Post, **fields) -> Post:
    draft = replace(Draft.of(post), **fields)
    return await strive.content.publishing.save(draft, by="ada")


async def test_a_diff_is_of_the_last_two_revisions_unless_others_are_named(command, post, strive):
    second = await saved(strive, post, body=Body("Gulls.\n\nSun."))
    await saved(strive, second, title="A noon")
    last = await command("content", "diff", post.id)
    assert last.out.splitlines() == [
        "--- title, revision 2",
        "+++ title, revision 3",
        "@@ -1 +1 @@",
        "-A morning",
        "+A noon",
    ]
    first = (await command("content", "diff", post.id, 1, 2)).out.splitlines()
    assert first[:2] == ["--- body, revision 1", "+++ body, revision 2"]
    assert first[-2:] == ["-Fog.", "+Sun."]
    both = (await command("content", "diff", post.id, 1, "--json")).json
    assert (both["from"], both["to"]) == (1, 3)
    assert [entry["field"] for entry in both["fields"]] == ["title", "body"]


async def test_nothing_in_a_diff_steers_a_terminal(command, post, strive):
    await saved(strive, post, title="\x1b]0;owned\x07")
    assert "+\\x1b]0;owned\\x07" in (await command("content", "diff", post.id)).out


async def test_revisions_that_differ_in_their_state_only_say_so(command, post):
    await command("content", "schedule", post.id, "2040-07-01")
    await command("content", "withdraw", post.id)
    same = await command("content", "diff", post.id, 1, 3)
    assert same.out == "The texts of revisions 1 and 3 are the same (the latter: withdrawn).\n"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((), "Nothing was before 1."),
        ((1, 7), "This post has no revision 7."),
        ((10**30,), f"This post has no revision {10**30}."),
        ((0,), "This post has no revision 0."),
    ],
)
async def test_a_revision_that_is_not_there_is_one_line(command, post, numbers, said):
    done = await command("content", "diff", post.id, *numbers)
    assert (done.code, done.out, done.err) == (1, "", f"{said}\n")


async def test_an_earlier_text_is_restored_as_a_new_revision(command, post, strive):
    await saved(strive, post, title="A noon")
    done = await command("content", "restore", post.id, 1)
    assert done.out == f"{post.path} is draft, revision 3.\n"
    listed = (await command("content", "revisions", post.id, "--json")).json
    assert [(entry["number"], entry["action"], entry["title"]) for entry in listed] == [
        (3, "restored", "A morning"),
        (2, "saved", "A noon"),
        (1, "saved", "A morning"),
    ]
    assert "restored" in (await command("content", "revisions", post.id)).out
