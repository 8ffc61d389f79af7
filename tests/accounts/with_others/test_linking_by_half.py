"""Nobody links a way in, or takes one away, who has not shown all they have, or is out by now."""

from __future__ import annotations

import asyncio

from lived import own
from passkey_owners import added, principal
from signed_in import signed_in, somebody
from waiting import until
from with_others import IDENTITIES, identities_of, leave, there, there_and_back

from strive.accounts.role import Role


async def is_under_way(strive) -> bool:
    """Tell whether the sign-in was taken, so that the issuer is asked now."""
    return not await strive.database.raw["identityFlows"].count_documents({})


async def test_who_has_only_a_password_links_no_way_around_the_second_factor(strive, app, issuer):
    user = await somebody(strive)
    await added(strive, await principal(strive, user))
    user = await strive.accounts.standing.change_role(user.id, Role.EDITOR, None)
    async with signed_in(strive, user, app=app, second_factor=False) as client:
        answer = await there_and_back(client, f"{IDENTITIES}/oidc/link")
        assert answer.status_code == 400
        assert "show the second factor" in answer.text
        assert not await identities_of(strive, user.id)


async def test_nor_removes_what_its_owner_comes_in_by(strive, app):
    user = await somebody(strive)
    async with signed_in(strive, user, app=app) as owner:
        await there_and_back(owner, f"{IDENTITIES}/oidc/link")
        await there_and_back(owner, f"{IDENTITIES}/github/link")
    await added(strive, await principal(strive, user))
    user = await strive.accounts.standing.change_role(user.id, Role.EDITOR, None)
    async with signed_in(strive, user, app=app, second_factor=False) as client:
        identity, _ = await identities_of(strive, user.id)
        answer = await client.post(f"{IDENTITIES}/{identity.id}/remove")
        assert "show the second factor" in answer.text
        by_api = await client.delete(f"/api/v1/me/identities/{identity.id}")
        assert by_api.status_code == 403
    assert len(await identities_of(strive, user.id)) == 2


async def test_nothing_is_linked_to_a_session_that_ends_while_the_issuer_is_asked(
    strive, app, issuer
):
    user = await somebody(strive)
    async with signed_in(strive, user, app=app) as client:
        back = await there(await leave(client, f"{IDENTITIES}/oidc/link"))
        issuer.lies.slow_s = 0.5
        coming = asyncio.create_task(client.get(back))
        await until(lambda: is_under_way(strive))
        assert await strive.accounts.sessions.end_all(user.id) == 1
        answer = await coming
        assert answer.status_code == 400
        assert "signed out meanwhile" in answer.text
    assert not await identities_of(strive, user.id)


async def test_nothing_is_linked_to_an_account_that_is_erased_meanwhile(strive, app, issuer):
    user = await somebody(strive)
    erasures = strive.privacy.erasures
    async with signed_in(strive, user, app=app) as client:
        back = await there(await leave(client, f"{IDENTITIES}/oidc/link"))
        issuer.lies.slow_s = 0.5
        coming = asyncio.create_task(client.get(back))
        await until(lambda: is_under_way(strive))
        erasure = await erasures.ask_own(await own(strive, user))
        answer = await coming
        assert answer.status_code == 400
        await erasures.finish_now(erasure.id)
    assert not await identities_of(strive, user.id)
