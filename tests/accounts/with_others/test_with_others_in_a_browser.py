"""Signing in by another site in a real browser, which goes there and back by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from browser import complaints_of, opened_browser
from issuer import CLIENT, SECRET
from playwright.async_api import expect
from served import serving

pytestmark = pytest.mark.slow


@pytest_asyncio.fixture(loop_scope="session")
async def site(strive, settings, issuer):
    """The site as it is deployed, where one signs in with an issuer that asks people."""
    issuer.now = lambda: datetime.now(UTC)
    issuer.asks_people = True
    options = urlencode({"client": CLIENT, "secret": SECRET, "name": "Example"}, quote_via=quote)
    url = f"oidc+{issuer.issuer}?{options}"
    with serving(settings, STRIVE_OIDC=url) as served:
        yield served
    issuer.asks_people = False


@pytest_asyncio.fixture(loop_scope="session")
async def browser():
    async with opened_browser() as opened:
        yield opened


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_there_and_back_and_to_what_is_linked(browser, site, scripts):
    context = await browser.new_context(
        base_url=site.url.replace("127.0.0.1", "localhost"), java_script_enabled=scripts
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    complaints = complaints_of(page)
    await page.goto("/account/sign-in?next=/account/identities")
    await page.get_by_role("button", name="Continue with Example").press("Enter")
    await page.get_by_role("link", name="Yes").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Linked accounts")
    await expect(page.get_by_text("ada@example.org", exact=False)).to_be_visible()
    cookies = {cookie["name"]: cookie for cookie in await context.cookies()}
    assert "return" not in cookies
    assert cookies["session"]["sameSite"] == "Lax"
    assert not complaints
    if scripts:
        assert not (await Axe().run(page)).violations_count
    await page.get_by_role("button", name="Remove Example, ada@example.org").click()
    await expect(page.get_by_role("alert")).to_contain_text("your only way to sign in")
    await context.close()


async def test_a_new_try_begins_where_an_issuer_let_nobody_in(browser, site, issuer):
    context = await browser.new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    page = await context.new_page()
    page.set_default_timeout(10_000)
    issuer.lies.answer = {"error": "access_denied", "code": None}
    await page.goto("/account/register")
    await page.get_by_role("button", name="Continue with Example").click()
    await page.get_by_role("link", name="Yes").click()
    await expect(page.get_by_role("alert")).to_contain_text("You did not let Example tell")
    issuer.behave()
    await page.get_by_role("button", name="Try Example again").click()
    await page.get_by_role("link", name="Yes").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    await context.close()
