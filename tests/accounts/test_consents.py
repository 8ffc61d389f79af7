"""Claims of consents: each an entry with the words that were seen, by whoever said it alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from signed_in import signed_in, somebody

from strive.accounts.consents.consents import Consents
from strive.accounts.consents.entry import Source
from strive.accounts.consents.purpose import DO_NOT_SELL, PURPOSES, Kind, Purpose, Purposes
from strive.accounts.entry import Action
from strive.accounts.errors import PurposeNotFound, WordingChanged
from strive.accounts.principal import Principal
from strive.accounts.visit import Visit
from strive.app.privacy import PURPOSES as OF_APPLICATION

API = "/api/v1/me/consents"
LETTERS = Purpose("letters", "Letters", "Write to me once a week.")
REWORDED = Purpose("letters", "Letters", "Write to me every day.")
VISIT = Visit("Firefox on Windows", "192.0.2.0/24")


def asking(strive, *purposes: Purpose):
    """Return the application as if a feature had declared these purposes."""
    accounts = strive.accounts
    declared = Purposes([*PURPOSES, *purposes])
    consents = Consents(strive.database, accounts.audit, strive.clock, declared)
    return replace(strive, accounts=replace(accounts, consents=consents))


async def anybody(strive) -> Principal:
    user = await somebody(strive)
    return Principal(name=user.name, scopes=frozenset(), user_id=user.id)


async def kept(strive, user_id: str) -> list[dict]:
    found = strive.database.raw["consents"].find({"person": f"user:{user_id}"})
    return [entry async for entry in found.sort("number", 1)]


def test_nothing_needs_consent_by_default():
    assert [purpose.name for purpose in OF_APPLICATION if purpose.kind is Kind.CONSENT] == []


async def test_what_a_feature_declares_is_asked_given_and_taken_back(strive, clock):
    strive = asking(strive, LETTERS)
    user = await somebody(strive)
    consents = strive.accounts.consents
    assert not await consents.allows(user.id, "letters"), "silence is a no"
    async with signed_in(strive, user) as client:
        listed = (await client.get(API)).json()["data"]
        assert [each["purpose"] for each in listed] == ["do-not-sell", "letters"]
        asked = listed[1]
        assert (asked["text"], asked["isGiven"], asked["decision"]) == (LETTERS.text, False, None)
        given = await client.put(f"{API}/letters", json={"version": asked["version"]})
        assert given.status_code == 200, given.text
        assert given.headers["cache-control"] == "private, no-store"
        assert given.json()["data"]["decision"]["source"] == "api"
        assert await consents.allows(user.id, "letters")
        clock.move(timedelta(hours=1))
        taken_back = (await client.delete(f"{API}/letters")).json()["data"]
        assert not taken_back["isGiven"]
        assert taken_back["decision"]["text"] == LETTERS.text
    assert not await consents.allows(user.id, "letters")
    first, second = await kept(strive, user.id)
    assert (first["isGiven"], second["isGiven"]) == (True, False)
    assert second["at"] - first["at"] == timedelta(hours=1)


async def test_an_entry_says_which_words_when_how_and_from_where(strive, clock):
    user = await somebody(strive)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
    async with signed_in(strive, user) as client:
        body = {"version": DO_NOT_SELL.version}
        await client.put(f"{API}/do-not-sell", json=body, headers={"user-agent": agent})
    [entry] = await kept(strive, user.id)
    assert entry == {
        "_id": entry["_id"],
        "person": f"user:{user.id}",
        "purpose": "do-not-sell",
        "number": 1,
        "isGiven": True,
        "version": DO_NOT_SELL.version,
        "at": clock.now(),
        "source": "api",
        "device": "Firefox on Windows",
        "address": "127.0.0.0/24",
    }
    words = await strive.database.raw["consentTexts"].find_one({"_id": DO_NOT_SELL.version})
    assert (words["text"], words["title"]) == (DO_NOT_SELL.text, DO_NOT_SELL.title)


async def test_what_somebody_agreed_to_can_be_shown_after_the_words_changed(strive, clock):
    before, after = asking(strive, LETTERS), asking(strive, REWORDED)
    principal = await anybody(strive)
    await before.accounts.consents.give(
        principal, "letters", VISIT, Source.PAGE, version=LETTERS.version
    )
    consents = after.accounts.consents
    choice = (await consents.current(principal.user_id))[1]
    assert not choice.is_given, "nobody agreed to the new words"
    assert not await consents.allows(principal.user_id, "letters")
    assert choice.wording.text == LETTERS.text
    clock.move(timedelta(days=1))
    await consents.give(principal, "letters", VISIT, Source.PAGE, version=REWORDED.version)
    assert await consents.allows(principal.user_id, "letters")
    history = await consents.history(principal.user_id)
    assert [wording.text for _, wording in history] == [REWORDED.text, LETTERS.text]


async def test_words_are_kept_once_however_many_agree(strive, clock):
    consents = asking(strive, LETTERS).accounts.consents
    for _ in range(3):
        await consents.give(
            await anybody(strive), "letters", VISIT, Source.PAGE, version=LETTERS.version
        )
    assert await strive.database.raw["consentTexts"].count_documents({"text": LETTERS.text}) == 1


async def test_nobody_agrees_to_words_they_did_not_see(strive, clock):
    consents = asking(strive, REWORDED).accounts.consents
    principal = await anybody(strive)
    with pytest.raises(WordingChanged):
        await consents.give(principal, "letters", VISIT, Source.PAGE, version=LETTERS.version)
    assert not await kept(strive, principal.user_id)


async def test_an_objection_holds_whatever_the_words(strive, clock):
    principal = await anybody(strive)
    await strive.accounts.consents.give(
        principal, "do-not-sell", VISIT, Source.PAGE, version=DO_NOT_SELL.version
    )
    reworded = Purposes([replace(DO_NOT_SELL, text="Other words.")])
    later = Consents(strive.database, strive.accounts.audit, clock, reworded)
    assert not await later.allows(principal.user_id, "do-not-sell")


async def test_saying_the_same_again_adds_nothing(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        assert (await client.delete(f"{API}/do-not-sell")).status_code == 200
        assert not await kept(strive, user.id), "nothing to take back"
        for _ in range(3):
            await client.put(f"{API}/do-not-sell", json={"version": DO_NOT_SELL.version})
        for _ in range(3):
            await client.delete(f"{API}/do-not-sell")
    assert [entry["isGiven"] for entry in await kept(strive, user.id)] == [True, False]


async def test_many_who_say_it_at_once_leave_one_entry(strive, clock):
    principal = await anybody(strive)
    consents = strive.accounts.consents
    saying = (
        consents.give(principal, "do-not-sell", VISIT, Source.PAGE, version=DO_NOT_SELL.version)
        for _ in range(12)
    )
    await asyncio.gather(*saying)
    assert [entry["number"] for entry in await kept(strive, principal.user_id)] == [1]


async def test_giving_and_withdrawing_at_once_leaves_a_whole_history(strive, clock):
    principal = await anybody(strive)
    consents = strive.accounts.consents
    said = principal, "do-not-sell", VISIT, Source.PAGE
    await asyncio.gather(
        *(consents.give(*said, version=DO_NOT_SELL.version) for _ in range(5)),
        *(consents.withdraw(*said) for _ in range(5)),
    )
    entries = await kept(strive, principal.user_id)
    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry["isGiven"] for entry in entries] == [n % 2 == 0 for n in range(len(entries))]


async def test_the_audit_log_tells_of_it(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        await client.put(f"{API}/do-not-sell", json={"version": DO_NOT_SELL.version})
        await client.delete(f"{API}/do-not-sell")
    told = await strive.accounts.audit.find(by=user.id)
    assert {entry.action for entry in told} == {Action.CONSENTED, Action.CONSENT_WITHDRAWN}
    assert all(entry.details["purpose"] == "do-not-sell" for entry in told)


async def test_what_others_said_is_not_seen(strive, clock):
    one, other = await somebody(strive), await somebody(strive)
    async with signed_in(strive, one) as client:
        await client.put(f"{API}/do-not-sell", json={"version": DO_NOT_SELL.version})
    async with signed_in(strive, other) as client:
        assert [each["decision"] for each in (await client.get(API)).json()["data"]] == [None]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"version": {"$ne": None}}, 400),
        ({"version": ["0" * 16]}, 400),
        ({"version": "0" * 17}, 400),
        ({"version": "0" * 16}, 409),
        ({"version": DO_NOT_SELL.version, "person": "user:other"}, 400),
        ({"version": DO_NOT_SELL.version, "at": "2020-01-01T00:00:00Z"}, 400),
        ([], 400),
    ],
)
async def test_a_body_that_is_not_as_it_should_be_records_nothing(strive, clock, body, status):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        answer = await client.put(f"{API}/do-not-sell", json=body)
    assert (answer.status_code, answer.json()["success"]) == (status, False)
    assert not await kept(strive, user.id)


@pytest.mark.parametrize("name", ["nothing", "$where", "do-not-sell.x", "%00", "a" * 300])
async def test_another_purpose_is_not_found(strive, clock, name):
    async with signed_in(strive, await somebody(strive)) as client:
        body = {"version": DO_NOT_SELL.version}
        assert (await client.put(f"{API}/{name}", json=body)).status_code == 404
        assert (await client.delete(f"{API}/{name}")).status_code == 404


async def test_a_form_of_another_site_records_nothing(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as client:
        as_form = await client.put(f"{API}/do-not-sell", data={"version": DO_NOT_SELL.version})
        assert as_form.status_code == 415
        elsewhere = {"sec-fetch-site": "cross-site"}
        body = {"version": DO_NOT_SELL.version}
        answer = await client.put(f"{API}/do-not-sell", json=body, headers=elsewhere)
        assert answer.status_code == 403
    assert not await kept(strive, user.id)


async def test_a_program_has_nothing_to_agree_to(strive, client, clock):
    token = await strive.accounts.tokens.create("agreeable", [])
    headers = {"authorization": f"Bearer {token.secret}"}
    assert (await client.get(API, headers=headers)).status_code == 403


@pytest.mark.parametrize("name", ["Letters", "with space", "", "letters/weekly"])
def test_a_purpose_is_named_by_a_slug(name):
    with pytest.raises(ValueError, match="is no slug"):
        Purposes([Purpose(name, "Letters", "Write to me.")])


def test_a_purpose_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        Purposes([LETTERS, REWORDED])
    with pytest.raises(PurposeNotFound):
        Purposes([LETTERS]).find("do-not-sell")
