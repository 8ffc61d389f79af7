"""Claims of signing in by API: strict bodies, the same answers, limits, sessions that end."""

from __future__ import annotations

import dataclasses
import statistics
import time
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from letters import letter_of, letters_of
from signed_in import BASE_URL, SAME_ORIGIN, signed_in, somebody
from starlette.responses import Response

from strive.app import build_web
from strive.platform.ratelimit import open_limiter

PASSWORD = "quiet harbour 7"
AUTH = "/api/v1/auth"


@pytest_asyncio.fixture
async def browser(strive, clock):
    async with opened_browser(build_web(strive)) as client:
        yield client


def opened_browser(app) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=SAME_ORIGIN)


async def registered(strive, browser, email: str) -> None:
    """Register, confirm and sign out."""
    body = {"email": email, "name": "Ada", "password": PASSWORD}
    assert (await browser.post(f"{AUTH}/register", json=body)).status_code == 202
    token = (await letter_of(strive)).token
    answer = await browser.post(f"{AUTH}/verify", json={"token": token, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["email"] == email
    assert (await browser.post(f"{AUTH}/logout")).json()["data"] == {"ended": 1}


async def test_register_verify_sign_in_see_oneself_sign_out(strive, browser):
    await registered(strive, browser, "walk@example.org")
    assert (await browser.get("/api/v1/me")).status_code == 401
    answer = await browser.post(
        f"{AUTH}/login", json={"email": "Walk@Example.org", "password": PASSWORD}
    )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    me = (await browser.get("/api/v1/me")).json()["data"]
    assert me == answer.json()["data"]
    assert me["role"] == "member"
    assert set(me) == {
        "id", "email", "name", "role", "locale", "avatarUrl", "createdAt", "hasSecondFactor",
        "needsSecondFactor",
    }  # fmt: skip
    changed = await browser.patch("/api/v1/me", json={"name": "  Ada   L. ", "locale": "de"})
    assert changed.json()["data"]["name"] == "Ada L."
    assert (await browser.get("/api/v1/me")).json()["data"]["locale"] == "de"
    await browser.post(f"{AUTH}/logout")
    assert (await browser.get("/api/v1/me")).status_code == 401


async def test_9_13_the_cookie_is_for_this_site_alone_and_new_at_each_sign_in(strive, browser):
    await registered(strive, browser, "cookie@example.org")
    body = {"email": "cookie@example.org", "password": PASSWORD}
    first = await browser.post(f"{AUTH}/login", json=body)
    second = await browser.post(f"{AUTH}/login", json=body | {"remember": True})
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "max-age" not in cookie, "until the browser is closed"
    assert "max-age=2592000" in second.headers["set-cookie"].lower()
    assert first.cookies != second.cookies
    secure, response = dataclasses.replace(strive.accounts.cookie, https=True), Response()
    secure.put(response, "s", None)
    assert response.headers["set-cookie"].startswith("__Host-session=s;")
    assert "; Secure" in response.headers["set-cookie"]


async def test_10_a_session_that_was_signed_out_is_over_on_the_server(strive, browser):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        cookies = dict(client.cookies)
        await client.post(f"{AUTH}/logout")
    browser.cookies.update(cookies)
    assert (await browser.get("/api/v1/me")).status_code == 401


async def test_11_sessions_are_listed_and_ended_one_or_all_others(strive, browser):
    user = await somebody(strive)
    async with (
        signed_in(strive, user) as here,
        signed_in(strive, user) as there,
        signed_in(strive, user) as elsewhere,
        signed_in(strive, await somebody(strive)) as stranger,
    ):
        listed = (await here.get("/api/v1/me/sessions")).json()["data"]
        assert len(listed) == 3
        assert [one["isCurrent"] for one in listed].count(True) == 1
        other = (await there.get("/api/v1/me/sessions")).json()["data"]
        mine = next(one["id"] for one in other if one["isCurrent"])
        assert (await stranger.delete(f"/api/v1/me/sessions/{mine}")).status_code == 404
        assert (await here.delete(f"/api/v1/me/sessions/{mine}")).status_code == 200
        assert (await there.get("/api/v1/me")).status_code == 401
        assert (await here.delete("/api/v1/me/sessions")).json()["data"] == {"ended": 1}
        assert (await elsewhere.get("/api/v1/me")).status_code == 401
        assert (await here.get("/api/v1/me")).status_code == 200


async def test_a_link_or_a_new_password_lets_in(strive, browser):
    email = "forgot@example.org"
    await registered(strive, browser, email)
    assert (await browser.post(f"{AUTH}/magic", json={"email": email})).status_code == 202
    token = (await letter_of(strive)).token
    assert (await browser.post(f"{AUTH}/magic", json={"token": token})).status_code == 200
    assert (await browser.post(f"{AUTH}/magic", json={"token": token})).status_code == 400
    assert (await browser.post(f"{AUTH}/password/forgot", json={"email": email})).status_code == 202
    token = (await letter_of(strive)).token
    body = {"token": token, "password": "another harbour 8"}
    weak = await browser.post(f"{AUTH}/password/reset", json=body | {"password": "password1"})
    assert weak.json()["error"]["code"] == "password_invalid"
    assert (await browser.post(f"{AUTH}/password/reset", json=body)).status_code == 200
    assert (await browser.get("/api/v1/me")).status_code == 401, "all sessions ended"
    await letters_of(strive)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("login", {"email": {"$ne": None}, "password": "x"}),
        ("login", {"email": "a@example.org", "password": {"$gt": ""}}),
        ("login", {"email": ["a@example.org"], "password": "x"}),
        ("register", {"email": "a@b.org", "name": "A", "password": PASSWORD, "role": "editor"}),
        ("register", {"email": "a@b.org", "name": "A", "password": PASSWORD, "_id": "x"}),
        ("register", {"email": "a b@c.org", "name": "A", "password": PASSWORD}),
        ("register", {"email": "a@b.org\r\nBcc: c@d.org", "name": "A", "password": PASSWORD}),
        ("register", {"email": "a@b.org", "name": "A\r\nBcc: x", "password": "short"}),
        ("magic", {}),
        ("magic", {"email": "a@b.org", "token": "x"}),
        ("password/reset", {"token": "x" * 43, "password": PASSWORD}),
        ("verify", {"token": "x" * 43, "password": PASSWORD}),
    ],
)
async def test_25_27_36_what_does_not_belong_there_is_refused(browser, path, body):
    assert (await browser.post(f"{AUTH}/{path}", json=body)).status_code == 400


