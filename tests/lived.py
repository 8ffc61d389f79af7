"""What people leave who sign in and change things, and what an export has of it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime

import pyotp
from passkey_owners import added

from strive.accounts.principal import Principal
from strive.accounts.user import User
from strive.accounts.visit import Visit
from strive.platform.privacy import Person

PASSWORD = "a long and lovely passphrase 17"
VISIT = Visit("Test", "127.0.0.0/24")
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


async def sign_in_and_change(strive, user: User) -> None:
    """Leave what signing in, asking for links and making tokens leaves."""
    accounts = strive.accounts
    new = await accounts.sessions.start(user, device="Test", address="::", has_second_factor=True)
    principal = await accounts.sessions.authenticate(new.secret)
    await accounts.tokens.create(f"of {user.id}", [], None, by=principal)
    await accounts.entering.own.change_password(principal, "", PASSWORD, VISIT)
    await accounts.entering.own.ask_reset(user.email, VISIT)
    await accounts.entering.own.ask_email(principal, f"new-{user.email}")
    await accounts.entering.signing_in.back_off.failed(user.email)
    offer = accounts.factors.offer(principal)
    await accounts.factors.enrol(principal, offer, pyotp.TOTP(offer.secret).at(NOON), VISIT)
    await added(strive, principal, name=f"Phone of {user.name}")
    await strive.outbox.deliver_due()


async def own(strive, user: User) -> Principal:
    """Sign somebody in, just now."""
    new = await strive.accounts.sessions.start(
        user, device="Test", address="::", has_second_factor=True
    )
    principal = await strive.accounts.sessions.authenticate(new.secret)
    assert principal is not None
    return principal


async def archive(strive, person: Person) -> zipfile.ZipFile:
    content = b"".join([chunk async for chunk in strive.privacy.exports.archive(person)])
    return zipfile.ZipFile(io.BytesIO(content))


async def exported(strive, person: Person):
    return json.loads((await archive(strive, person)).read("data.json"))
