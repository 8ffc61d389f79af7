"""Looking at pages as everybody would: whatever they see, however wide it is."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.async_playwright import Axe

SHOTS = os.environ.get("SHOTS_DIR", "")
FITS = "document.documentElement.scrollWidth <= innerWidth"

LOOKS = [(390, "dark"), (1280, "light")]
"""Widths and schemes that pages are looked at in: each once."""


async def looked_at(page, name: str) -> None:
    """Let nothing be in anybody's way; keep a picture of the page where one is asked for."""
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    found = (await Axe().run(page)).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found], page.url
    assert await page.evaluate(FITS), f"{page.url} is too wide"
