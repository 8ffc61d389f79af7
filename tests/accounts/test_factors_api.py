"""Claims of the API of factors: the same as on the pages, for programs that act for one person."""

from __future__ import annotations

import re

import httpx
import pytest
import pytest_asyncio
from app_owners import code_of, enrolled
from authenticator import Authenticator
from passkey_owners import VISIT, owner
from signed_in import BASE_URL, SAME_ORIGIN, signed_in, somebody

from strive.accounts import recovery
from strive.accounts.recent import RECENT
from strive.accounts.role import Role
from strive.app.web import limits_of
from strive.platform.ratelimit.standard import API as ASKING
from strive.platform.ratelimit.standard import AUTH

pytestmark = pytest.mark.usefixtures("no_letters_after")

API = "/api/v1"


@pytest_asyncio.fixture
async def anybody(app):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE_URL, headers=SAME_ORIGIN
    ) as client:
        yield client


async def sent(client, method, path, body=None):
    """Ask, and keep the cookies of the answer as a browser does, one of each name."""
    answer = await client.request(method, API + path, json=body)
    for name, value in answer.cookies.items():
        client.cookies.delete(name)
        client.cookies.set(name, value)
    return answer


async def data_of(client, method, path, body=None):
    answer = await sent(client, method, path, body)
    assert answer.status_code < 300, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.json()["data"]


async def add_passkey(client, device, **more):
    options = await data_of(client, "POST", "/me/passkey/options")
    body = {"credential": device.make(options["publicKey"]), **more}
    return await data_of(client, "POST", "/me/passkeys", body)


async def test_a_passkey_is_added_listed_renamed_and_removed(strive, app, clock):
    async with signed_in(strive, await somebody(strive), app=app, second_factor=False) as client:
        before = client.cookies[strive.accounts.cookie.name]
        passkey = await add_passkey(client, Authenticator(), name="My key")
        assert client.cookies[strive.accounts.cookie.name] != before, "its standing changed"
        assert passkey == {
            "id": passkey["id"],
            "name": "My key",
            "addedAt": "2026-03-14T12:00:00Z",
            "lastUsedAt": None,
            "isSynced": False,
            "isBackedUp": False,
        }
        factors = await data_of(client, "GET", "/me/factors")
        assert factors == {"authenticator": None, "recoveryCodesLeft": 0, "passkeys": [passkey]}
        one = f"/me/passkeys/{passkey['id']}"
        assert (await data_of(client, "PATCH", one, {"name": "Other"}))["name"] == "Other"
        assert (await data_of(client, "DELETE", one))["passkeys"] == []
        assert (await sent(client, "DELETE", one)).status_code == 404


async def test_somebody_signs_in_by_passkey_alone(strive, app, anybody, clock):
    user, device = await owner(strive, Role.EDITOR)
    options = await data_of(anybody, "POST", "/auth/passkey/options")
    assert set(anybody.cookies) == {"passkey"}
    credential = {**device.show(options["publicKey"]), "clientExtensionResults": {}}
    body = {"credential": credential, "remember": True}
    me = await data_of(anybody, "POST", "/auth/passkey", body)
    assert (me["id"], me["hasSecondFactor"], me["needsSecondFactor"]) == (user.id, True, False)
    assert (await anybody.get(f"{API}/drafts")).status_code == 200
    again = await sent(anybody, "POST", "/auth/passkey", {"credential": credential})
    assert (again.status_code, again.json()["error"]["code"]) == (400, "challenge_over")


