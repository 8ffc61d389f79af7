"""Claims of the pages of an account: a walk through all of them, without a line of script."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from letters import letter_of, letters_of
from signed_in import BASE_URL, SAME_ORIGIN, signed_in, somebody

from strive.accounts.link import PAGES
from strive.accounts.recent import RECENT
from strive.accounts.role import Role
from strive.app import build_web

PASSWORD = "quiet harbour 7"
NEW_PASSWORD = "another harbour 8"


@pytest.fixture(scope="module")
def app(strive):
    return build_web(strive)


@pytest_asyncio.fixture
async def reader(app, clock):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=BASE_URL, headers=SAME_ORIGIN
    ) as client:
        yield client


async def sent(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await client.post(path, data=fields)


async def joined(strive, client: httpx.AsyncClient, email: str) -> None:
    """Register and confirm; the client is signed in afterwards."""
    form = {"name": "Ada", "email": email, "password": PASSWORD}
    assert "Look at your mail" in (await sent(client, "/account/register", **form)).text
    token = (await letter_of(strive)).token
    page = await client.get(f"/account/verify?token={token}")
    assert f'name="token" value="{token}"' in page.text
    other = await sent(client, "/account/verify", token=token, password=NEW_PASSWORD)
    assert other.status_code == 400
    assert "not the password that was chosen" in other.text
    answer = await sent(client, "/account/verify", token=token, password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")


async def test_a_walk_through_an_account(strive, reader):
    await joined(strive, reader, "walk@example.org")
    assert "<h1>Ada</h1>" in (await reader.get("/account")).text
    assert (
        (await sent(reader, "/account", name="Ada L.")).headers["location"].startswith("/account")
    )
    assert "<h1>Ada L.</h1>" in (await reader.get("/account")).text
    changed = await sent(reader, "/account/password", current=PASSWORD, password=NEW_PASSWORD)
    assert changed.headers["location"] == "/account?done=password"
    assert (await letter_of(strive)).subject.startswith("Your password")
    out = await sent(reader, "/account/sign-out")
    assert out.headers["location"] == "/account/sign-in?done=signed-out"
    away = await reader.get("/account/sessions")
    assert away.headers["location"] == "/account/sign-in?next=/account/sessions"
    form = {"email": "walk@example.org", "password": NEW_PASSWORD, "next": "/account/sessions"}
    answer = await sent(reader, "/account/sign-in", **form)
    assert answer.headers["location"] == "/account/sessions"
    assert "An unknown device" in (await reader.get("/account/sessions")).text


async def test_a_link_that_a_mail_program_opens_is_not_used_up(strive, reader):
    await joined(strive, reader, "looked@example.org")
    await sent(reader, "/account/sign-out")
    await sent(reader, "/account/magic", email="looked@example.org")
    token = (await letter_of(strive)).token
    for _ in range(3):
        page = await reader.get(f"/account/magic?token={token}")
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in page.headers
    assert (await sent(reader, "/account/magic", token=token)).status_code == 303
    again = await sent(reader, "/account/magic", token=token)
    assert again.status_code == 400
    assert "used already" in again.text


async def test_a_forgotten_password(strive, reader):
    await joined(strive, reader, "forgot@example.org")
    assert "on its way" in re.sub(
        r"\s+", " ", (await sent(reader, "/account/forgot", email="forgot@example.org")).text
    )
    token = (await letter_of(strive)).token
    assert "forgot@example.org" in (await reader.get(f"/account/reset?token={token}")).text
    weak = await sent(reader, "/account/reset", token=token, password="forgot-1")
    assert weak.status_code == 400
    assert 'aria-describedby="password-hint password-error"' in weak.text
    assert (await sent(reader, "/account/reset", token=token, password=NEW_PASSWORD)).headers[
        "location"
    ] == "/account/sign-in?done=reset"
    assert (await reader.get("/account")).status_code == 303, "signed out everywhere"
    assert (await reader.get(f"/account/reset?token={token}")).status_code == 400
    await letters_of(strive)


async def test_12_a_new_address_needs_somebody_who_has_just_shown_who_they_are(
    strive, reader, clock
):
    await joined(strive, reader, "old@example.org")
    clock.move(RECENT + timedelta(seconds=1))
    for answer in (
        await reader.get("/account/email"),
        await sent(reader, "/account/email", email="new@example.org"),
    ):
        assert answer.headers["location"] == "/account/again?next=/account/email"
    assert await letters_of(strive) == []
    wrong = await sent(reader, "/account/again", password="wrong", next="/account/email")
    assert wrong.status_code == 400
    before = dict(reader.cookies)
    right = await sent(reader, "/account/again", password=PASSWORD, next="/account/email")
    assert right.headers["location"] == "/account/email"
    assert dict(reader.cookies) != before, "9: a new secret when the standing changes"
    assert "new@example.org" in (await sent(reader, "/account/email", email="new@example.org")).text
    letters = {letter.to: letter for letter in await letters_of(strive)}
    assert "asked for new@example.org" in letters["old@example.org"].text
    token = letters["new@example.org"].token
    assert (await reader.get(f"/account/email/confirm?token={token}")).status_code == 200
    assert (await sent(reader, "/account/email/confirm", token=token)).status_code == 303
    assert "new@example.org" in (await reader.get("/account")).text
    told = await letter_of(strive)
    assert (told.to, "new@example.org" in told.text) == ("old@example.org", True)


async def test_4_a_password_changes_with_the_current_one_only(strive, reader):
    await joined(strive, reader, "current@example.org")
    for current in ("", "wrong"):
        answer = await sent(reader, "/account/password", current=current, password=NEW_PASSWORD)
        assert answer.status_code == 400
        assert "not your current password" in answer.text


async def test_12_who_has_no_password_shows_by_link_who_they_are(strive, app, clock):
    user = await somebody(strive)
    async with signed_in(strive, user, app=app) as client:
        chosen = await sent(client, "/account/password", password=PASSWORD)
        assert chosen.headers["location"] == "/account?done=password"
    other = await somebody(strive)
    async with signed_in(strive, other, app=app) as client:
        clock.move(RECENT)
        refused = await sent(client, "/account/password", password=PASSWORD)
        assert refused.headers["location"] == "/account/again?next=/account/password"
        assert "current-password" not in (await client.get("/account/again")).text
    await letters_of(strive)


async def test_11_devices_are_signed_out_one_others_or_all(strive, app, clock):
    user, stranger = await somebody(strive), await somebody(strive)
    async with (
        signed_in(strive, user, app=app) as here,
        signed_in(strive, user, app=app) as there,
        signed_in(strive, user, app=app) as elsewhere,
        signed_in(strive, stranger, app=app) as other,
    ):
        page = (await here.get("/account/sessions")).text
        ids = re.findall(r"/account/sessions/([^/]+)/end", page)
        assert len(ids) == 2
        assert "127.0.0.0/24" in page
        await sent(other, f"/account/sessions/{ids[0]}/end")  # as if pressed twice: not theirs
        assert {(await c.get("/account")).status_code for c in (there, elsewhere)} == {200}
        assert (await sent(here, f"/account/sessions/{ids[0]}/end")).status_code == 303
        alive = [(await client.get("/account")).status_code for client in (there, elsewhere)]
        assert sorted(alive) == [200, 303]
        await sent(here, "/account/sessions/others")
        assert {(await c.get("/account")).status_code for c in (there, elsewhere)} == {303}
        everywhere = await sent(here, "/account/sessions/everywhere")
        assert everywhere.headers["location"] == "/account/sign-in?done=everywhere"
        assert (await here.get("/account")).status_code == 303


@pytest.mark.parametrize(
    "wanted", ["//evil.org", "/\\evil.org", "https://evil.org", "javascript:alert(1)", "@evil.org"]
)
async def test_30_signing_in_leads_nowhere_else(strive, reader, wanted):
    name = f"own{abs(hash(wanted))}@example.org"
    await joined(strive, reader, name)
    page = await reader.get("/account/sign-in", params={"next": wanted})
    assert page.headers["location"] == "/account"
    await sent(reader, "/account/sign-out")
    answer = await sent(reader, "/account/sign-in", email=name, password=PASSWORD, next=wanted)
    assert answer.headers["location"] == "/account"


async def test_staff_are_led_to_their_second_factor(strive, reader):
    editor = await somebody(strive, Role.EDITOR)
    await sent(reader, "/account/magic", email=editor.email)
    answer = await sent(reader, "/account/magic", token=(await letter_of(strive)).token)
    assert answer.headers["location"] == "/account/second-factor?next=/studio"


async def test_what_was_typed_is_shown_again_but_for_passwords(reader):
    form = {"name": "<b>Ada", "email": "no address", "password": "short"}
    answer = await sent(reader, "/account/register", **form)
    assert answer.status_code == 400
    assert 'value="&lt;b&gt;Ada"' in answer.text
    assert 'value="no address"' in answer.text
    assert "short" not in re.sub(r"too short|shorter", "", answer.text)
    assert answer.text.count('aria-invalid="true"') == 2


async def test_every_page_is_kept_by_no_cache_and_its_scripts_are_files(strive, app, reader, clock):
    user = await somebody(strive)
    doors = ["sign-in", "register", "magic", "forgot", "verify", "reset"]
    async with signed_in(strive, user, app=app) as client:
        answers = [await reader.get(f"/account/{name}") for name in doors]
        own = ("", "/password", "/email", "/sessions", "/again", "/email/confirm")
        answers += [await client.get(f"/account{name}") for name in own]
    for answer in answers:
        assert answer.status_code in {200, 400}, answer.url
        assert answer.headers["cache-control"] == "private, no-store"
        scripts = re.findall(r"<script[^>]*>", answer.text)
        assert all(each.startswith('<script type="module" src="/static/') for each in scripts)
        assert len(re.findall("<h1>", answer.text)) == 1
        for label in re.findall(r'<label for="([^"]+)"', answer.text):
            assert f'id="{label}"' in answer.text


async def test_every_link_in_mail_leads_to_a_page(reader):
    for path in PAGES.values():
        assert (await reader.get(path, params={"token": "x" * 43})).status_code in {200, 400}
