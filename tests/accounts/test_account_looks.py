"""Pages of an account in a real browser, without a line of script: for everybody, at any width."""

from __future__ import annotations

import pytest
from browsing import browsing
from letters import letter_of, letters_of
from looks import LOOKS, looked_at

from strive.accounts.role import Role
from strive.kit.clock import SystemClock

pytestmark = pytest.mark.slow

DOORS = ("sign-in?done=reset", "register", "magic", "magic?token=x", "forgot", "verify", "reset")
OWN = ("", "/password", "/email", "/sessions", "/again")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_every_page_is_for_everybody(chromium, strive, served, width, scheme):
    more = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    async with browsing(chromium, strive, served, "Ada", Role.MEMBER, **more) as page:
        for path in OWN:
            await page.goto(f"/account{path}")
            await looked_at(page, f"own{path.replace('/', '-')}-{width}-{scheme}")
        await page.context.clear_cookies()
        for number, path in enumerate(DOORS):
            await page.goto(f"/account/{path}")
            await looked_at(page, f"door-{number}-{width}-{scheme}")
        await page.goto("/account/register")
        await page.get_by_label("Your name").fill("Ada")
        await page.get_by_label("E-mail address").fill("ada@example.org")
        await page.get_by_label("Password").fill("password")
        await page.get_by_role("button", name="Register").click()
        await looked_at(page, f"errors-{width}-{scheme}")


async def test_somebody_registers_by_keyboard_without_script(chromium, strive, served, clock):
    context = await chromium.new_context(base_url=served.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/account/register")
    await page.get_by_label("Your name").focus()
    for text in ("Ada Lovelace", "typed@example.org", "four quiet harbours"):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Look at your mail").wait_for()
    clock.move(SystemClock().now() - clock.now())  # the served site has the real one
    letter = await letter_of(strive)
    await page.goto(f"/account/verify?token={letter.token}")
    await page.get_by_label("Password").fill("four quiet harbours")
    await page.get_by_role("button", name="Confirm this address").press("Enter")
    await page.get_by_role("heading", name="Ada Lovelace").wait_for()
    await page.get_by_role("button", name="Sign out").press("Enter")
    await page.get_by_text("You are signed out.").wait_for()
    await page.get_by_label("E-mail address").fill("typed@example.org")
    await page.get_by_label("Password").fill("four quiet harbours")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Ada Lovelace").wait_for()
    await context.close()
    await letters_of(strive)
