"""Pages about people's data in a real browser: for everybody, at any width; and a walk."""

from __future__ import annotations

import zipfile

import pytest
import pyvips
from browsing import browsing
from letters import letter_of, letters_of
from looks import LOOKS, looked_at
from signed_in import somebody

from strive.accounts.role import Role
from strive.kit.clock import SystemClock
from strive.media.portraits import SIDE

pytestmark = pytest.mark.slow

PASSWORD = "four quiet harbours"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_pages_of_ones_own_data_are_for_everybody(chromium, strive, served, width, scheme):
    more = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    async with browsing(chromium, strive, served, "Ada", Role.AUTHOR, **more) as page:
        for path in ("", "/erase"):
            await page.goto(f"/account/data{path}")
            await looked_at(page, f"data{path.replace('/', '-')}-{width}-{scheme}")
        await page.goto("/account/data")
        await page.get_by_role("button", name="Object").click()
        await page.get_by_text("In short: what is held").click()
        await looked_at(page, f"data-chosen-{width}-{scheme}")
        async with page.expect_download() as coming:
            await page.get_by_role("button", name="Download my data").click()
        file = await (await coming.value).path()
        await page.goto("/account/data/erase")
        await page.get_by_label("Type your e-mail address").fill("ada@example.com")
        await page.get_by_role("button", name="Erase my account").click()
        await looked_at(page, f"data-erase-wrong-{width}-{scheme}")
        html = zipfile.ZipFile(file).read("data.html").decode()
        await page.goto("about:blank")
        await page.set_content(html)
        await looked_at(page, f"data-html-{width}-{scheme}")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_pages_with_pictures_are_for_everybody(chromium, strive, served, width, scheme):
    more = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    image = pyvips.Image.xyz(600, 400)[0].linear(0.4, [90, 60, 40]).cast("uchar")
    file = {"name": "me.png", "mimeType": "image/png", "buffer": image.write_to_buffer(".png")}
    async with browsing(chromium, strive, served, "Alva Berg", Role.ADMINISTRATOR, **more) as page:
        await page.goto("/account")
        await looked_at(page, f"profile-{width}-{scheme}")
        await page.get_by_role("link", name="Choose one").first.click()
        await page.get_by_label("A picture from your device").set_input_files(
            [{"name": "me.png", "mimeType": "image/png", "buffer": b"no picture"}]
        )
        await page.get_by_role("button", name="Use this picture").click()
        await page.get_by_text("file that is whole").wait_for()
        await looked_at(page, f"picture-wrong-{width}-{scheme}")
        await page.get_by_label("A picture from your device").set_input_files([file])
        await page.get_by_role("button", name="Use this picture").click()
        await page.get_by_text("That is your picture now").wait_for()
        assert await page.locator("img.avatar").evaluate("image => image.naturalWidth") == SIDE
        await looked_at(page, f"picture-{width}-{scheme}")
        await page.goto("/studio/users")
        await looked_at(page, f"users-{width}-{scheme}")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_pages_for_those_who_answer_are_for_everybody(
    chromium, strive, served, width, scheme
):
    more = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    await strive.retention.retain()
    member = await somebody(strive, Role.MEMBER, "Otto Lindqvist")
    without_account = await strive.privacy.people.by_email(f"una-{width}-{scheme}@example.org")
    await strive.privacy.erasures.ask_for(without_account, None)
    await strive.outbox.deliver_due()
    await strive.privacy.erasures.ask_for(await strive.privacy.people.of(member), None)
    other = await somebody(strive, Role.MEMBER, "Ulla Berg")
    async with browsing(chromium, strive, served, "Alva", Role.ADMINISTRATOR, **more) as page:
        await page.goto("/studio/privacy")
        await page.get_by_text("stores with personal data").click()
        await looked_at(page, f"desk-{width}-{scheme}")
        await page.get_by_label("E-mail address").fill(other.email)
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", name="Ulla Berg").wait_for()
        await page.get_by_label("Type their e-mail address").fill("other@example.org")
        await page.keyboard.press("Enter")
        await page.get_by_text("This is not their address").wait_for()
        await looked_at(page, f"desk-person-{width}-{scheme}")
        await page.goto("/studio/privacy")
        await page.get_by_label("E-mail address").fill("nobody@example.org")
        await page.keyboard.press("Enter")
        await page.get_by_text("There is no account with this address").wait_for()
        await looked_at(page, f"desk-nobody-{width}-{scheme}")
        await page.goto(f"/studio/users/{other.id}")
        await page.get_by_role("link", name="Export or erase").click()
        await page.get_by_role("heading", name="Ulla Berg").wait_for()


@pytest.mark.parametrize("look", [(390, "dark"), (1280, "light")])
async def test_somebody_registers_takes_their_data_and_is_erased(
    chromium, strive, served, clock, look
):
    width, scheme = look
    viewport = {"width": width, "height": 800}
    context = await chromium.new_context(
        base_url=served.url, viewport=viewport, color_scheme=scheme, accept_downloads=True
    )
    page, email = await context.new_page(), f"walk-{width}-{scheme}@example.org"
    await joined(strive, page, clock, email)
    await page.get_by_role("link", name="Your data").click()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Download my data").click()
    download = await coming.value
    assert download.suggested_filename.startswith("data-20")
    with zipfile.ZipFile(await download.path()) as file:
        assert file.testzip() is None
        assert email in file.read("data.html").decode()
        assert email in file.read("data.json").decode()
    await page.get_by_role("link", name="Erase my data").click()
    await page.get_by_label("Type your e-mail address to confirm").fill(email)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Being erased").wait_for()
    await looked_at(page, f"receipt-under-way-{width}-{scheme}")
    await page.get_by_role("link", name="Look every 5 seconds").click()
    await page.get_by_role("link", name="Stop looking").wait_for()
    clock.move(SystemClock().now() - clock.now())
    assert await strive.outbox.deliver_due()  # a worker does it
    assert not await letters_of(strive)  # kept as files here, they are erased with the rest
    await page.get_by_role("heading", name="Receipt of an erasure").wait_for()  # by itself
    await looked_at(page, f"receipt-{width}-{scheme}")
    await page.goto("/account/sign-in")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_text("Address or password is wrong").wait_for()
    assert page.url.endswith("/account/sign-in")
    await context.close()


async def joined(strive, page, clock, email: str) -> None:
    """Register by the pages, follow the link, and be in."""
    await page.goto("/account/register")
    await page.get_by_label("Your name").fill("Ada Lovelace")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Look at your mail").wait_for()
    clock.move(SystemClock().now() - clock.now())  # the served site has the real one
    letter = await letter_of(strive)
    await page.goto(f"/account/verify?token={letter.token}")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Confirm this address").press("Enter")
    await page.get_by_role("heading", name="Ada Lovelace").wait_for()
