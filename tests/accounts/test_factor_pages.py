"""Claims of the pages of second factors: the second step, setting up, codes that are shown once."""

from __future__ import annotations

import html
import re

import pytest
from app_owners import STEP, VISIT, code_of, enrolled
from signed_in import signed_in, somebody

from strive.accounts import recovery
from strive.accounts.factors import SHOWN_WITHIN
from strive.accounts.role import Role

pytestmark = pytest.mark.usefixtures("no_letters_after")

ENROL = "/account/factors/authenticator"
RECOVERY = "/account/factors/recovery"


def keep(client, answer):
    """Keep the cookies of an answer alone, as a browser has one of each name."""
    client.cookies.clear()
    for name, value in answer.cookies.items():
        client.cookies.set(name, value)


def codes_in(page):
    return re.findall(r"<li><code>([^<]+)<", page.text)


async def test_staff_set_a_factor_up_at_first_sign_in_and_go_on(strive, app, clock):
    editor = await somebody(strive, Role.EDITOR)
    async with signed_in(strive, editor, app=app, second_factor=False) as client:
        asked = await client.get("/account/second-factor?next=/studio/posts")
        assert asked.headers["location"] == "/account/factors/new?next=/studio/posts"
        choice = await client.get(asked.headers["location"])
        assert f'href="{ENROL}?next=/studio/posts"' in choice.text
        page = await client.get(f"{ENROL}?next=/studio/posts")
        assert page.headers["cache-control"] == "private, no-store"
        assert "style=" not in page.text
        secret = re.search(r'class="secret">([^<]+)<', page.text)[1].replace(" ", "")
        assert f"secret={secret}" in html.unescape(page.text)
        form = {
            "offer": re.search(r'name="offer" value="([^"]+)"', page.text)[1],
            "next": "/studio/posts",
        }
        wrong = await client.post(ENROL, data={**form, "code": "12345"})
        assert wrong.status_code == 400
        assert 'aria-describedby="code-hint code-error"' in wrong.text
        assert form["offer"] in wrong.text
        name = strive.accounts.cookie.name
        before = client.cookies[name]
        right = await client.post(ENROL, data={**form, "code": code_of(secret, clock)})
        assert right.headers["location"] == f"{RECOVERY}?next=/studio/posts"
        assert right.cookies[name] != before, "9: a new secret when the standing changes"
        keep(client, right)
        shown = await client.get(right.headers["location"])
        assert len(codes_in(shown)) == recovery.COUNT
        assert 'href="/studio/posts"' in shown.text
        assert (await client.get("/studio/posts")).status_code == 200
    clock.move(2 * STEP)
    new = await strive.accounts.entering.signing_in.begin(editor, VISIT, method="test")
    assert new.session.needs_second_factor


async def test_the_second_step_leads_on_and_nowhere_else(strive, app, clock):
    user, _, secret, _ = await enrolled(strive, clock)
    new = await strive.accounts.entering.signing_in.begin(user, VISIT, method="test")
    async with signed_in(strive, user, app=app) as client:
        client.cookies.clear()
        client.cookies.set(strive.accounts.cookie.name, new.secret)
        away = await client.get("/account/sessions")
        assert away.headers["location"] == "/account/second-factor?next=/account/sessions"
        for path in (ENROL, "/account/factors"):
            assert (await client.get(path)).headers["location"].startswith("/account/second-factor")
        wrong = await client.post("/account/second-factor", data={"code": "000"})
        assert wrong.status_code == 400
        assert "wrong, or was used already" in wrong.text
        form = {"code": code_of(secret, clock), "next": "//evil.org"}
        right = await client.post("/account/second-factor", data=form)
        assert (right.status_code, right.headers["location"]) == (303, "/account")
        keep(client, right)
        listed = await client.get("/account/factors")
        assert "10 left" in listed.text
        gone = await client.post("/account/factors/remove")
        assert gone.headers["location"] == "/account/factors?done=removed"
        assert "Set one up" in (await client.get("/account/factors")).text


async def test_recovery_codes_are_shown_once_and_made_by_no_reload(strive, app, clock):
    user, *_, old = await enrolled(strive, clock)
    async with signed_in(strive, user, app=app) as client:
        made = await client.post(RECOVERY)
        assert (made.status_code, made.text) == (303, "")
        carried = made.cookies["recovery-codes"]
        page = await client.get(made.headers["location"])
        codes = codes_in(page)
        assert (len(codes), page.headers["cache-control"]) == (recovery.COUNT, "private, no-store")
        assert not any(code in carried or code in old for code in codes)
        kept = await strive.database.raw["secondFactors"].find_one({"_id": user.id})
        again = await client.get(made.headers["location"])
        assert codes_in(again) == []
        assert "shown already" in again.text
        assert kept == await strive.database.raw["secondFactors"].find_one({"_id": user.id})


async def test_codes_on_their_way_open_for_their_session_and_not_for_long(strive, clock):
    _, ada, *_ = await enrolled(strive, clock)
    _, bob, *_ = await enrolled(strive, clock)
    factors = strive.accounts.factors
    sealed = factors.wrapped(ada, ["one", "two"])
    assert factors.unwrapped(ada, sealed) == ["one", "two"]
    assert factors.unwrapped(bob, sealed) == factors.unwrapped(ada, "x") == []
    clock.move(SHOWN_WITHIN)
    assert factors.unwrapped(ada, sealed) == []
