"""The virtual authenticator that Chromium brings for tests, and what it is made to do."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, Route

KIND = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The authenticator of a page, and what may be done with it that no honest one does."""

    def __init__(self, cdp, name: str) -> None:
        self._cdp, self._name = cdp, name

    async def tell(self, method: str, **more):
        return await self._cdp.send(f"WebAuthn.{method}", {"authenticatorId": self._name, **more})

    async def credentials(self):
        return (await self.tell("getCredentials"))["credentials"]

    async def has_forgotten(self) -> None:
        """Wait until it has nothing any more."""
        gone = asyncio.Event()
        self._cdp.on("WebAuthn.credentialDeleted", lambda _: gone.set())
        if await self.credentials():
            await asyncio.wait_for(gone.wait(), 5)


async def device_of(page: Page, **other) -> Device:
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("WebAuthn.enable")
    made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {**KIND, **other}})
    return Device(cdp, made["authenticatorId"])


async def sign_out(page: Page, device: Device) -> None:
    """Leave, and have the device wait, which would answer at once what the page asks by itself."""
    await device.tell("setAutomaticPresenceSimulation", enabled=False)
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in").wait_for()


async def use(page: Page, device: Device) -> None:
    """Press the button, and touch the device as soon as the page asks what it is to be asked."""

    async def touch(route: Route) -> None:
        await device.tell("setAutomaticPresenceSimulation", enabled=True)
        await route.continue_()

    await page.route("**/auth/passkey/options", touch, times=1)
    await page.get_by_role("button", name="Use a passkey").click()
