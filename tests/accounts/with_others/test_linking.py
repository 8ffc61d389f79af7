"""Linking what one has at other sites, and removing it: by its owner, and not the last way in."""

from __future__ import annotations

import asyncio

from letters import letter_of, letters_of
from lived import exported
from passkey_owners import added, principal
from remains import remains
from signed_in import signed_in, somebody
from with_others import (
    IDENTITIES,
    a_browser,
    actions_of,
    identities_of,
    leave,
    there,
    there_and_back,
    who_is_in,
)

from strive.accounts.entry import Action
from strive.accounts.recent import RECENT
from strive.platform.privacy import Person


async def test_an_owner_links_and_comes_in_by_it_then(strive, app):
    user = await somebody(strive)
    async with signed_in(strive, user, app=app) as client:
        answer = await there_and_back(client, f"{IDENTITIES}/oidc/link")
        assert answer.headers["location"] == f"{IDENTITIES}?done=linked"
        page = await client.get(answer.headers["location"])
        assert "That is linked" in page.text
        assert "ada@example.org" in page.text
        again = await there_and_back(client, f"{IDENTITIES}/oidc/link")
        assert again.headers["location"] == f"{IDENTITIES}?done=known"
    letter = await letter_of(strive)
    assert letter.to == user.email
    assert "one can sign in to your account with Example" in letter.text
    assert "under “Linked accounts”" in letter.text
    assert Action.IDENTITY_LINKED in await actions_of(strive, user)
    async with a_browser(app) as client:
        principal = await who_is_in(strive, await there_and_back(client))
    assert principal.user_id == user.id, "by its subject, though the addresses differ"


async def test_12_linking_needs_somebody_who_has_just_shown_who_they_are(strive, app, clock):
    async with signed_in(strive, await somebody(strive), app=app) as client:
        clock.move(RECENT)
        answer = await client.post(f"{IDENTITIES}/oidc/link", data={})
        assert answer.headers["location"] == f"/account/again?next={IDENTITIES}"


async def test_what_is_linked_with_another_account_stays_there(strive, app):
    for _ in range(2):
        user = await somebody(strive)
        async with signed_in(strive, user, app=app) as client:
            answer = await there_and_back(client, f"{IDENTITIES}/oidc/link")
    assert answer.status_code == 400
    assert "another member" in answer.text
    assert not await identities_of(strive, user.id)


async def test_nobody_links_into_a_session_that_did_not_ask_for_it(strive, app):
    ada, bob = await somebody(strive), await somebody(strive)
    async with signed_in(strive, ada, app=app) as hers, signed_in(strive, bob, app=app) as his:
        back = await there(await leave(his, f"{IDENTITIES}/oidc/link"))
        hers.cookies.set("return", his.cookies["return"])
        answer = await hers.get(back)
        assert answer.status_code == 400
        assert "signed out meanwhile" in answer.text
    assert not await identities_of(strive, ada.id)
    assert not await identities_of(strive, bob.id)


async def test_the_last_way_to_sign_in_stays_and_others_are_removed(strive, app, clock):
    async with a_browser(app) as client:
        principal = await who_is_in(strive, await there_and_back(client))
        (identity,) = await identities_of(strive, principal.user_id)
        kept = await client.post(f"{IDENTITIES}/{identity.id}/remove")
        assert kept.status_code == 400
        assert "only way to sign in" in kept.text
        await there_and_back(client, f"{IDENTITIES}/github/link")
        assert len(await identities_of(strive, principal.user_id)) == 2
        await letters_of(strive)
        gone = await client.post(f"{IDENTITIES}/{identity.id}/remove")
        assert gone.headers["location"] == f"{IDENTITIES}?done=removed"
    assert "nobody can sign in to your account with Example" in (await letter_of(strive)).text
    (left,) = await identities_of(strive, principal.user_id)
    assert left.issuer != identity.issuer
    async with a_browser(app) as client:
        answer = await there_and_back(client)
        assert "There is an account with the address" in answer.text


