"""Claims of Global Privacy Control: honoured as an opt-out, recorded once, in nobody's way."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from signed_in import signed_in, somebody

from strive.accounts.audit import Audit
from strive.accounts.consents.consents import Consents
from strive.accounts.consents.purpose import DO_NOT_SELL
from strive.app import build_web
from strive.platform.database import Database

API = "/api/v1/me/consents"
SIGNAL = {"sec-gpc": "1"}


async def kept(strive, user_id: str) -> list[dict]:
    found = strive.database.raw["consents"].find({"person": f"user:{user_id}"})
    return [entry async for entry in found.sort("number", 1)]


async def test_the_signal_of_a_browser_is_recorded_once(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        for path in ("/account", "/", "/api/v1/me", "/account"):
            assert (await client.get(path, headers=SIGNAL)).status_code == 200
    async with signed_in(strive, user) as elsewhere:  # as another process sees it
        await asyncio.gather(*(elsewhere.get("/account", headers=SIGNAL) for _ in range(5)))
    [entry] = await kept(strive, user.id)
    assert (entry["source"], entry["isGiven"]) == ("gpc", True)
    assert not await strive.accounts.consents.allows(user.id, "do-not-sell")


async def test_many_first_requests_at_once_record_one_signal(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        answers = await asyncio.gather(*(client.get("/account", headers=SIGNAL) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(await kept(strive, user.id)) == 1


@pytest.mark.parametrize("value", ["", "0", "true", "11", "1, 1", "1;q=1"])
async def test_another_value_is_no_signal(strive, clock, value):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        assert (await client.get("/account", headers={"sec-gpc": value})).status_code == 200
        twice = [("sec-gpc", "1"), ("sec-gpc", "0")]
        assert (await client.get("/account", headers=twice)).status_code == 200
    assert not await kept(strive, user.id)


async def test_a_signal_of_nobody_or_half_of_somebody_is_not_recorded(strive, client, clock):
    count = strive.database.raw["consents"].count_documents
    before = await count({})
    assert (await client.get("/account/sign-in", headers=SIGNAL)).status_code == 200
    token = await strive.accounts.tokens.create("with-signal", [])
    headers = {**SIGNAL, "authorization": f"Bearer {token.secret}"}
    assert (await client.get("/api/v1/posts", headers=headers)).status_code == 200
    assert await count({}) == before


async def test_a_signal_holds_as_long_as_it_is_sent(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        await client.get("/account", headers=SIGNAL)
        refused = await client.delete(f"{API}/do-not-sell", headers=SIGNAL)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "signal_holds")
        assert len(await kept(strive, user.id)) == 1
        assert (await client.delete(f"{API}/do-not-sell")).status_code == 200
    other_process = build_web(strive)
    async with signed_in(strive, user, app=other_process) as elsewhere:
        await elsewhere.get("/account", headers=SIGNAL)
    assert [entry["isGiven"] for entry in await kept(strive, user.id)] == [True, False, True]


async def test_who_opted_out_already_is_not_recorded_again_by_the_signal(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        await client.put(f"{API}/do-not-sell", json={"version": DO_NOT_SELL.version})
        await client.get("/account", headers=SIGNAL)
    assert [entry["source"] for entry in await kept(strive, user.id)] == ["api"]


async def test_no_page_is_refused_because_a_signal_cannot_be_recorded(strive, clock, settings):
    nowhere = replace(
        settings.database, uri="mongodb://127.0.0.1:1/", server_selection_timeout_ms=50
    )
    database = Database(nowhere)
    accounts = strive.accounts
    audit = Audit(database, clock)
    away = Consents(database, audit, clock, accounts.consents.purposes)
    app = build_web(replace(strive, accounts=replace(accounts, consents=away)))
    user = await somebody(strive)
    async with signed_in(strive, user, app=app) as client:
        assert (await client.get("/account", headers=SIGNAL)).status_code == 200
    await database.close()
    assert not await kept(strive, user.id)
    async with signed_in(strive, user) as client:
        await client.get("/account", headers=SIGNAL)
    assert len(await kept(strive, user.id)) == 1, "the next request says it again"
