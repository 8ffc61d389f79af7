"""What does not fit: long words, titles and menus, many categories, other scripts."""

from __future__ import annotations

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from strive.content.post import Body, Format, Image, Tag
from strive.content.site import Link
from strive.content.taxonomy import CategoryDraft

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unruly")]
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung"
LONG = "A title that does not end where titles end, " * 5
WIDE = f"""{WORD * 4}

## {WORD}

https://example.com/{"x" * 300}

`{"y" * 200}`

> {WORD * 2}

| {WORD} | {WORD} |
|---|---|
| 1 | 2 |

- [ ] {WORD}

```text title="{WORD}"
{"z" * 300}
```
"""
PATHS = [
    "/",
    "/blog",
    "/blog/long-word",
    "/blog/long-title",
    "/blog/hebrew",
    "/categories",
    "/categories/section-1",
    f"/search?q={WORD}",
    f"/{'w' * 90}",
]


@pytest_asyncio.fixture
async def unruly(publish, content, author, settle) -> None:
    """A publication in which everything is too long, too many, or missing."""
    drafts = [CategoryDraft(title=f"Section {number}") for number in range(1, 31)]
    categories = [await content.taxonomy.save_category(draft) for draft in drafts]
    menu = tuple(Link(category.title, category.path) for category in categories)
    await settle(title=LONG[:90].strip(), navigation=menu)
    markdown = {"slug": "long-word", "body": Body(WIDE, Format.MARKDOWN)}
    await publish(WORD, excerpt=WORD * 3, **markdown)
    await publish(
        LONG.strip(),
        slug="long-title",
        author=(author.id,),
        categories=tuple(category.id for category in categories),
        tags=tuple(Tag(f"{WORD} {number}", f"tag-{number}") for number in range(9)),
        feature_image=Image("/media/tall.svg", "", WORD, 600, 1600),
    )
    await publish("שלום עולם 🎉", "<p>זהו פוסט בעברית.</p>", language="he", slug="hebrew")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_nothing_is_wider_than_the_window(visit, width):
    context = await visit(viewport={"width": width, "height": 900})
    page = await context.new_page()
    for path in PATHS:
        await page.goto(path)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
    await context.close()


async def test_what_does_not_fit_is_still_accessible(visit):
    context = await visit(viewport={"width": 390, "height": 900})
    page = await context.new_page()
    for path in PATHS:
        await page.goto(path)
        result = await Axe().run(page)
        assert result.violations_count == 0, f"{path}: {result.generate_report()}"
    await context.close()


async def test_a_long_menu_stays_in_one_line_on_a_telephone(visit):
    context = await visit(viewport={"width": 390, "height": 900})
    page = await context.new_page()
    await page.goto("/blog")
    box = await page.get_by_role("navigation", name="Main").bounding_box()
    assert box
    assert box["height"] < 60
    last = page.get_by_role("link", name="Section 30", exact=True).first
    await last.focus()
    seen = await last.bounding_box()
    assert seen
    assert seen["x"] + seen["width"] <= 390, "focus brings it into view"
    await context.close()
