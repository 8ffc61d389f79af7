"""Signing in by other sites: who comes in, who gets an account, and what is linked by whom."""

from __future__ import annotations

import dataclasses

import pytest
import pytest_asyncio
from issuer import GitHubLike, OpenIdIssuer
from letters import letter_of, letters_of
from signed_in import signed_in, somebody
from with_others import GITHUB, OIDC, a_browser, leave, providers, there, there_and_back, who_is_in

from strive.accounts.entry import Action
from strive.accounts.recent import RECENT
from strive.accounts.role import Role
from strive.accounts.user import UserStatus
from strive.app import build_web

IDENTITIES = "/account/identities"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def issuer():
    async with OpenIdIssuer() as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def github():
    async with GitHubLike() as served:
        yield served


@pytest.fixture(scope="module")
def settings(settings, issuer, github):
    return dataclasses.replace(
        settings, oidc=providers(issuer, github, trusted_amr=frozenset({"mfa"}))
    )


@pytest.fixture(scope="module")
def app(strive):
    return build_web(strive)


@pytest_asyncio.fixture(autouse=True)
async def nobody_yet(strive, issuer, github, clock):
    issuer.behave()
    github.behave()
    issuer.now = clock.now
    for name in ("identities", "identityFlows", "users"):
        await strive.database.raw[name].delete_many({})
    yield
    await letters_of(strive)


async def identities_of(strive, user_id):
    return await strive.accounts.identities.of(user_id)


async def actions_of(strive, user):
    found = strive.database.raw["audit"].find({"target": f"user:{user.id}"}, sort=[("_id", 1)])
    return {entry["action"] async for entry in found}


@pytest.mark.parametrize("path", [OIDC, GITHUB])
async def test_whoever_an_issuer_vouches_for_gets_an_account_and_is_in(strive, app, path):
    async with a_browser(app) as client:
        answer = await there_and_back(client, path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        principal = await who_is_in(strive, answer)
        assert (await client.get("/account")).status_code == 200
    user = await strive.accounts.users.by_email("ada@example.org")
    assert principal.user_id == user.id
    assert (user.name, user.status, user.role) == ("Ada Lovelace", UserStatus.ACTIVE, Role.MEMBER)
    assert {Action.REGISTERED, Action.VERIFIED, Action.IDENTITY_LINKED} <= await actions_of(
        strive, user
    )
    assert "an account was made for you" in (await letter_of(strive)).text


@pytest.mark.parametrize("path", [OIDC, GITHUB])
async def test_the_same_person_comes_into_the_same_account_by_a_new_session(strive, app, path):
    async with a_browser(app) as client:
        first = await who_is_in(strive, await there_and_back(client, path))
    async with a_browser(app) as client:
        second = await who_is_in(strive, await there_and_back(client, path))
    assert first.user_id == second.user_id
    assert first.session_id != second.session_id
    assert len(await identities_of(strive, first.user_id)) == 1


async def test_people_are_known_by_their_subject_whatever_their_address_becomes(
    strive, app, issuer
):
    async with a_browser(app) as client:
        first = await who_is_in(strive, await there_and_back(client))
    issuer.about |= {"email": "new@example.org", "email_verified": False}
    async with a_browser(app) as client:
        second = await who_is_in(strive, await there_and_back(client))
    assert first.user_id == second.user_id
    assert second.email == "ada@example.org"


async def test_it_goes_on_to_where_one_wanted_but_nowhere_else(strive, app, issuer):
    async with a_browser(app) as client:
        answer = await there_and_back(client, next="/account/sessions")
        assert answer.headers["location"] == "/account/sessions"
    for elsewhere in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        async with a_browser(app) as client:
            answer = await there_and_back(client, next=elsewhere)
            assert answer.headers["location"] == "/account"


@pytest.mark.parametrize(
    "about", [{"email_verified": False}, {"email_verified": None}, {"email": "", "sub": "x"}]
)
async def test_an_address_that_is_not_confirmed_there_makes_no_account(strive, app, issuer, about):
    issuer.about |= about
    issuer.lies.userinfo = about
    async with a_browser(app) as client:
        answer = await there_and_back(client)
    assert answer.status_code == 400
    assert "confirmed" in answer.text
    assert await who_is_in(strive, answer) is None
    assert await strive.database.raw["users"].count_documents({}) == 0


@pytest.mark.parametrize(
    "emails",
    [
        [],
        {"message": "Not Found"},
        [{"email": "ada@example.org", "primary": True, "verified": False}],
        [{"email": "ada@example.org", "primary": False, "verified": True}],
        [{"email": "ada@example.org", "primary": "true", "verified": 1}],
    ],
)
async def test_of_github_only_the_address_counts_that_is_primary_and_verified(
    strive, app, github, monkeypatch, emails
):
    monkeypatch.setattr(github, "emails", emails)
    async with a_browser(app) as client:
        answer = await there_and_back(client, GITHUB)
    assert answer.status_code == 400
    assert await strive.database.raw["users"].count_documents({}) == 0


async def test_an_account_with_the_address_is_not_entered_but_by_its_owner(strive, app, issuer):
    user = await strive.accounts.users.create(
        "ada@example.org", "The first Ada", status=UserStatus.ACTIVE
    )
    issuer.about["email"] = "Ada@EXAMPLE.org"
    async with a_browser(app) as client:
        answer = await there_and_back(client)
        assert answer.status_code == 400
        assert "There is an account with the address ada@example.org" in answer.text
        assert 'href="/account/sign-in?next=/account/identities"' in answer.text
        assert await who_is_in(strive, answer) is None
        assert (await client.get("/account")).status_code == 303
    assert not await identities_of(strive, user.id)
    assert not await letters_of(strive)


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
