"""Claims of how many letters one address gets, whoever asks for them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from letters import letters_of
from signed_in import BASE_URL, SAME_ORIGIN, somebody

from strive.accounts.letters import LETTERS_MAX, LETTING_IN_MAX
from strive.accounts.link import LinkKind
from strive.accounts.store.letters import LetterStore
from strive.accounts.throttling import account_key
from strive.accounts.visit import Visit

VISIT = Visit("Firefox on Linux", "192.0.2.0/24")


@pytest.fixture
def entering(strive, clock):
    return strive.accounts.entering


async def test_one_address_gets_so_many_letters_whoever_asks_for_them(strive, entering, clock):
    user, other = await somebody(strive), await somebody(strive)
    for _ in range(LETTERS_MAX + 2):
        await entering.registering.ask(user.email, "Eve", "quiet harbour 7")
    assert len(await letters_of(strive)) == LETTERS_MAX
    for number in range(LETTING_IN_MAX + 2):
        if number % 2:
            await entering.signing_in.ask_for_link(user.email.upper())
        else:
            await entering.own.ask_reset(user.email, VISIT)
    assert len(await letters_of(strive)) == LETTING_IN_MAX
    await entering.registering.ask(user.email, "Eve", "quiet harbour 7")
    assert await letters_of(strive) == []
    await entering.signing_in.ask_for_link(other.email)
    assert [letter.to for letter in await letters_of(strive)] == [other.email]


async def test_5_whoever_fills_the_mail_of_somebody_keeps_no_link_from_them(
    strive, entering, clock
):
    user = await somebody(strive)
    for minute in range(60):
        clock.move(timedelta(minutes=1))
        for _ in range(2):
            await entering.registering.ask(user.email, "Eve", "quiet harbour 7")
            await entering.signing_in.ask_for_link(user.email)
        links = [letter for letter in await letters_of(strive) if "/account/magic" in letter.text]
        if minute % 10 == 0:
            assert links, "those before work no more, so there are new ones"
    last = await strive.database.raw["mailedLinks"].count_documents(
        {"userId": user.id, "expiresAt": {"$gt": clock.now()}}
    )
    assert last, "what is held is held because of links that work"


async def test_the_time_slides_and_what_was_held_does_not_count(strive, entering, clock):
    user = await somebody(strive)
    for _ in range(LETTING_IN_MAX + 3):
        await entering.own.ask_reset(user.email, VISIT)
    assert len(await letters_of(strive)) == LETTING_IN_MAX
    clock.move(timedelta(minutes=9))
    await entering.own.ask_reset(user.email, VISIT)
    assert await letters_of(strive) == []
    clock.move(timedelta(minutes=1))
    await entering.own.ask_reset(user.email, VISIT)
    assert len(await letters_of(strive)) == 1


async def test_somebody_who_has_no_account_is_not_flooded_with_registrations(
    strive, entering, clock
):
    for number in range(LETTERS_MAX + 2):
        await entering.registering.ask("stranger@example.org", f"Eve {number}", "quiet harbour 7")
    assert len(await letters_of(strive)) == LETTERS_MAX


async def test_6_the_answer_is_the_same_when_no_letter_goes(client, strive, clock):
    user = await somebody(strive)
    answers = []
    for _ in range(LETTING_IN_MAX + 1):
        answer = await client.post(
            f"{BASE_URL}/api/v1/auth/password/forgot",
            json={"email": user.email},
            headers=SAME_ORIGIN,
        )
        body = answer.json()
        answers.append((answer.status_code, body["data"], sorted(answer.headers)))
    assert {str(answer) for answer in answers} == {str(answers[0])}
    assert answers[0][0] == 202
    assert len(await letters_of(strive)) == LETTING_IN_MAX


async def test_workers_at_once_count_together_and_a_letter_tried_again_counts_once(
    strive, entering, clock
):
    store, key, now = LetterStore(strive.database), account_key("many@example.org"), clock.now()
    since = now - timedelta(hours=1)
    wishes = [f"wish-{number}" for number in range(20)]
    counted = await asyncio.gather(
        *(store.count(key, wish, now, since, LETTERS_MAX) for wish in wishes)
    )
    assert sum(counted) == LETTERS_MAX
    first = wishes[counted.index(True)]
    assert await store.count(key, first, now, since, LETTERS_MAX)
    assert not await store.count(key, "another", now, since, LETTERS_MAX)
    assert not await store.count(key, "$at", now, since, LETTERS_MAX)


async def test_no_address_is_kept_to_count_by(strive, entering, clock):
    user = await somebody(strive)
    await entering.signing_in.ask_for_link(user.email)
    await letters_of(strive)
    kept = await strive.database.raw["lettersSent"].find_one({"_id": account_key(user.email)})
    assert user.email not in str(kept)
    assert LinkKind.MAGIC not in str(kept)
