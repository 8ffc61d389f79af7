"""A member in a real browser: registered, in by a passkey, gone with all that was held."""

from __future__ import annotations

import json
import zipfile

import pytest
import pytest_asyncio
from browser import opened_browser
from devices import device_of, sign_out, use
from letters import letter_of, letters_of
from remains import remains
from served import serving

from strive.kit.clock import SystemClock

pytestmark = pytest.mark.slow

EMAIL, NAME = "wanda.walker@example.org", "Wanda Walker"


@pytest.fixture(scope="module")
def site(strive, settings):
    with serving(settings, host="localhost") as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def page(site):
    async with opened_browser() as browser:
        context = await browser.new_context(base_url=site.url)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        yield page
        await context.close()


async def test_from_registering_by_a_passkey_to_being_erased(page, strive, clock):
    device = await device_of(page)
    await page.goto("/account/register")
    await page.get_by_label("Your name").fill(NAME)
    await page.get_by_label("E-mail address").fill(EMAIL)
    await page.get_by_label("Password").fill("four quiet harbours")
    await page.get_by_role("button", name="Register").click()
    await page.get_by_role("heading", name="Look at your mail").wait_for()
    clock.move(SystemClock().now() - clock.now())  # the served site has the real one
    letter = await letter_of(strive)
    await page.goto(f"/account/verify?token={letter.token}")
    await page.get_by_label("Password").fill("four quiet harbours")
    await page.get_by_role("button", name="Confirm this address").click()
    await page.get_by_role("heading", name=NAME).wait_for()

    await page.get_by_role("link", name="Passkeys and codes").click()
    await page.get_by_label("What to call it").fill("Wanda's watch")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_text("Your passkey is ready.").wait_for()
    await sign_out(page, device)
    await use(page, device)
    await page.get_by_role("heading", name=NAME).wait_for()

    await page.get_by_role("link", name="Your data").click()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(await (await coming.value).path()) as file:
        stores = {each["store"]: each for each in json.loads(file.read("data.json"))["stores"]}
    [passkey] = stores["passkeys"]["records"]
    assert passkey["name"] == "Wanda's watch"
    assert not passkey.keys() & {"publicKey", "credentialId", "handle"}

    await page.get_by_role("link", name="Erase my data").click()
    await page.get_by_label("Type your e-mail address").fill(EMAIL)
    await page.get_by_role("button", name="Erase my account").click()
    await page.wait_for_url("**/privacy/receipts/**")
    clock.move(SystemClock().now() - clock.now())
    assert await strive.outbox.deliver_due(), "a worker does it"
    await letters_of(strive)
    assert not await remains(strive, EMAIL, NAME, "Wanda's watch")
