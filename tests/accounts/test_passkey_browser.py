"""Passkeys in a real browser, with a virtual authenticator."""

from __future__ import annotations

import dataclasses
import hashlib
from contextlib import asynccontextmanager

import pytest
from browser import complaints_of
from browsing import browsing
from devices import device_of, sign_out, use
from playwright.async_api import Page, expect

from strive.accounts.recent import RECENT
from strive.accounts.role import Role

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_letters_after")]

FACTORS, SIGN_IN = "/account/factors", "/account/sign-in"


@asynccontextmanager
async def with_device(chromium, strive, site, name, role=Role.MEMBER, **more):
    """Open a page of somebody who is signed in, in a browser with an authenticator."""
    async with browsing(chromium, strive, site, name, role, **more) as page:
        yield page, await device_of(page)


async def add(page: Page, name: str = "") -> None:
    await page.goto(FACTORS)
    if name:
        await page.get_by_label("What to call").fill(name)
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_text("Your passkey is ready.").wait_for()


async def test_somebody_adds_a_passkey_and_comes_in_by_it(chromium, strive, site):
    async with with_device(chromium, strive, site, "Ada") as (page, device):
        complaints = complaints_of(page)
        await add(page, "My laptop")
        await expect(page.locator(".device-name")).to_contain_text("My laptop")
        await expect(page.get_by_text("not used yet")).to_be_visible()
        [credential] = await device.credentials()
        assert credential["isResidentCredential"]
        await sign_out(page, device)
        await page.get_by_label("Stay signed in").check()
        await use(page, device)
        await page.get_by_role("heading", name="Ada").wait_for()
        cookies = {one["name"]: one for one in await page.context.cookies()}
        assert cookies["session"]["expires"] > 0, "remembered"
        await page.goto(FACTORS)
        await expect(page.get_by_text("last used")).to_be_visible()
        assert not complaints


async def test_browsers_offer_it_where_they_fill_in_addresses(chromium, strive, site):
    async with with_device(chromium, strive, site, "Grace") as (page, _):
        await add(page)
        await page.get_by_role("button", name="Sign out").click()
        await page.get_by_role("heading", name="Grace").wait_for()  # the device answers by itself
        assert page.url.endswith("/account")


async def test_staff_with_a_passkey_reach_the_studio(chromium, strive, site):
    async with browsing(chromium, strive, site, "Edith", Role.EDITOR, second_factor=False) as page:
        device = await device_of(page)
        await page.goto("/studio/posts")
        await page.get_by_role("heading", name="Set up a second factor").wait_for()
        await page.get_by_role("button", name="Make a passkey").click()
        await page.get_by_role("link", name="Go on").click()
        await page.wait_for_url("**/studio/posts")
        await page.goto(FACTORS)
        await sign_out(page, device)
        await page.goto(f"{SIGN_IN}?next=/studio/posts")
        await use(page, device)
        await page.wait_for_url("**/studio/posts")


async def test_a_removed_passkey_is_forgotten_by_the_device_and_refused_if_it_is_not(
    chromium, strive, site
):
    async with with_device(chromium, strive, site, "Mary") as (page, device):
        await add(page)
        [credential] = await device.credentials()
        await page.locator("summary", has_text="Remove").click()
        await page.get_by_role("button", name="Remove this passkey").click()
        await page.get_by_text("The passkey is removed").wait_for()
        await device.has_forgotten()  # told by signalAllAcceptedCredentials
        await device.tell("addCredential", credential=credential)
        await sign_out(page, device)
        await use(page, device)
        await expect(page.get_by_role("alert")).to_contain_text("does not let anybody in")
        await expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize("wrong", ["isBogusSignature", "isBadUV", "isBadUP", "count", "cancelled"])
