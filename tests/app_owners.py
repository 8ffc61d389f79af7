"""People with an authenticator app, for tests of what its codes open."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from passkey_owners import principal
from signed_in import somebody

from strive.accounts import totp
from strive.accounts.role import Role
from strive.accounts.visit import Visit

VISIT = Visit("Test", "127.0.0.0/24")
STEP = timedelta(seconds=totp.STEP_S)


def code_of(secret, clock, steps=0):
    return pyotp.TOTP(secret).at(clock.now() + steps * STEP)


async def enrolled(strive, clock, role=Role.MEMBER):
    """Return somebody with a factor, their session with it, the secret, and recovery codes."""
    user = await somebody(strive, role)
    factors, who = strive.accounts.factors, await principal(strive, user)
    offer = factors.offer(who)
    new, codes = await factors.enrol(who, offer, code_of(offer.secret, clock), VISIT)
    clock.move(2 * STEP)
    return user, await strive.accounts.sessions.authenticate(new.secret), offer.secret, codes


async def half(strive, user):
    return await principal(strive, user, needs_second_factor=True)
