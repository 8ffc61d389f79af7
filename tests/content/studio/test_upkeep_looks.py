"""Pages of upkeep in a real browser: for everybody, at any width, by day and by night."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from browser import complaints_of
from browsing import browsing
from looks import LOOKS
from msgspec.structs import replace
from playwright.async_api import expect
from published import publish

from strive.content.drafts import Draft
from strive.content.post import Body, Seo
from strive.content.site import Link
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.kit.clock import SystemClock

pytestmark = pytest.mark.slow

PICTURE = (Path(__file__).parents[3] / "docs/images/home.png").read_bytes()
SHOTS = os.environ.get("SHOTS_DIR", "")
FITS = "document.documentElement.scrollWidth <= innerWidth"


def shot_of(path: str, width: int, scheme: str) -> Path:
    kind, _, one = path.removeprefix("/studio").strip("/").partition("/")
    return Path(SHOTS) / f"{kind or 'overview'}{'-one' if one else ''}-{width}-{scheme}.png"


async def everything(strive) -> list[str]:
    """Have something on every page, and return the addresses."""
    content, taxonomy = strive.content, strive.content.taxonomy
    shelf = await taxonomy.save_category(CategoryDraft(title="Coast", seo=Seo(title="x")))
    await taxonomy.save_category(CategoryDraft(title="Lighthouses", parent=shelf.id))
    author = await taxonomy.save_author(AuthorDraft(name="Editorial desk", location="Harbour"))
    await publish(content, "Keeping the light", categories=(shelf.id,), author=(author.id,))
    later = await content.publishing.save(Draft(title="Tides", body=Body("x")), by="Edith")
    await content.publishing.schedule(later.id, SystemClock().now() + timedelta(days=2), by="E")
    await content.publishing.save(Draft(title="A draft with a long name", body=Body("x")), by="E")
    site = await content.site.stored()
    footer = (Link("Imprint", "/imprint"), Link("Privacy", "/privacy"))
    await content.site.change(replace(site, accent="#3366cc", footer=footer))
    for number in range(4):
        await content.redirects.save(f"/old/{number}/" + "long-" * 8, "/blog")
    endpoint = await content.webhooks.add("http://127.0.0.1:9/in", ("post.published",))
    await publish(content, "Told")
    await strive.outbox.deliver_due()
    await strive.outbox.deliver_due()
    asset = await strive.media.keep(PICTURE, "home.png")
    await publish(content, "With a picture", f"![Home]({asset.url})")
    await strive.media.keep(b"%PDF-1.4\n%%EOF\n", "paper.pdf")
    return [
        "/studio",
        *("/studio/categories", f"/studio/categories/{shelf.id}"),
        *("/studio/authors", f"/studio/authors/{author.id}"),
        *("/studio/settings", "/studio/navigation", "/studio/redirects"),
        *("/studio/webhooks", f"/studio/webhooks/{endpoint.id}"),
        *("/studio/media", f"/studio/media/{asset.id}"),
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_every_page_is_for_everybody(chromium, strive, served, width, scheme):
    paths = await everything(strive)
    more = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    async with browsing(chromium, strive, served, "Edith Sharp", **more) as page:
        complaints = complaints_of(page)
        for path in paths:
            await page.goto(path)
            if SHOTS:
                await page.screenshot(path=shot_of(path, width, scheme), full_page=True)
            found = (await Axe().run(page)).response["violations"]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in found], path
            assert await page.evaluate(FITS), f"{path} is wider than {width}"
        assert complaints == []


async def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(chromium, strive, served):
    more = {"viewport": {"width": 390, "height": 800}, "java_script_enabled": False}
    async with browsing(chromium, strive, served, "Edith Phone", **more) as page:
        await page.goto("/studio/categories")
        place = page.get_by_role("link", name="Redirects")
        await expect(place).to_be_hidden()
        await page.get_by_role("button", name="Menu").press("Enter")
        await expect(place).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(place).to_be_hidden()
        await page.get_by_role("button", name="Menu").click()
        await place.click()
        await expect(page.get_by_role("heading", name="Redirects", level=1)).to_be_visible()


async def test_the_palette_leads_to_places_and_posts(page):
    await page.goto("/studio/categories")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("redir")
    assert (await Axe().run(page)).response["violations"] == []
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/studio/redirects$"))
    await page.keyboard.press("Control+k")
    await page.keyboard.type("keeping")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/studio/posts\?q=keeping$"))


async def test_something_is_deleted_only_when_it_is_meant(chromium, strive, served):
    shelf = await strive.content.taxonomy.save_category(CategoryDraft(title="To go"))
    async with browsing(chromium, strive, served, "Edith Plain", java_script_enabled=False) as page:
        await page.goto(f"/studio/categories/{shelf.id}")
        sure = page.get_by_role("button", name="Delete “To go”")
        await expect(sure).to_be_hidden()
        await page.locator("summary", has_text="Delete").click()
        await sure.click()
        await expect(page.get_by_text("The category is gone; its posts stay.")).to_be_visible()


async def test_a_menu_is_ordered_by_dragging(page, strive):
    site = await strive.content.site.stored()
    links = (Link("First", "/1"), Link("Second", "/2"), Link("Third", "/3"))
    await strive.content.site.change(replace(site, navigation=links))
    await page.goto("/studio/navigation")
    rows = page.locator("[data-sortable]").first.locator("[data-row]")
    await rows.nth(2).locator("[data-grip]").drag_to(rows.nth(0), target_position={"x": 60, "y": 3})
    await page.get_by_role("button", name="Save").last.click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    kept = (await strive.content.site.stored()).navigation
    assert [link.label for link in kept] == ["Third", "First", "Second"]


async def test_a_colour_is_shown_as_it_is_typed_and_enter_saves_a_menu(page):
    await page.goto("/studio/settings")
    async with page.expect_response(lambda answer: "accent.svg?colour=%23118833" in answer.url):
        await page.get_by_label("Accent colour").fill("#118833")
    await page.goto("/studio/navigation")
    await page.get_by_label("Footer, label 1").fill("Imprint")
    await page.get_by_label("Footer, address 1").fill("/imprint")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Saved.")).to_be_visible()
