"""Signing in by other sites: who comes in, who gets an account, and what is linked by whom."""

from __future__ import annotations

import asyncio

import pyotp
import pytest
from letters import letter_of, letters_of
from signed_in import signed_in, somebody
from with_others import (
    GITHUB,
    IDENTITIES,
    OIDC,
    a_browser,
    actions_of,
    identities_of,
    leave,
    there,
    there_and_back,
    who_is_in,
)

from strive.accounts.entry import Action
from strive.accounts.role import Role
from strive.accounts.user import UserStatus
from strive.accounts.visit import Visit

VISIT = Visit("Test", "127.0.0.0/24")


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


async def test_at_github_people_are_known_by_their_number(strive, app, github, monkeypatch):
    async with a_browser(app) as client:
        first = await who_is_in(strive, await there_and_back(client, GITHUB))
    monkeypatch.setattr(github, "user", {**github.user, "id": 9, "login": "ada"})
    monkeypatch.setattr(github, "emails", [{**github.emails[1], "email": "eve@example.org"}])
    async with a_browser(app) as client:
        second = await who_is_in(strive, await there_and_back(client, GITHUB))
    assert first.user_id != second.user_id, "though the login is the same"
    for wrong in ({"login": "ada"}, {"id": True}, {"id": "9"}, ["x"]):
        monkeypatch.setattr(github, "user", wrong)
        async with a_browser(app) as client:
            assert (await there_and_back(client, GITHUB)).status_code == 400


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


async def test_somebody_who_comes_twice_at_once_gets_one_account(strive, app):
    async with a_browser(app) as one, a_browser(app) as two:
        backs = [await there(await leave(client)) for client in (one, two)]
        answers = await asyncio.gather(one.get(backs[0]), two.get(backs[1]))
    principals = [await who_is_in(strive, answer) for answer in answers]
    assert len({principal.user_id for principal in principals}) == 1
    assert await strive.database.raw["users"].count_documents({}) == 1


@pytest.mark.parametrize("what", ["disabled", "gone"])
async def test_10_an_account_that_cannot_be_used_is_not_entered(strive, app, what):
    async with a_browser(app) as client:
        principal = await who_is_in(strive, await there_and_back(client))
    if what == "disabled":
        await strive.accounts.standing.disable(principal.user_id, None)
    else:
        await strive.database.raw["users"].delete_one({"_id": principal.user_id})
    async with a_browser(app) as client:
        answer = await there_and_back(client)
        assert answer.status_code == 400
        assert "This account cannot be used" in answer.text
        assert await who_is_in(strive, answer) is None
    last = await strive.database.raw["audit"].find_one({}, sort=[("$natural", -1)])
    assert last["action"] == Action.SIGN_IN_FAILED


async def test_with_no_new_ones_an_issuer_lets_only_those_in_who_are_linked(strive, app):
    async with a_browser(app) as client:
        answer = await there_and_back(client, "/account/with/closed")
        assert "makes none" in answer.text
    assert await strive.database.raw["users"].count_documents({}) == 0
    user = await somebody(strive)
    async with signed_in(strive, user, app=app) as client:
        await there_and_back(client, f"{IDENTITIES}/closed/link")
    async with a_browser(app) as client:
        principal = await who_is_in(strive, await there_and_back(client, "/account/with/closed"))
    assert principal.user_id == user.id


async def linked(strive, app, role, path=OIDC):
    user = await somebody(strive, role)
    async with signed_in(strive, user, app=app) as client:
        await there_and_back(client, f"{IDENTITIES}/{path.rpartition('/')[2]}/link")
    return user


@pytest.mark.parametrize(
    "claims", [{}, {"amr": ["pwd", "otp"]}, {"acr": "silver"}, {"acr": ["gold"]}]
)
async def test_8_staff_show_our_second_factor_after_an_issuer(strive, app, issuer, claims):
    await linked(strive, app, Role.EDITOR)
    issuer.lies.claims = claims
    async with a_browser(app) as client:
        answer = await there_and_back(client, next="/studio/posts")
        assert answer.headers["location"] == "/account/second-factor?next=/studio/posts"
        assert not (await who_is_in(strive, answer)).has_second_factor
        assert (await client.get("/studio/posts")).status_code == 303


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "gold"}])
async def test_an_issuer_s_second_factor_counts_where_the_operator_says_so(
    strive, app, issuer, claims
):
    await linked(strive, app, Role.EDITOR)
    issuer.lies.claims = claims
    async with a_browser(app) as client:
        address = await leave(client, next="/studio/posts")
        assert "acr_values=gold" in address
        answer = await client.get(await there(address))
        assert answer.headers["location"] == "/studio/posts"
        assert (await who_is_in(strive, answer)).has_second_factor
        assert (await client.get("/studio/posts")).status_code == 200


async def test_8_a_member_s_own_second_factor_is_asked_for(strive, app, clock):
    user = await linked(strive, app, Role.MEMBER)
    async with signed_in(strive, user, app=app) as client:
        secret = client.cookies[strive.accounts.cookie.name]
        whole = await strive.accounts.sessions.authenticate(secret)
    offer = strive.accounts.factors.offer(whole)
    code = pyotp.TOTP(offer.secret).at(clock.now())
    await strive.accounts.factors.enrol(whole, offer, code, VISIT)
    async with a_browser(app) as client:
        answer = await there_and_back(client)
        assert answer.headers["location"].startswith("/account/second-factor")
        assert (await who_is_in(strive, answer)).needs_second_factor
        refused = await client.get("/account/identities")
        assert refused.headers["location"].startswith("/account/second-factor")


async def test_buttons_are_forms_of_this_site_on_both_pages(client):
    for path in ("/account/sign-in?next=/account/sessions", "/account/register"):
        page = (await client.get(path)).text
        for key, name in (("oidc", "Example"), ("github", "GitHub")):
            assert f'action="/account/with/{key}" method="post"' in page
            assert f"Continue with {name}" in page
        assert "https://" not in page.partition("<main")[2]


async def test_an_issuer_that_is_away_is_said_to_be_and_other_ways_stay(app):
    async with a_browser(app) as client:
        answer = await client.post("/account/with/away", data={"next": ""})
    assert answer.status_code == 503
    assert "Faraway does not answer" in answer.text
    assert 'href="/account/sign-in"' in answer.text


async def test_a_site_nobody_signs_in_with_is_not_found(app):
    async with a_browser(app) as client:
        assert (await client.post("/account/with/else", data={})).status_code == 404
        assert (await client.get("/account/with/else/callback?state=x")).status_code == 404
