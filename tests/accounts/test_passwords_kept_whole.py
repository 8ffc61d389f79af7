"""A password is kept with all that belongs to it, and for no account that was shut meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from letters import letter_of, letters_of
from lived import PASSWORD, VISIT, own
from remains import remains
from signed_in import somebody

from strive.accounts.errors import SignInRefused
from strive.accounts.hashing import Hashing


@pytest.fixture
def held(strive, monkeypatch):
    """Have hashing wait, as it does in a storm of sign-ins; return what lets it go on."""
    begun, go_on = asyncio.Event(), asyncio.Event()
    hash_ = Hashing.hash

    async def slowly(self, password: str) -> str:
        begun.set()
        await go_on.wait()
        return await hash_(self, password)

    monkeypatch.setattr(Hashing, "hash", slowly)
    return begun, go_on


async def test_a_password_that_is_hashed_while_its_owner_is_erased_is_kept_for_nobody(
    strive, clock, held
):
    begun, go_on = held
    user, erasures = await somebody(strive), strive.privacy.erasures
    await strive.accounts.entering.own.ask_reset(user.email, VISIT)
    token = (await letter_of(strive)).token
    reset = asyncio.create_task(strive.accounts.entering.own.reset_password(token, PASSWORD, VISIT))
    await begun.wait()
    erasure = await erasures.ask_own(await own(strive, user))
    assert (await erasures.finish_now(erasure.id)).is_done
    go_on.set()
    with pytest.raises(SignInRefused):
        await reset
    await strive.outbox.deliver_due()
    assert not await remains(strive, user.id, user.email)


async def test_nor_for_who_was_disabled_meanwhile(strive, clock, held):
    begun, go_on = held
    user = await somebody(strive)
    principal = await own(strive, user)
    change = strive.accounts.entering.own.change_password(principal, "", PASSWORD, VISIT)
    changing = asyncio.create_task(change)
    await begun.wait()
    await strive.accounts.standing.disable(user.id, None)
    go_on.set()
    with pytest.raises(SignInRefused):
        await changing
    assert not await strive.accounts.entering.own.has_password(user.id)


async def test_a_registration_that_is_cut_off_leaves_no_half_of_an_account(
    strive, clock, monkeypatch
):
    entering = strive.accounts.entering
    email = "half.way@example.org"
    await entering.registering.ask(email, "Half", PASSWORD)
    token = next(letter.token for letter in await letters_of(strive) if letter.to == email)

    async def dies(*_: object, **__: object) -> None:
        raise SystemError("the process ends here")

    monkeypatch.setattr(entering.means.audit, "record", dies)
    with pytest.raises(SystemError):
        await entering.registering.confirm(token, PASSWORD, VISIT)
    assert await strive.accounts.users.by_email(email) is None
