"""People with passkeys in devices of software, for tests of what these open."""

from __future__ import annotations

import msgspec
from authenticator import Authenticator
from signed_in import somebody

from strive.accounts.api.factor_shapes import Credential, NewCredential
from strive.accounts.api.factors import answer_of
from strive.accounts.role import Role
from strive.accounts.visit import Visit

VISIT = Visit("Firefox on Linux", "127.0.0.0/24")
BROWSER = "b" * 43


async def principal(strive, user, **how):
    new = await strive.accounts.sessions.start(user, device="", address="", **how)
    return await strive.accounts.sessions.authenticate(new.secret)


def made(credential):
    return answer_of(msgspec.convert(credential, NewCredential))


def shown(credential):
    return answer_of(msgspec.convert(credential, Credential))


async def added(strive, who, device=None, name=""):
    """Have somebody make a passkey; return the device that has it, and what was kept."""
    device, passkeys = device or Authenticator(), strive.accounts.passkeys
    credential = device.make(await passkeys.ask_to_make(who))
    return device, await passkeys.add(who, made(credential), name, VISIT)


async def owner(strive, role=Role.MEMBER, device=None):
    """Return somebody with a passkey, and the device that has it."""
    user = await somebody(strive, role)
    device, _ = await added(strive, await principal(strive, user), device)
    return user, device


async def enter(strive, device, who=None, browser=BROWSER, **said):
    options = await strive.accounts.by_passkey.ask(who, browser)
    answer = shown(device.show(options, **said))
    return await strive.accounts.by_passkey.show(answer, who, browser, VISIT)


async def entries(strive, user, action):
    return await strive.accounts.audit.find(action=action, target=f"user:{user.id}")