async def test_of_two_that_are_removed_at_once_one_stays(strive, app):
    async with a_browser(app) as client:
        principal = await who_is_in(strive, await there_and_back(client))
        await there_and_back(client, f"{IDENTITIES}/github/link")
        both = await identities_of(strive, principal.user_id)
        answers = await asyncio.gather(
            *(client.post(f"{IDENTITIES}/{each.id}/remove") for each in both)
        )
    assert sorted(answer.status_code for answer in answers) == [303, 400]
    assert len(await identities_of(strive, principal.user_id)) == 1


async def test_a_password_lets_the_last_one_be_removed_and_others_are_not_one_s_own(strive, app):
    user = await somebody(strive)
    await strive.accounts.entering.means.credentials.put_password(
        user.id, "$argon2", user.created_at
    )
    async with signed_in(strive, user, app=app) as client:
        await there_and_back(client, f"{IDENTITIES}/oidc/link")
        (identity,) = await identities_of(strive, user.id)
        async with signed_in(strive, await somebody(strive), app=app) as other:
            refused = await other.post(f"{IDENTITIES}/{identity.id}/remove")
            assert "You have linked no such account" in refused.text
        gone = await client.post(f"{IDENTITIES}/{identity.id}/remove")
        assert gone.headers["location"] == f"{IDENTITIES}?done=removed"
    assert Action.IDENTITY_UNLINKED in await actions_of(strive, user)


async def test_a_passkey_is_another_way_to_sign_in(strive, app):
    user = await somebody(strive)
    async with signed_in(strive, user, app=app) as client:
        await there_and_back(client, f"{IDENTITIES}/oidc/link")
        (identity,) = await identities_of(strive, user.id)
        assert (await client.post(f"{IDENTITIES}/{identity.id}/remove")).status_code == 400
        await added(strive, await principal(strive, user))
    async with signed_in(strive, user, app=app) as client:
        gone = await client.post(f"{IDENTITIES}/{identity.id}/remove")
        assert gone.headers["location"] == f"{IDENTITIES}?done=removed"


async def test_by_api_one_sees_and_removes_what_is_one_s_own(strive, app, clock):
    async with a_browser(app) as client:
        await there_and_back(client)
        await there_and_back(client, f"{IDENTITIES}/github/link")
        listed = (await client.get("/api/v1/me/identities")).json()["data"]
        assert [each["name"] for each in listed] == ["Example", "GitHub"]
        assert listed[0].keys() == {"id", "issuer", "name", "email", "made", "lastUsed"}
        path = f"/api/v1/me/identities/{listed[0]['id']}"
        async with signed_in(strive, await somebody(strive), app=app) as other:
            assert (await other.get("/api/v1/me/identities")).json()["data"] == []
            assert (await other.delete(path)).status_code == 404
        clock.move(RECENT)
        late = await client.delete(path)
        assert (late.status_code, late.json()["error"]["code"]) == (403, "reauthentication_needed")
        clock.move(-RECENT)
        assert (await client.delete(path)).json()["data"] == {"removed": 1}
        (left,) = (await client.get("/api/v1/me/identities")).json()["data"]
        last = await client.delete(f"/api/v1/me/identities/{left['id']}")
        assert (last.status_code, last.json()["error"]["code"]) == (409, "last_way")


async def test_pages_of_what_is_linked_need_who_has_just_shown_who_they_are(strive, app, clock):
    async with a_browser(app) as client:
        principal = await who_is_in(strive, await there_and_back(client))
        (identity,) = await identities_of(strive, principal.user_id)
        clock.move(RECENT)
        answer = await client.post(f"{IDENTITIES}/{identity.id}/remove")
        assert answer.headers["location"] == f"/account/again?next={IDENTITIES}"


async def test_whoever_is_erased_is_forgotten_and_new_when_they_come_again(strive, app, issuer):
    issuer.about |= {"sub": "grace-29", "email": "grace@example.org"}
    async with a_browser(app) as client:
        first = await who_is_in(strive, await there_and_back(client))
    person = Person(id=first.user_id, email=first.email)
    assert "grace-29" in str(await exported(strive, person)), "what is linked is given out"
    erasure = await strive.privacy.erasures.ask_own(first)
    await strive.privacy.erasures.finish_now(erasure.id)
    await letters_of(strive)
    assert not await remains(strive, "grace-29", "grace@example.org", first.user_id)
    async with a_browser(app) as client:
        second = await who_is_in(strive, await there_and_back(client))
    assert second.user_id != first.user_id