async def test_what_an_authenticator_gets_wrong_is_said(chromium, strive, site, wrong):
    async with with_device(chromium, strive, site, "Vera") as (page, device):
        await add(page)
        [credential] = await device.credentials()
        if wrong == "count":
            await page.goto("/account/again")
            await page.get_by_role("button", name="Use a passkey").click()
            await page.wait_for_url("**/account")
            await device.tell("clearCredentials")
            await device.tell("addCredential", credential=credential)  # a copy, left far behind
            await strive.database.raw["passkeys"].update_many({}, {"$inc": {"signCount": 100}})
        await sign_out(page, device)
        if wrong.startswith("is"):
            await device.tell("setResponseOverrideBits", **{wrong: True})
        if wrong == "cancelled":
            await device.tell("setUserVerified", isUserVerified=False)
        await use(page, device)
        said = "cancelled" if wrong == "cancelled" else "does not let anybody in"
        await expect(page.get_by_role("alert")).to_contain_text(said)
        assert page.url.endswith(f"{SIGN_IN}?done=signed-out")


async def test_where_there_are_no_passkeys_it_is_said_or_nothing_offered(chromium, strive, site):
    async with browsing(chromium, strive, site, "Old") as page:
        await page.add_init_script("delete window.PublicKeyCredential")
        await page.goto(FACTORS)
        await expect(page.get_by_role("alert")).to_contain_text("Passkeys do not work here")
        await expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
        await page.context.clear_cookies()
        await page.goto(SIGN_IN)
        await expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()


async def test_older_browsers_do_without_what_newer_ones_bring_along(chromium, strive, site):
    gone = """for (const name of ["parseCreationOptionsFromJSON", "parseRequestOptionsFromJSON",
        "signalAllAcceptedCredentials", "isConditionalMediationAvailable"])
        delete PublicKeyCredential[name];"""
    async with with_device(chromium, strive, site, "Elder") as (page, device):
        await page.add_init_script(gone)
        await add(page)
        await sign_out(page, device)
        await use(page, device)
        await page.get_by_role("heading", name="Elder").wait_for()


async def test_at_another_address_than_the_site_s_it_is_said(chromium, strive, site):
    elsewhere = dataclasses.replace(site, host="127.0.0.1")
    async with browsing(chromium, strive, elsewhere, "Nell") as page:
        await device_of(page)
        await page.goto(FACTORS)
        await page.get_by_role("button", name="Add a passkey").click()
        said = f"work at {site.url}"
        await expect(page.get_by_role("alert")).to_contain_text(said)


async def test_it_is_the_second_step_of_staff_and_shows_again_that_it_is_you(
    chromium, strive, site
):
    async with with_device(chromium, strive, site, "Ruth", Role.EDITOR) as (page, _):
        await add(page)
        [cookie] = await page.context.cookies()
        digest = hashlib.sha256(cookie["value"].encode()).hexdigest()
        [kept] = await strive.database.raw["sessions"].find({"digest": digest}).to_list(None)
        old = {"$set": {"authenticatedAt": kept["authenticatedAt"] - RECENT}}
        await strive.database.raw["sessions"].update_one({"_id": kept["_id"]}, old)
        await strive.accounts.sessions.refresh(kept["userId"])
        await page.get_by_role("button", name="Add a passkey").click()
        await page.get_by_role("heading", name="Is it you?").wait_for()
        await page.get_by_role("button", name="Use a passkey").click()
        await page.wait_for_url(f"**{FACTORS}")
        await page.get_by_role("button", name="Make recovery codes").click()
        await page.get_by_role("heading", name="Recovery codes").wait_for()
        half = {"$set": {"hasSecondFactor": False, "needsSecondFactor": True}}
        await strive.database.raw["sessions"].update_one({"_id": kept["_id"]}, half)
        await strive.accounts.sessions.refresh(kept["userId"])
        await page.goto("/studio/posts")
        await page.get_by_role("heading", name="Second factor").wait_for()
        await page.get_by_role("button", name="Use your passkey").click()
        await page.wait_for_url("**/studio/posts")
