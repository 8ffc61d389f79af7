"""A browser of somebody who is signed in to a served site."""

from __future__ import annotations

from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect
from served import Served
from signed_in import somebody

from strive.accounts.role import Role
from strive.accounts.sessions import Sessions
from strive.app import Strive
from strive.kit.clock import SystemClock


@asynccontextmanager
async def browsing(  # noqa: PLR0913 - who is shown what, where
    browser: Browser,
    strive: Strive,
    served: Served,
    name: str,
    role: Role = Role.EDITOR,
    *,
    second_factor: bool = True,
    **more,
):
    """Open a page of a new user with a session; the served site has the real clock."""
    user = await somebody(strive, role, name)
    sessions = Sessions(
        strive.database, strive.valkey, strive.outbox, SystemClock(), site=strive.database.name
    )
    new = await sessions.start(
        user, device="Test", address="127.0.0.0/24", has_second_factor=second_factor
    )
    context = await browser.new_context(base_url=served.url, **more)
    cookie = {"name": strive.accounts.cookie.name, "value": new.secret, "url": served.url}
    await context.add_cookies([cookie])
    page: Page = await context.new_page()
    page.set_default_timeout(10_000)
    try:
        yield page
    finally:
        await context.close()


async def type_title_and_text(page, title: str, text: str) -> None:
    await page.goto("/studio/posts/new")
    await page.get_by_label("Title", exact=True).fill(title)
    await page.locator("[data-body]").click()
    await page.keyboard.type(text)


async def save(page) -> None:
    await page.keyboard.press("Control+s")
    await expect(page.locator("[data-state]")).to_contain_text("Saved")
