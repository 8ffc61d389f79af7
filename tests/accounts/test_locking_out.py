"""What others do in somebody's name keeps nobody out; nor does pressing a button twice."""

from __future__ import annotations

import dataclasses
from contextlib import asynccontextmanager

import httpx
import pyotp
import pytest
from signed_in import BASE_URL, SAME_ORIGIN, signed_in, somebody

from strive.accounts.role import Role
from strive.accounts.visit import Visit
from strive.app import build_web
from strive.platform.ratelimit import open_limiter

AUTH = "/api/v1/auth"
WORDS = {"name": "Eve", "password": "quiet harbour 7"}


@asynccontextmanager
async def limited(strive, site: str):
    """Open the site with limits; yields a function that sends something from an address."""
    async with open_limiter(
        strive.settings.valkey, site=site, secret="s" * 32, processes=1, mode="on"
    ) as limiter:
        app = build_web(dataclasses.replace(strive, limiter=limiter))

        async def send(address: str, path: str, body: dict[str, str], cookie: str = "") -> int:
            kind = "json" if path.startswith("/api") else "data"
            transport = httpx.ASGITransport(app, client=(address, 1))
            async with httpx.AsyncClient(
                transport=transport, base_url=BASE_URL, headers={**SAME_ORIGIN, "cookie": cookie}
            ) as client:
                return (await client.post(path, **{kind: body})).status_code

        yield send


async def until_refused(send, path: str, body: dict[str, str]) -> int:
    """Send something from ever new addresses; return how often it was taken before it was not."""
    for taken in range(20):
        if await send(f"198.51.100.{taken}", path, body) == 429:
            return taken
    raise AssertionError("nothing refuses it")


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (f"{AUTH}/magic", 202),
        (f"{AUTH}/password/forgot", 202),
        ("/account/magic", 200),
        ("/account/forgot", 200),
    ],
)
async def test_5_whoever_guesses_or_registers_keeps_nobody_from_asking_for_a_link(
    strive, clock, ask, status
):
    user = await somebody(strive)
    guess = {"email": user.email, "password": "wrong"}
    async with limited(strive, f"locking-{ask}") as send:
        assert await until_refused(send, f"{AUTH}/login", guess) >= 1
        assert await until_refused(send, f"{AUTH}/register", {"email": user.email, **WORDS}) >= 1
        assert await send("192.0.2.1", ask, {"email": user.email}) == status
        assert await until_refused(send, ask, {"email": user.email}) >= 1, "by itself, limited too"


async def test_5_no_guess_by_what_looks_like_a_second_factor_keeps_anybody_from_theirs(
    strive, clock
):
    user, factors = await somebody(strive), strive.accounts.factors
    visit = Visit("Test", "192.0.2.0/24")
    new = await strive.accounts.sessions.start(user, device="Test", address="192.0.2.0/24")
    principal = await strive.accounts.sessions.authenticate(new.secret)
    offer = factors.offer(principal)
    await factors.enrol(principal, offer, pyotp.TOTP(offer.secret).at(clock.now()), visit)
    half = await strive.accounts.sessions.start(
        user, device="Test", address="192.0.2.0/24", needs_second_factor=True
    )
    async with limited(strive, "locking-codes") as send:
        for name in (f"factor:{user.id}", f"code:{user.id}", user.id):
            guess = {"email": name, "password": "wrong"}
            assert await until_refused(send, f"{AUTH}/login", guess) >= 1
        cookie = f"{strive.accounts.cookie.name}={half.secret}"
        shown = await send("192.0.2.9", "/account/second-factor", {"code": "000000"}, cookie)
        assert shown == 400, "wrong, and not too often"


@pytest.mark.parametrize(("path", "status"), [("/account/sign-out", 303), (f"{AUTH}/logout", 200)])
async def test_signing_out_twice_is_signing_out(strive, clock, path, status):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        assert (await client.get("/api/v1/me")).status_code == 200
        await strive.database.raw["sessions"].delete_many({"userId": user.id})
        answer = await client.post(path)
        assert answer.status_code == status
        assert "max-age=0" in answer.headers["set-cookie"].lower()


async def test_a_session_that_is_over_already_is_signed_out_without_complaint(strive, clock):
    user, boss = await somebody(strive), await somebody(strive, Role.ADMINISTRATOR)
    other = await strive.accounts.sessions.start(user, device="Test", address="192.0.2.0/24")
    one = other.session.id
    async with signed_in(strive, user) as own, signed_in(strive, boss) as studio:
        for _ in range(2):
            answer = await own.post(f"/account/sessions/{one}/end")
            assert answer.headers["location"] == "/account/sessions?done=ended"
            answer = await studio.post(f"/studio/users/{user.id}/sessions", data={"session": one})
            assert answer.headers["location"] == f"/studio/users/{user.id}?done=signed-out"
        mine = (await studio.get("/api/v1/me/sessions")).json()["data"][0]["id"]
        await own.post(f"/account/sessions/{mine}/end")
        assert (await studio.get("/api/v1/me")).status_code == 200, "nobody ends those of others"
