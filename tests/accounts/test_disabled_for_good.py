"""What was asked for before an account was disabled changes nothing; who is erased stays out."""

from __future__ import annotations

import pytest
from letters import letters_of
from lived import VISIT, own
from signed_in import somebody

from strive.accounts.errors import LinkInvalid
from strive.accounts.user import UserStatus
from strive.platform.errors import Conflict


async def wish(strive, user) -> str:
    """Ask for another address; return what the letter to it has."""
    own_account = strive.accounts.entering.own
    await own_account.ask_email(await own(strive, user), f"thief-{user.email}")
    return next(letter.token for letter in await letters_of(strive) if letter.token)


async def test_the_address_of_a_disabled_account_stays_and_does_once_it_is_enabled(strive, clock):
    user, accounts = await somebody(strive), strive.accounts
    token = await wish(strive, user)
    await accounts.standing.disable(user.id, None)
    with pytest.raises(LinkInvalid):
        await accounts.entering.own.confirm_email(token, VISIT)
    await accounts.standing.enable(user.id, None)
    with pytest.raises(LinkInvalid):
        await accounts.entering.own.confirm_email(token, VISIT)
    assert (await accounts.users.by_id(user.id)).email == user.email


async def test_a_link_asked_for_before_is_not_good_after_it_is_enabled(strive, clock):
    user, accounts = await somebody(strive), strive.accounts
    token = await wish(strive, user)
    await accounts.standing.disable(user.id, None)
    await accounts.standing.enable(user.id, None)
    with pytest.raises(LinkInvalid):
        await accounts.entering.own.confirm_email(token, VISIT)


async def test_who_is_being_erased_neither_gets_another_address_nor_is_enabled(strive, clock):
    user, accounts = await somebody(strive), strive.accounts
    token = await wish(strive, user)
    erasure = await strive.privacy.erasures.ask_own(await own(strive, user))
    with pytest.raises(LinkInvalid):
        await accounts.entering.own.confirm_email(token, VISIT)
    with pytest.raises(Conflict, match="being erased"):
        await accounts.standing.enable(user.id, None)
    assert (await accounts.users.by_id(user.id)).status is UserStatus.DISABLED
    assert (await strive.privacy.erasures.finish_now(erasure.id)).is_done
