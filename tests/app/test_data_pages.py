"""Claims of the pages of one's own data, and of the receipts of erasures."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from remains import remains
from signed_in import BASE_URL, signed_in, somebody

from strive.accounts.privacy import Erasures
from strive.accounts.recent import RECENT
from strive.accounts.role import Role
from strive.accounts.user import UserStatus
from strive.app import build_web
from strive.platform.privacy import Reach

HOSTILE = ("'", "$ne", "%00", "..%2f..", "a" * 500, "%F0%9F%92%A9", "{'$gt':''}")


@pytest.fixture
async def reader(strive, clock):
    """Somebody who is not signed in."""
    transport = httpx.ASGITransport(build_web(strive))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


async def test_looking_at_the_page_gives_nothing_out(strive, clock):
    async with signed_in(strive, await somebody(strive)) as client:
        before = await strive.database.raw["audit"].count_documents({})
        for path in ("/account/data", "/account/data/erase"):
            assert (await client.get(path)).status_code == 200
        assert (await client.get("/account/data/export")).status_code == 405
        assert await strive.database.raw["audit"].count_documents({}) == before


async def test_file_and_erasure_ask_once_more_who_it_is(strive, clock):
    async with signed_in(strive, await somebody(strive)) as client:
        clock.move(RECENT + timedelta(seconds=1))
        export = await client.post("/account/data/export")
        assert export.headers["location"] == "/account/again?next=/account/data"
        for method in ("GET", "POST"):
            erase = await client.request(method, "/account/data/erase")
            assert erase.headers["location"] == "/account/again?next=/account/data/erase"
        assert "sign in once more" in (await client.get("/account/data")).text


async def test_an_objection_is_shown_with_words_time_and_source_and_taken_back(strive, clock):
    async with signed_in(strive, await somebody(strive)) as client:
        page = (await client.get("/account/data")).text
        version = re.search(r'name="version" value="(\w+)"', page)[1]
        at = "/account/data/choices/do-not-sell"
        stale = await client.post(at, data={"choice": "give", "version": "0" * 16})
        assert (stale.status_code, "has changed meanwhile" in stale.text) == (409, True)
        made = await client.post(at, data={"choice": "give", "version": version})
        assert made.headers["location"] == "/account/data?done=chosen"
        page = (await client.get("/account/data")).text
        assert "You objected" in page
        assert "on a page" in page
        assert f"text <code>{version}</code>" in page
        back = await client.post(at, data={"choice": "back"})
        assert back.headers["location"] == "/account/data?done=back"
        page = (await client.get("/account/data")).text
        assert "You took it back" in page
        assert "All you said" in page
        missing = await client.post("/account/data/choices/none-such", data={"choice": "give"})
        assert missing.status_code == 404


async def test_a_choice_that_the_browser_says_with_the_request_is_not_taken_back(strive, clock):
    async with signed_in(strive, await somebody(strive)) as client:
        signal = {"sec-gpc": "1"}
        at = "/account/data/choices/do-not-sell"
        answer = await client.post(at, data={"choice": "back"}, headers=signal)
        assert answer.status_code == 409
        assert "Turn it off there first" in answer.text


async def test_erasing_takes_the_address_typed_and_leads_to_the_receipt(strive, clock, reader):
    user = await somebody(strive, Role.MEMBER, "Otto Lindqvist")
    async with signed_in(strive, user) as client:
        page = (await client.get("/account/data/erase")).text
        assert user.email in page
        for wrong in ("", "other@example.org", "not an address", f"{user.email}x"):
            answer = await client.post("/account/data/erase", data={"email": wrong})
            assert answer.status_code == 400
            assert 'aria-describedby="email-hint email-error"' in answer.text
            assert "Nothing was erased" in answer.text
        assert (await strive.accounts.users.by_id(user.id)).status is UserStatus.ACTIVE
        typed = {"email": f"  {user.email.upper()} "}
        answer = await client.post("/account/data/erase", data=typed)
        assert answer.status_code == 303
        location = answer.headers["location"]
        assert re.fullmatch(r"/privacy/receipts/[0-9a-f]{32}", location)
        assert "max-age=0" in answer.headers["set-cookie"].lower()
        out = await client.get("/account/data")
        assert out.headers["location"].startswith("/account/sign-in")
    under_way = await reader.get(location)
    assert "under way" in under_way.text
    assert "refresh" not in under_way.headers
    assert (await reader.get(f"{location}?watch")).headers["refresh"] == "5"
    await strive.outbox.deliver_due()
    receipt = await reader.get(f"{location}?watch")
    assert "It is done" in receipt.text
    assert "refresh" not in receipt.headers
    assert re.search(r"<code>users</code></th><td>[^<]+</td><td class=\"number\">1<", receipt.text)
    for trace in (user.email, user.name, user.id):
        assert trace not in receipt.text
    assert not await remains(strive, user.email, user.id, user.name)


async def test_a_receipt_is_kept_and_found_by_nobody(strive, clock, reader):
    user = await somebody(strive)
    erasure = await strive.privacy.erasures.ask_for(await strive.privacy.people.of(user), None)
    for path in ("/privacy/receipts/", "/api/v1/privacy/receipts/"):
        for id_ in (erasure.id, "0" * 32):
            answer = await reader.get(f"{path}{id_}")
            assert answer.status_code == (200 if id_ == erasure.id else 404)
            assert "no-store" in answer.headers["cache-control"], (path, id_)
    page = await reader.get(f"/privacy/receipts/{erasure.id}")
    assert '<meta name="robots" content="noindex">' in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "Sign out" not in page.text
    await strive.outbox.deliver_due()


@pytest.mark.parametrize("id_", HOSTILE)
async def test_hostile_receipts_are_receipts_of_nothing(reader, id_):
    for path in ("/privacy/receipts/", "/api/v1/privacy/receipts/"):
        answer = await reader.get(f"{path}{id_}")
        assert answer.status_code in {400, 404}, path
        assert "no-store" in answer.headers["cache-control"]


async def test_a_receipt_under_way_says_what_it_waits_for(strive, clock, reader, monkeypatch):
    user = await somebody(strive)
    erasures = strive.privacy.erasures

    async def away(_person):
        raise OSError("away")

    kept = list(erasures._others)
    broken = [Reach(r.store, r.export, away) if r.store == "audit" else r for r in kept]
    erasure = await erasures.ask_for(await strive.privacy.people.of(user), None)
    monkeypatch.setattr(erasures, "_others", broken)
    await strive.outbox.deliver_due()
    page = (await reader.get(f"/privacy/receipts/{erasure.id}")).text
    assert "Waits for</dt><dd><span><code>audit</code>" in page
    monkeypatch.setattr(erasures, "_others", kept)
    clock.move(timedelta(minutes=1))
    await strive.outbox.deliver_due()
    page = (await reader.get(f"/privacy/receipts/{erasure.id}")).text
    assert "Waits for" not in page
    assert isinstance(erasures, Erasures)


async def test_sending_the_form_twice_at_once_erases_once(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        sent = [client.post("/account/data/erase", data={"email": user.email}) for _ in range(3)]
        answers = await asyncio.gather(*sent)
    places = {answer.headers["location"] for answer in answers if answer.status_code == 303}
    assert len(places) == 1
    assert {answer.status_code for answer in answers} <= {303, 401}
    found = await strive.database.raw["erasures"].count_documents({"person.email": user.email})
    assert found == 1
    await strive.outbox.deliver_due()


async def test_the_last_administrator_is_told_why_not(strive, clock):
    await strive.database.raw["users"].update_many(
        {"role": "administrator"}, {"$set": {"status": "disabled"}}
    )
    boss = await somebody(strive, Role.ADMINISTRATOR)
    async with signed_in(strive, boss) as client:
        answer = await client.post("/account/data/erase", data={"email": boss.email})
        assert answer.status_code == 400
        assert "last administrator" in answer.text
        assert (await client.get("/account/data")).status_code == 200


async def test_another_site_can_neither_export_nor_erase(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        for path in ("/account/data/export", "/account/data/erase"):
            answer = await client.post(path, data={"email": user.email}, headers=foreign)
            assert answer.status_code == 403
        body = {"email": user.email}
        answer = await client.request("DELETE", "/api/v1/me/data", json=body, headers=foreign)
        assert answer.status_code == 403
    assert (await strive.accounts.users.by_id(user.id)).status is UserStatus.ACTIVE
