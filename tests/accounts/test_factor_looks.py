"""Pages of passkeys and second factors in a real browser: for everybody, at any width."""

from __future__ import annotations

import os
from pathlib import Path

import pyotp
import pytest
from authenticator import PRESENT, SYNCABLE, SYNCED, VERIFIED, Authenticator
from axe_playwright_python.async_playwright import Axe
from browsing import browsing
from passkey_owners import VISIT, added, owner, principal
from playwright.async_api import Page

from strive.accounts.role import Role
from strive.accounts.sessions import Sessions
from strive.accounts.user import User
from strive.kit.clock import SystemClock

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_letters_after")]

SHOTS = os.environ.get("SHOTS_DIR", "")
FITS = "document.documentElement.scrollWidth <= innerWidth"
FACTORS, SECOND = "/account/factors", "/account/second-factor"


@pytest.fixture(params=[(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")], ids=str)
def view(request):
    width, scheme = request.param
    return {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}


async def looked_at(page: Page, name: str, view) -> None:
    """Look at a page as everybody would."""
    if SHOTS:
        shot = f"{name}-{view['viewport']['width']}-{view['color_scheme']}.png"
        await page.screenshot(path=Path(SHOTS) / shot, full_page=True)
    found = (await Axe().run(page)).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found], page.url
    assert await page.evaluate(FITS), f"{page.url} is too wide"


async def user_on(strive, page) -> User:
    """Return who is signed in on a page."""
    [cookie] = [one for one in await page.context.cookies() if one["name"] == "session"]
    who = await strive.accounts.sessions.authenticate(cookie["value"])
    return await strive.accounts.users.by_id(who.user_id)


async def sign_in(strive, page, site, user, **how) -> None:
    """Begin another session on a page, by the real clock, which the served site has."""
    name = strive.database.name
    sessions = Sessions(strive.database, strive.valkey, strive.outbox, SystemClock(), site=name)
    new = await sessions.start(user, device="", address="", **how)
    await page.context.add_cookies([{"name": "session", "value": new.secret, "url": site.url}])


async def set_up_app(strive, clock, user) -> None:
    who, factors = await principal(strive, user, has_second_factor=True), strive.accounts.factors
    offer = factors.offer(who)
    await factors.enrol(who, offer, pyotp.TOTP(offer.secret).at(clock.now()), VISIT)


async def test_one_s_own_pages_are_for_everybody(chromium, strive, site, clock, view):
    async with browsing(chromium, strive, site, "Ada", Role.EDITOR, **view) as page:
        await page.goto(FACTORS)
        await page.get_by_role("button", name="Add a passkey").wait_for()
        await looked_at(page, "factors-none", view)
        user = await user_on(strive, page)
        who = await principal(strive, user, has_second_factor=True)
        synced = Authenticator(flags=PRESENT | VERIFIED | SYNCABLE | SYNCED)
        await added(strive, who, synced, "My phone")
        await added(strive, who, name="The grey security key on the ring of keys")
        await page.goto(f"{FACTORS}?done=passkey&next=/studio")
        await page.get_by_text("Rename").first.click()
        await page.locator("summary", has_text="Remove").last.click()
        await looked_at(page, "factors-passkeys", view)
        await set_up_app(strive, clock, user)
        await sign_in(strive, page, site, user, has_second_factor=True)
        await page.goto(FACTORS)
        await looked_at(page, "factors-all", view)
        await page.get_by_text("Rename").first.click()
        name = page.get_by_label("Name", exact=True).first
        await name.fill("a\u0007b")
        await name.press("Enter")
        await page.get_by_text("printable").wait_for()
        await looked_at(page, "factors-wrong", view)
        await page.get_by_role("button", name="Make new codes").click()
        await page.get_by_role("link", name="I have kept them").wait_for()
        await looked_at(page, "recovery", view)
        await page.reload()
        await looked_at(page, "recovery-again", view)


async def test_the_doors_are_for_everybody(chromium, strive, site, clock, view):
    more = {"second_factor": False, **view}
    async with browsing(chromium, strive, site, "Eve", Role.EDITOR, **more) as page:
        await page.goto(f"{FACTORS}/new?next=/studio")
        await page.get_by_role("button", name="Make a passkey").wait_for()
        await looked_at(page, "new-factor", view)
        user = await user_on(strive, page)
        await added(strive, await principal(strive, user))
        await sign_in(strive, page, site, user, needs_second_factor=True)
        await page.goto(SECOND)
        await looked_at(page, "second-factor-passkey", view)
        await sign_in(strive, page, site, user, has_second_factor=True)
        await page.goto("/account/again")
        await looked_at(page, "again", view)
        await set_up_app(strive, clock, user)
        await sign_in(strive, page, site, user, needs_second_factor=True)
        await page.goto(SECOND)
        await looked_at(page, "second-factor-all", view)
        await page.context.clear_cookies()
        await page.goto("/account/sign-in")
        await page.get_by_role("button", name="Use a passkey").wait_for()
        await looked_at(page, "sign-in", view)


async def test_the_reset_of_somebody_s_factors_is_for_everybody(
    chromium, strive, site, clock, view
):
    user, _ = await owner(strive, Role.EDITOR)
    async with browsing(chromium, strive, site, "Admin", Role.ADMINISTRATOR, **view) as page:
        await page.goto(f"/studio/users/{user.id}")
        await page.get_by_text("Reset second factor").click()
        await looked_at(page, "reset", view)
        await page.get_by_role("button", name="Remove all they have").click()
        await page.get_by_text("They set up anew").wait_for()