async def test_the_cookie_that_binds_a_challenge_is_for_this_site_alone(strive, anybody, clock):
    answer = await anybody.post(f"{API}/auth/passkey/options")
    [cookie] = answer.headers.get_list("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert re.search(r"Max-Age=600\b", cookie)
    _, device = await owner(strive)
    anybody.cookies.clear()
    credential = device.show(answer.json()["data"]["publicKey"])
    refused = await anybody.post(f"{API}/auth/passkey", json={"credential": credential})
    assert refused.json()["error"]["code"] == "challenge_over"


def test_5_whatever_could_be_tried_on_is_limited_as_passwords_are(strive):
    limits = limits_of(strive)
    for path in ("auth/passkey", "auth/second-factor", "auth/again", "me/authenticator"):
        assert limits.find("POST", f"{API}/{path}") == AUTH, path
    for path in ("auth/passkey/options", "me/passkey/options", "me/passkeys"):
        assert limits.find("POST", f"{API}/{path}") == ASKING, path


async def test_known_and_unknown_passkeys_are_refused_alike(strive, anybody, clock):
    _, device = await owner(strive)
    forged = Authenticator(id=device.id, handle=device.handle, count=99)
    answers = []
    for each in (forged, Authenticator()):
        options = await data_of(anybody, "POST", "/auth/passkey/options")
        body = {"credential": each.show(options["publicKey"])}
        answers.append(await sent(anybody, "POST", "/auth/passkey", body))
    one, other = answers
    assert one.status_code == other.status_code == 401
    assert one.json()["error"] == other.json()["error"]


async def test_a_half_open_session_is_completed_by_code_or_passkey(strive, app, anybody, clock):
    user, _, secret, codes = await enrolled(strive, clock, Role.EDITOR)
    begin = strive.accounts.entering.signing_in.begin
    for code in (code_of(secret, clock), codes[0]):
        new = await begin(user, VISIT, method="test")
        anybody.cookies.clear()
        anybody.cookies.set(strive.accounts.cookie.name, new.secret)
        assert (await sent(anybody, "GET", "/me/factors")).status_code == 403
        wrong = await sent(anybody, "POST", "/auth/second-factor", {"code": "000000"})
        assert wrong.json()["error"]["code"] == "code_wrong"
        me = await data_of(anybody, "POST", "/auth/second-factor", {"code": code})
        assert me["hasSecondFactor"]
        assert (await anybody.get(f"{API}/drafts")).status_code == 200
    factors = await data_of(anybody, "GET", "/me/factors")
    assert factors["recoveryCodesLeft"] == recovery.COUNT - 1


async def test_12_changes_need_somebody_who_has_just_shown_who_they_are(strive, app, clock):
    user = await somebody(strive)
    means = strive.accounts.entering.means
    hashed = await means.hashing.hash("four quiet harbours")
    await means.credentials.put_password(user.id, hashed, clock.now())
    async with signed_in(strive, user, app=app) as client:
        clock.move(RECENT)
        for method, path in (
            ("POST", "/me/passkey/options"),
            ("POST", "/me/authenticator/options"),
            ("DELETE", "/me/authenticator"),
            ("DELETE", "/me/passkeys/x"),
            ("POST", "/me/recovery-codes"),
        ):
            refused = await sent(client, method, path)
            assert refused.json()["error"]["code"] == "reauthentication_needed", path
        wrong = await sent(client, "POST", "/auth/again", {"password": "four quiet harbors"})
        assert wrong.status_code == 401
        await data_of(client, "POST", "/auth/again", {"password": "four quiet harbours"})
        await data_of(client, "POST", "/me/passkey/options")


async def test_an_app_is_set_up_its_codes_renewed_and_it_is_removed(strive, app, clock):
    async with signed_in(strive, await somebody(strive), app=app, second_factor=False) as client:
        offer = await data_of(client, "POST", "/me/authenticator/options")
        assert f"secret={offer['secret']}" in offer["address"]
        typed = {"offer": offer["offer"], "code": code_of(offer["secret"], clock)}
        stale = await sent(client, "POST", "/me/authenticator", {**typed, "offer": "x"})
        assert stale.json()["error"]["code"] == "code_wrong"
        codes = (await data_of(client, "POST", "/me/authenticator", typed))["recoveryCodes"]
        assert len(codes) == recovery.COUNT
        factors = await data_of(client, "GET", "/me/factors")
        assert factors["authenticator"] == {"addedAt": "2026-03-14T12:00:00Z"}
        anew = (await data_of(client, "POST", "/me/recovery-codes"))["recoveryCodes"]
        assert not set(anew) & set(codes)
        left = await data_of(client, "DELETE", "/me/authenticator")
        assert left == {"authenticator": None, "recoveryCodesLeft": 0, "passkeys": []}


async def test_staff_are_refused_to_remove_their_last_factor(strive, app, clock):
    user = await somebody(strive, Role.EDITOR)
    async with signed_in(strive, user, app=app, second_factor=False) as client:
        passkey = await add_passkey(client, Authenticator())
        refused = await sent(client, "DELETE", f"/me/passkeys/{passkey['id']}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "factor_needed")
        codes = (await data_of(client, "POST", "/me/recovery-codes"))["recoveryCodes"]
        assert len(codes) == recovery.COUNT, "also for a passkey without an app"
