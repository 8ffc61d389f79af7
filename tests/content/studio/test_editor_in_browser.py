"""The editor in a real browser, over a served site: from the first word to readers, and back."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from browsing import browsing, save, type_title_and_text
from playwright.async_api import expect
from published import publish

from strive.content.drafts import Draft
from strive.content.post import Body, Format

pytestmark = pytest.mark.slow

CHOOSE_WORD = """area => {
    const at = area.value.indexOf("word");
    area.setSelectionRange(at, at + 4);
}"""


async def test_from_the_first_word_to_readers_and_back(page, served):
    await type_title_and_text(page, "The lamp is lit", "All is light.\n\n- one\ntwo")
    frame = page.frame_locator("[data-preview]")
    await expect(frame.locator("h1")).to_have_text("The lamp is lit")
    await expect(frame.locator("li")).to_have_text(["one", "two"])
    await expect(page.locator("[data-counts]")).to_contain_text("5 words")
    await save(page)
    assert re.search(r"/studio/posts/[a-z2-7]{24}$", page.url), "it has its own address"
    async with httpx.AsyncClient(base_url=served.url) as anybody:
        assert (await anybody.get("/blog/the-lamp-is-lit")).status_code == 404
        await page.get_by_role("button", name="Publish …").click()
        dialog = page.locator("[data-modal]")
        await expect(dialog).to_be_visible()
        await dialog.get_by_label("Day and time").fill("2099-12-24T10:00")
        await dialog.get_by_role("button", name="Publish").click()
        await expect(page.get_by_text("Scheduled: it appears by itself.")).to_be_visible()
        await expect(page.get_by_text("appears 24 Dec 2099, 10:00")).to_be_visible()
        assert (await anybody.get("/blog/the-lamp-is-lit")).status_code == 404
        await page.get_by_role("button", name="Publish …").click()
        await dialog.get_by_text("addresses change").click()
        await expect(dialog.get_by_text("/blog/the-lamp-is-lit", exact=True)).to_be_visible()
        await dialog.get_by_label("Now").check()
        await dialog.get_by_role("button", name="Publish").click()
        await expect(page.get_by_text("Published: readers see it now.")).to_be_visible()
        for path in ("/blog/the-lamp-is-lit", "/blog"):
            first, second = await anybody.get(path), await anybody.get(path)
            assert "The lamp is lit" in first.text
            assert "hit" in second.headers["cache-status"], "it comes from the page cache"
        await page.get_by_label("Title", exact=True).fill("The lamp is out")
        await save(page)
        for path in ("/blog/the-lamp-is-lit", "/blog"):
            assert "The lamp is out" in (await anybody.get(path)).text, f"{path} was purged"


async def test_nothing_typed_is_lost_when_the_browser_dies(page):
    await type_title_and_text(page, "Before the crash", "Not one word")
    address = page.url
    assert "draft=" in address
    session = await page.context.new_cdp_session(page)
    async with page.expect_event("crash"):
        dying = asyncio.ensure_future(session.send("Page.crash"))  # which is never answered
    dying.cancel()
    again = await page.context.new_page()
    await again.goto(address)
    await expect(again.locator("[data-body]")).to_have_value("Not one word")
    await expect(again.get_by_label("Title", exact=True)).to_have_value("Before the crash")
    await expect(again.locator("[data-offer]")).to_contain_text("It is back.")


async def test_what_is_typed_offline_is_kept_and_sent_later(page, strive):
    post = await publish(strive.content, "On a train", "Saved.")
    await page.goto(f"/studio/posts/{post.id}")
    await page.context.set_offline(True)
    await page.locator("[data-body]").fill("In a tunnel.")
    await expect(page.locator("[data-state]")).to_contain_text("Offline", timeout=8_000)
    await page.context.set_offline(False)
    await expect(page.locator("[data-state]")).to_contain_text("not saved yet")
    assert (await strive.content.posts.by_id(post.id)).body.source == "Saved.", "readers see none"
    await page.reload()
    await expect(page.locator("[data-body]")).to_have_value("In a tunnel.")
    await page.get_by_role("button", name="Show what was saved").click()
    await expect(page.locator("[data-body]")).to_have_value("Saved.")


async def test_a_reload_after_a_save_loses_nothing_typed_since(page, strive):
    post = await publish(strive.content, "Saved before", "One.")
    await page.goto(f"/studio/posts/{post.id}?done=saved")
    await page.locator("[data-body]").fill("One. Two.")
    await page.reload()
    await expect(page.locator("[data-body]")).to_have_value("One. Two.")


async def test_what_was_begun_offline_is_offered_with_the_next_new_post(page):
    await page.goto("/studio/posts/new")
    await page.route("**/copy", lambda route: route.abort())  # nothing of it reaches the server
    await page.get_by_label("Title", exact=True).fill("Begun on a boat")
    await page.locator("[data-body]").fill("Waves.")
    begun = page.url
    await page.goto("/studio/posts/new")
    await expect(page.locator("[data-offer]")).to_contain_text("“Begun on a boat”")
    await page.get_by_role("button", name="Go on with it").click()
    await expect(page.locator("[data-body]")).to_have_value("Waves.")
    assert page.url == begun


async def test_a_copy_from_another_device_is_saved_before_it_is_published(page, strive):
    post = await strive.content.publishing.save(Draft(title="Twice", body=Body("Old")), by="test")
    await page.goto(f"/studio/posts/{post.id}")
    await page.locator("[data-body]").fill("New")
    await expect(page.locator("[data-state]")).to_contain_text("not saved yet")
    await page.evaluate("localStorage.clear()")
    await page.goto(f"/studio/posts/{post.id}")
    await page.get_by_role("link", name="Go on with it").click()
    await page.get_by_role("button", name="Publish …").click()
    await page.locator("[data-modal]").get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Published: readers see it now.")).to_be_visible()
    assert (await strive.content.posts.by_id(post.id)).body.source == "New"


async def test_two_people_see_each_other_and_what_differs(page, chromium, strive, served):
    post = await publish(strive.content, "For two", "One\n\nTwo\n\nThree")
    async with browsing(chromium, strive, served, "Colin Other") as other:
        await page.goto(f"/studio/posts/{post.id}")
        await other.goto(f"/studio/posts/{post.id}")
        await expect(other.locator("[data-people]")).to_have_text("Edith Sharp is here too")
        await other.locator("[data-body]").fill("One\n\nTwo\n\nThree and a half")
        await save(other)
        await page.locator("[data-body]").fill("Zero\n\nTwo\n\nThree")
        await expect(page.locator("[data-trouble]")).to_contain_text("saved this meanwhile")
        await page.get_by_role("button", name="Compare and choose").click()
        await expect(page.locator(".diff ins").first).to_have_text("Zero")
        await expect(page.locator(".diff del").filter(has_text="half")).to_be_visible()
        await expect(page.locator("#merged")).to_have_value("Zero\n\nTwo\n\nThree and a half")
        await page.get_by_role("button", name="Save what is chosen").click()
        await expect(page.locator("[data-body]")).to_have_value("Zero\n\nTwo\n\nThree and a half")
    saved = await strive.content.posts.by_id(post.id)
    assert (saved.body.source, saved.revision) == ("Zero\n\nTwo\n\nThree and a half", 4)


async def test_keys_mark_what_is_chosen_and_undo_takes_it_back(page):
    await type_title_and_text(page, "By keyboard", "word")
    body = page.locator("[data-body]")
    for keys, value in (
        ("Control+b", "**word**"),
        ("Control+b", "word"),
        ("Control+i", "*word*"),
        ("Control+z", "word"),
        ("Control+e", "`word`"),
        ("Control+z", "word"),
        ("Control+k", "[word](https://)"),
        ("Control+z", "word"),
        ("Control+Alt+2", "## word"),
        ("Control+Alt+2", "word"),
        ("Control+Shift+8", "- word"),
        ("Control+Shift+7", "1. word"),
        ("Control+z", "- word"),
    ):
        if keys != "Control+z" and "Shift+7" not in keys:
            await body.evaluate(
                "e => e.setSelectionRange(e.value.indexOf('word'), e.value.indexOf('word') + 4)"
            )
        await page.keyboard.press(keys)
        await expect(body).to_have_value(value)


async def test_imported_html_is_converted_when_asked(page, strive):
    body = Body("<h2>Old</h2><p>It was <em>imported</em>.</p>", Format.HTML)
    post = await strive.content.publishing.save(Draft(title="Imported", body=body), by="test")
    await page.goto(f"/studio/posts/{post.id}")
    await page.get_by_role("button", name="Convert to Markdown").click()
    await expect(page.locator("[data-body]")).to_have_value("## Old\n\nIt was *imported*.\n")
    await save(page)
    assert (await strive.content.posts.by_id(post.id)).body.format is Format.MARKDOWN


async def test_cards_and_the_redirect_are_shown_while_one_types(page, strive):
    post = await publish(strive.content, "Shown to others", "The beginning of the text.")
    await page.goto(f"/studio/posts/{post.id}")
    await page.get_by_role("tab", name="Settings").click()
    title = page.locator('[data-card="title"]')
    await expect(title).to_contain_text("Shown to others")
    await page.get_by_label("Title in search results").fill("Found by others")
    await expect(title).to_contain_text("Found by others")
    await expect(page.get_by_text("will redirect here")).not_to_be_visible()
    await page.get_by_label("Last part of the address").fill("elsewhere")
    await expect(page.get_by_text("will redirect here")).to_be_visible()


async def test_ticked_posts_are_acted_upon_after_a_question(page, strive):
    posts = [await publish(strive.content, f"Of many {n}") for n in range(3)]
    await page.goto("/studio/posts?q=of+many")
    await page.get_by_label("All shown").check()
    await page.get_by_label("With those ticked").select_option("withdraw")
    await page.get_by_role("button", name="Go on …").click()
    await page.get_by_role("button", name="Withdraw 3").click()
    await expect(page.get_by_text("Done with 3 posts.")).to_be_visible()
    for post in posts:
        assert not (await strive.content.posts.by_id(post.id)).is_published
