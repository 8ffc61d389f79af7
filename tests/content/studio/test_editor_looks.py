"""Pictures in the editor, and how its pages look to everybody."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from browser import complaints_of
from browsing import browsing, save, type_title_and_text
from looks import LOOKS
from msgspec.structs import replace
from playwright.async_api import expect
from published import publish

from strive.content.drafts import Draft
from strive.content.post import Body
from strive.content.studio.editor import AUTHORS_OFFERED_MAX
from strive.content.taxonomy import AuthorDraft, CategoryDraft

pytestmark = pytest.mark.slow

PASTE = """([name, bytes]) => {
    const file = new File([new Uint8Array(bytes)], name, { type: "image/png" });
    const data = new DataTransfer();
    data.items.add(file);
    const area = document.querySelector("[data-body]");
    area.focus();
    const how = { clipboardData: data, bubbles: true, cancelable: true };
    area.dispatchEvent(new ClipboardEvent("paste", how));
}"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f0005000186a09d1d0000000049454e44ae426082"
)


async def test_a_pasted_picture_is_uploaded_and_described(page):
    await type_title_and_text(page, "With a picture", "Look:")
    await page.evaluate(PASTE, ["dot.png", list(PNG)])
    await page.get_by_label("Alternative text").fill("A dot [red]")
    await page.get_by_role("button", name="Insert").click()
    value = re.compile(r"Look:\n\n!\[A dot \\\[red\\\]\]\((/media/\S+/dot\.png)\)")
    await expect(page.locator("[data-body]")).to_have_value(value)
    path = value.search(await page.locator("[data-body]").input_value())[1]
    assert await (await page.request.get(path)).body() == PNG
    await expect(page.frame_locator("[data-preview]").locator("img")).to_have_attribute(
        "alt", "A dot [red]"
    )


async def test_a_picture_that_is_here_is_chosen(page, strive):
    asset = await strive.media.keep(PNG + b"other", "harbour.png", alt="A harbour")
    await type_title_and_text(page, "With an old picture", "Here: ")
    await page.get_by_role("button", name="Picture that is here already").click()
    await page.get_by_label("Words of name").fill("harbour")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="A harbour").click()
    await expect(page.get_by_label("Alternative text")).to_have_value("A harbour")
    await page.get_by_role("button", name="Insert").click()
    await expect(page.locator("[data-body]")).to_have_value(f"Here: ![A harbour]({asset.url})")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_pages_of_writing_are_accessible_and_quiet(chromium, strive, served, width, scheme):
    author = await strive.content.taxonomy.save_author(AuthorDraft(name="Ada"))
    category = await strive.content.taxonomy.save_category(CategoryDraft(title="Notes"))
    post = await publish(
        strive.content,
        f"Looked at {width} {scheme}",
        author=(author.id,),
        categories=(category.id,),
    )
    draft = await strive.content.publishing.save(Draft(title="Draft", body=Body("A")), by="test")
    changed = replace(Draft.of(draft), body=Body("B"))
    await strive.content.publishing.save(changed, by="test")
    looks = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    async with browsing(chromium, strive, served, "Axel", **looks) as page:
        complaints = complaints_of(page)
        for path in (
            "/studio/posts",
            "/studio/posts/new",
            f"/studio/posts/{post.id}",
            f"/studio/posts/{draft.id}/publish",
            f"/studio/posts/{post.id}/delete",
            f"/studio/posts/{draft.id}/revisions",
        ):
            await page.goto(path)
            for tab in ("Settings", "Preview") if re.search("[a-z2-7]{24}$|new$", path) else ("",):
                if tab:
                    await page.get_by_role("tab", name=tab).click()
                result = await Axe().run(page, context="main", options={"iframes": False})
                assert result.violations_count == 0, f"{path}: {result.generate_report()}"
                wide = await page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{path} is wider than the window"
        assert complaints == []


async def test_an_author_beyond_those_listed_is_ticked_by_keyboard(page, strive):
    for number in range(AUTHORS_OFFERED_MAX + 5):
        last = await strive.content.taxonomy.save_author(AuthorDraft(name=f"Zora Pen {number:03}"))
    await page.goto("/studio/posts/new")
    await page.get_by_label("Title", exact=True).fill("Found by keyboard")
    await page.get_by_role("tab", name="Settings").press("Enter")
    await page.get_by_label("Find an author").focus()
    await page.keyboard.type("pen 054")
    await expect(page.get_by_label("Zora Pen 054")).to_be_visible()
    await expect(page.get_by_label("Zora Pen 000")).to_be_hidden()
    await expect(page.get_by_text("1 found")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Zora Pen 054")).to_be_checked()
    assert (await Axe().run(page)).response["violations"] == []
    await save(page)
    await expect(page).to_have_url(re.compile(r"/studio/posts/[a-z2-7]{16,}"))
    post_id = re.search(r"posts/([a-z2-7]+)", page.url)[1]
    assert last.id in (await strive.content.posts.by_id(post_id)).author