@pytest.mark.parametrize("path", ["login", "register", "password/forgot"])
async def test_15_forms_and_text_are_refused(browser, path):
    form = await browser.post(f"{AUTH}/{path}", data={"email": "a@example.org", "password": "x"})
    assert form.status_code == 415
    text = {"content-type": "text/plain"}
    assert (await browser.post(f"{AUTH}/{path}", content="{}", headers=text)).status_code == 415


async def test_6_known_and_unknown_are_answered_alike(strive, browser):
    await registered(strive, browser, "known@example.org")

    async def asked(path, email, **more):
        answer = await browser.post(f"{AUTH}/{path}", json={"email": email, **more})
        return answer.status_code, {**answer.json(), "meta": 0, "timestamp": 0}

    more = {"name": "A", "password": "another harbour 8"}
    for path, extra in (
        ("login", {"password": "wrong"}),
        ("password/forgot", {}),
        ("magic", {}),
        ("register", more),
    ):
        known = await asked(path, "known@example.org", **extra)
        assert known == await asked(path, "unknown@example.org", **extra)
    await letters_of(strive)


@pytest.mark.parametrize(
    ("path", "more"), [("login", {"password": "wrong"}), ("password/forgot", {}), ("magic", {})]
)
async def test_6_known_and_unknown_take_as_long(strive, browser, path, more):
    email = f"timed-{path[:3]}@example.org"
    await registered(strive, browser, email)
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for round_ in range(9):
        for who in sorted(taken, reverse=round_ % 2 == 0):
            address = email if who == "known" else f"nobody-{path[:3]}-{round_}@example.org"
            started = time.perf_counter()
            await browser.post(f"{AUTH}/{path}", json={"email": address, **more})
            taken[who].append(time.perf_counter() - started)
    known, unknown = (statistics.median(times) for times in (taken["known"], taken["unknown"]))
    assert abs(known - unknown) < 0.5 * max(known, unknown) + 0.002
    if path == "login":
        assert min(known, unknown) > 0.01, "a hash is checked in either case"
    await letters_of(strive)


async def test_5_neither_limit_is_escaped_by_changing_the_other(strive, clock, settings):
    async with open_limiter(
        settings.valkey, site="limits-of-auth", secret="s" * 32, processes=1, mode="on"
    ) as limiter:
        limited = build_web(dataclasses.replace(strive, limiter=limiter))

        async def tried(address: str, email: str) -> int:
            transport = httpx.ASGITransport(limited, client=(address, 1))
            async with httpx.AsyncClient(
                transport=transport, base_url=BASE_URL, headers=SAME_ORIGIN
            ) as client:
                body = {"email": email, "password": "wrong"}
                return (await client.post(f"{AUTH}/login", json=body)).status_code

        by_address = [await tried("192.0.2.1", f"a{n}@example.org") for n in range(7)]
        by_account = [await tried(f"198.51.100.{n}", "one@example.org") for n in range(7)]
    assert by_address == [401] * 5 + [429] * 2
    assert by_account == [401] * 5 + [429] * 2


async def test_a_session_left_alone_is_over(strive, browser, clock):
    async with signed_in(strive, await somebody(strive)) as client:
        clock.move(timedelta(hours=25))
        assert (await client.get("/api/v1/me")).status_code == 401
