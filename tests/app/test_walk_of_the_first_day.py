"""The first day of a publication in a real browser: from the printed link to readers, and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
from browser import complaints_of, opened_browser
from browsing import save, type_title_and_text
from playwright.async_api import Page, expect
from whole_instance import running

pytestmark = pytest.mark.slow

ADDRESS = "/blog/the-lamp-is-lit"
DUE_S = 3
PASSWORD = "four quiet harbours"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running(tmp_path_factory.mktemp("first-day"), STRIVE_SAMPLE="0") as started:
        yield started


async def test_from_the_printed_link_to_readers_and_back(site):
    link = site.said(r"http://\S+/account/welcome\?token=\S+")[0]
    async with (
        opened_browser() as browser,
        httpx.AsyncClient(base_url=site.url) as reader,
    ):
        context = await browser.new_context(base_url=site.url)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        complaints = complaints_of(page)
        await become_administrator(page, link.partition("/account")[2])
        await write(page)
        await preview(page, reader)
        await schedule(page, reader)
        await edit(page, reader)
        assert not complaints


async def become_administrator(page: Page, path: str) -> None:
    await page.goto(f"/account{path}")
    await page.get_by_label("Name").fill("Alva")
    await page.get_by_label("E-mail").fill("alva@example.org")
    await page.get_by_label("Password").first.fill(PASSWORD)
    await page.locator("main form button").first.click()
    await page.goto("/studio")
    await page.get_by_role("link", name="Set up an app").click()
    shown = await page.locator("main").inner_text()
    secret = re.search(r"\b[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}\b|\b[A-Z2-7]{32}\b", shown)
    assert secret, shown
    await page.locator("[name=code]").fill(pyotp.TOTP(secret[0].replace(" ", "")).now())
    await page.locator("main form button").first.click()
    await page.wait_for_url(re.compile("recovery|factors|second"))


async def write(page: Page) -> None:
    await type_title_and_text(page, "The lamp is lit", "All is light.")
    frame = page.frame_locator("[data-preview]")
    await expect(frame.locator("h1")).to_have_text("The lamp is lit")
    await save(page)


async def preview(page: Page, reader: httpx.AsyncClient) -> None:
    """Share a preview with somebody who sees nothing else of it."""
    post_id = page.url.rpartition("/")[2]
    headers = {"accept": "application/json", "sec-fetch-site": "same-origin"}
    shared = await page.request.post(f"/studio/posts/{post_id}/share", headers=headers)
    shown = await reader.get((await shared.json())["data"]["url"])
    assert "All is light." in shown.text
    assert shown.headers["cache-control"] == "private, no-store"
    assert (await reader.get(ADDRESS)).status_code == 404


async def schedule(page: Page, reader: httpx.AsyncClient) -> None:
    """Have it appear in a while, then in a moment; nobody does anything when it does."""
    post_id = page.url.rpartition("/")[2]
    await page.get_by_role("button", name="Publish …").click()
    dialog = page.locator("[data-modal]")
    await dialog.get_by_label("Day and time").fill("2099-12-24T10:00")
    await dialog.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Scheduled: it appears by itself.")).to_be_visible()
    at = datetime.now(UTC) + timedelta(seconds=DUE_S)
    moved = await page.request.put(
        f"/api/v1/drafts/{post_id}/publication",
        data={"at": at.isoformat()},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert moved.ok, await moved.text()
    assert (await reader.get(ADDRESS)).status_code == 404
    while datetime.now(UTC) < at + timedelta(seconds=10):
        if (answer := await reader.get(ADDRESS)).status_code == 200:
            break
    late = datetime.now(UTC) - at
    assert answer.status_code == 200, "it never appeared"
    assert timedelta(0) <= late, "it appeared too early"
    assert "All is light." in answer.text
    statuses = [(await reader.get(ADDRESS)).headers["cache-status"] for _ in range(5)]
    assert any("hit" in status for status in statuses), statuses  # a worker purges it once more


async def edit(page: Page, reader: httpx.AsyncClient) -> None:
    """Change it: readers see it at once, where it stood in a cache."""
    for path in ("/blog", "/"):
        assert "The lamp is lit" in (await reader.get(path)).text
    await page.reload()
    await page.get_by_label("Title", exact=True).fill("The lamp is out")
    await save(page)
    for path in (ADDRESS, "/blog", "/"):
        assert "The lamp is out" in (await reader.get(path)).text, f"{path} was purged"
