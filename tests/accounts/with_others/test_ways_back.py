"""The way back from an issuer: once, in time, in the browser that left, and for nobody else."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta

import pytest
from with_others import GITHUB, OIDC, a_browser, is_refused, leave, there, there_and_back, who_is_in

from strive.accounts.brief_cookie import BriefCookie
from strive.accounts.issuers.flows import LASTS
from strive.app import build_web
from strive.platform.ratelimit import open_limiter

BACK = f"{OIDC}/callback"


async def test_a_state_is_good_once(strive, app):
    async with a_browser(app) as client:
        back = await there(await leave(client))
        cookie = client.cookies["return"]
        assert (await client.get(back)).status_code == 303
        client.cookies.set("return", cookie)
        again = await client.get(back)
        assert again.status_code == 400
        assert "was used already" in again.text


async def test_of_many_answers_at_once_one_lets_in(strive, app):
    async with a_browser(app) as client:
        back = await there(await leave(client))
        answers = await asyncio.gather(*(client.get(back) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [303, *[400] * 5]


@pytest.mark.parametrize("is_on_the_way", [False, True])
async def test_a_link_somebody_was_sent_signs_them_in_as_nobody(strive, app, is_on_the_way):
    async with a_browser(app) as attacker, a_browser(app) as victim:
        own = await leave(victim) if is_on_the_way else ""
        answer = await victim.get(await there(await leave(attacker)))
        assert answer.status_code == 400
        assert "session" not in answer.cookies
        if own:
            assert (await victim.get(await there(own))).status_code == 303, "still on the way"


async def test_an_answer_comes_within_ten_minutes(app, clock):
    async with a_browser(app) as client:
        back = await there(await leave(client))
        clock.move(timedelta(minutes=10))
        assert (await client.get(back)).status_code == 400


async def test_a_code_of_another_sign_in_is_worth_nothing(strive, app):
    async with a_browser(app) as attacker, a_browser(app) as victim:
        stolen = await there(await leave(attacker))
        code = stolen.partition("code=")[2].partition("&")[0]
        own = await there(await leave(victim))
        mine = own.partition("code=")[2].partition("&")[0]
        answer = await victim.get(own.replace(mine, code))
    assert answer.status_code == 400
    assert "did not take its own answer back (invalid_grant)" in answer.text


async def test_an_answer_of_another_issuer_is_none(strive, app, issuer):
    async with a_browser(app) as client:
        back = await there(await leave(client))
        crossed = await client.get(back.replace(OIDC, GITHUB))
        assert crossed.status_code == 400
        assert "begun in another browser" in crossed.text
    for iss in ("https://evil.example", None, issuer.url):
        issuer.lies.answer = {"iss": iss}
        async with a_browser(app) as client:
            assert await is_refused(strive, await there_and_back(client))
    assert "/realm/token" not in issuer.asked[-1:], "the code goes nowhere"


async def test_an_issuer_that_never_names_itself_may_leave_it_out(strive, app, issuer):
    issuer.lies.metadata = {"authorization_response_iss_parameter_supported": None}
    issuer.lies.answer = {"iss": None}
    async with a_browser(app) as client:
        assert await who_is_in(strive, await there_and_back(client))


@pytest.mark.parametrize("method", ["HEAD", "image", "iframe"])
async def test_what_nobody_opened_uses_nothing_up(app, method):
    async with a_browser(app) as client:
        back = await there(await leave(client))
        if method == "HEAD":
            assert (await client.head(back)).status_code == 400
        else:
            mode = {"image": "no-cors", "iframe": "navigate"}[method]
            headers = {"sec-fetch-dest": method, "sec-fetch-mode": mode}
            assert (await client.get(back, headers=headers)).status_code == 400
        headers = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
        assert (await client.get(back, headers=headers)).status_code == 303


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=x",
        "state=",
        "state=%FF%FE&code=x",
        "state=%00",
        "state=a&state=b&code=x",
        "state[$ne]=x&code=x",
        "error=access_denied&error_description=Call%20555",
    ],
)
async def test_an_answer_nobody_waits_for_says_nothing_of_its_own(app, query):
    async with a_browser(app) as client:
        await leave(client)
        answer = await client.get(f"{BACK}?{query}")
    assert answer.status_code == 400
    assert "was used already" in answer.text
    assert "555" not in answer.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"error": "access_denied"}, "You did not let Example tell who you are"),
        (
            {"error": "server_error", "error_description": "Down for <b>repairs\u202e\n</b>"},
            "It says: Down for &lt;b&gt;repairs&lt;/b&gt;",
        ),
        ({"error": "x" * 5_000}, f"It says: {'x' * 200}<"),
        ({"code": None}, "sent nothing to sign in with"),
    ],
)
async def test_what_an_issuer_says_is_shown_plainly(app, issuer, said, shown):
    issuer.lies.answer = {"code": None, **said}
    async with a_browser(app) as client:
        answer = await there_and_back(client)
    assert answer.status_code == 400
    assert shown in answer.text


async def test_the_database_knows_nothing_to_complete_a_sign_in_with(strive, app):
    async with a_browser(app) as client:
        address = await leave(client)
        secret = client.cookies["return"]
        kept = str(await strive.database.raw["identityFlows"].find_one({}))
    parameters = dict(pair.split("=", 1) for pair in address.partition("?")[2].split("&"))
    for name in ("state", "nonce", "code_challenge"):
        assert len(parameters[name]) == 43
        assert parameters[name] not in kept
    assert secret not in kept


async def test_13_the_cookie_of_who_is_on_the_way_is_bound_to_the_host(app):
    async with a_browser(app) as client:
        answer = await client.post(OIDC, data={"next": ""})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("return=")
    for part in ("httponly", "samesite=lax", "path=/", "max-age=600"):
        assert part in cookie
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert BriefCookie(https=True, purpose="return", lasts=LASTS).name == "__Host-return"


async def test_5_there_and_back_has_the_limit_of_every_way_to_sign_in(strive, settings):
    async with open_limiter(
        settings.valkey, site="limits-of-others", secret="s" * 32, processes=1, mode="on"
    ) as limiter:
        app = build_web(dataclasses.replace(strive, limiter=limiter))
        async with a_browser(app) as client:
            pressed = [(await client.post(OIDC, data={"next": ""})).status_code for _ in range(7)]
            tried = [(await client.get(f"{BACK}?state=x")).status_code for _ in range(2)]
    assert pressed == [200] * 5 + [429] * 2
    assert tried == [429] * 2
