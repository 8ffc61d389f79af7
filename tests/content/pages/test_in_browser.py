"""Pages in a real browser: readable by everybody, still while loading, and quiet.

The browser's requests are answered by the application itself, without a server between.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import html5lib
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from browser import complaints_of
from looks import LOOKS

from strive.content.post import Body, Format, Image, Kind, Tag

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("publication")]
TEXT = Path(__file__).with_name("sample.md").read_text("utf-8")
PATHS = [
    "/",
    "/blog",
    "/blog/drawing-maps-by-hand",
    "/about",
    "/categories",
    "/categories/machines",
    "/authors",
    "/authors/ada-byron",
    "/blog/archive",
    "/search?q=map",
    "/search?q=nothing-at-all",
    "/nowhere",
]


@pytest_asyncio.fixture
async def publication(publish, author, category) -> None:
    """Posts with everything in them, with and without pictures."""
    picture = Image("/media/picture.svg", "A coast", "Drawn by hand", 1600, 1000)
    common: dict[str, Any] = {"author": (author.id,), "categories": (category.id,)}
    for number in range(5):
        image = picture if number % 2 else None
        await publish(f"Earlier map {number}", feature_image=image, **common)
    body = Body(TEXT, Format.MARKDOWN)
    tags = (Tag("Maps", "maps"),)
    title = "Drawing maps by hand"
    await publish(title, body=body, feature_image=picture, featured=True, tags=tags, **common)
    await publish("About", kind=Kind.PAGE)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_pages_are_accessible_and_quiet(visit, width, scheme):
    context = await visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = await context.new_page()
    complaints = complaints_of(page)
    for path in PATHS:
        await page.goto(path)
        result = await Axe().run(page)
        assert result.violations_count == 0, f"{path}: {result.generate_report()}"
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is wider than the window"
    await context.close()
    assert [text for text in complaints if "404" not in text] == []


async def test_nothing_moves_while_a_page_loads(visit):
    context = await visit(viewport={"width": 390, "height": 800})
    page = await context.new_page()
    for path in ("/", "/blog", "/blog/drawing-maps-by-hand"):
        await page.goto(path)
        moved = await page.evaluate(
            """() => new Promise(resolve => {
                const moved = [];
                const box = ({ x, y, width, height }) => `${x},${y} ${width}x${height}`;
                new PerformanceObserver(list => {
                    for (const entry of list.getEntries())
                        for (const { node, previousRect, currentRect } of entry.sources)
                            moved.push(`${node?.localName ?? node?.nodeName}.${node?.className}: `
                                + `${box(previousRect)} -> ${box(currentRect)} (${entry.value})`);
                }).observe({ type: "layout-shift", buffered: true });
                requestAnimationFrame(() => setTimeout(() => resolve(moved)));
            })"""
        )
        assert moved == [], path
    await context.close()


async def test_everything_works_without_javascript(visit):
    context = await visit(java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="Search", exact=True).click()
    await page.get_by_label("Search this publication").fill("theodolite")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="Drawing maps by hand").click()
    assert await page.title() == "Drawing maps by hand · Strive"
    await page.get_by_role("link", name="YouTube").click()
    assert await page.title() == "Elsewhere", "a player is a link"
    await context.close()


async def test_the_contents_fold_where_there_is_little_room(visit):
    context = await visit(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/blog/drawing-maps-by-hand")
    link = page.get_by_role("navigation", name="Contents").get_by_role("link").first
    assert not await link.is_visible()
    await page.get_by_text("Contents", exact=True).click()
    assert await link.is_visible()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.goto("/blog/drawing-maps-by-hand")
    assert await link.is_visible()
    await context.close()


async def test_readers_in_the_dark_print_black_on_white(visit):
    context = await visit(color_scheme="dark")
    page = await context.new_page()
    await page.goto("/blog/drawing-maps-by-hand")
    await page.emulate_media(media="print", color_scheme="dark")
    colours = await page.evaluate(
        """() => ["html", ".code .k"].map(name => getComputedStyle(document.querySelector(name)))
            .map(style => style.color)"""
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(143, 29, 77)"]
    assert not await page.get_by_role("navigation", name="Main").is_visible()
    await context.close()


async def test_a_player_loads_when_it_is_asked_for(visit):
    context = await visit()
    page = await context.new_page()
    complaints, requested = complaints_of(page), []
    page.on("request", lambda request: requested.append(request.url))
    await page.goto("/blog/drawing-maps-by-hand")
    assert not [url for url in requested if "site.test" not in url]
    before = await page.locator(".embed").bounding_box()
    await page.get_by_role("link", name="YouTube").click()
    frame = page.locator(".embed iframe")
    await frame.wait_for()
    assert "youtube-nocookie.com/embed/dQw4w9WgXcQ" in (await frame.get_attribute("src") or "")
    after = await page.locator(".embed").bounding_box()
    assert before
    assert after
    assert before["height"] == pytest.approx(after["height"], abs=1)
    assert complaints == []
    await context.close()


async def test_the_keyboard_reaches_the_text_first(visit):
    context = await visit()
    page = await context.new_page()
    await page.goto("/blog")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "content"
    await context.close()


@pytest.mark.parametrize("path", PATHS)
async def test_pages_are_well_formed(site, path):
    html5lib.HTMLParser(strict=True).parse((await site.get(path)).text)
