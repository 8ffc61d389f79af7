"""Claims of coming in: by password, by mailed link, after registering (security.md 1-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from letters import letter_of, letters_of
from signed_in import somebody
from starlette.requests import Request

from strive.accounts.entry import Action
from strive.accounts.errors import LinkInvalid, SignInRefused
from strive.accounts.link import LIFETIMES, LinkKind
from strive.accounts.password import PasswordInvalid
from strive.accounts.registering import NotAsRegistered
from strive.accounts.throttling import FREE_FAILURES, WAIT_MAX
from strive.accounts.user import UserStatus
from strive.accounts.visit import Visit, device_of, visit_of
from strive.platform.errors import TooManyRequests

VISIT = Visit("Firefox on Linux", "192.0.2.0/24")
PASSWORD = "quiet harbour 7"


@pytest.fixture
def entering(strive, clock):
    return strive.accounts.entering


async def member(strive, **more):
    """Add somebody with a password."""
    user = await somebody(strive, **more)
    document = {"password": await strive.accounts.entering.hashing.hash(PASSWORD)}
    credentials = strive.database.raw["credentials"]
    await credentials.update_one({"_id": user.id}, {"$set": document}, upsert=True)
    return user


async def test_1_a_password_is_kept_as_argon2id_of_19_mib_and_hashed_anew_at_sign_in(
    strive, entering
):
    user = await member(strive)
    kept = strive.database.raw["credentials"]
    document = await kept.find_one({"_id": user.id})
    assert document["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await kept.update_one({"_id": user.id}, {"$set": {"password": weak}})
    await entering.signing_in.with_password(user.email, PASSWORD, VISIT)
    document = await kept.find_one({"_id": user.id})
    assert document["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_registering_makes_an_account_when_the_address_was_confirmed(strive, entering):
    await entering.registering.ask(" Ada@Example.ORG ", "Ada", PASSWORD, locale="de")
    assert await strive.accounts.users.by_email("ada@example.org") is None
    with pytest.raises(SignInRefused):
        await entering.signing_in.with_password("ada@example.org", PASSWORD, VISIT)
    letter = await letter_of(strive)
    assert letter.to == "ada@example.org"
    assert "/account/verify?token=" in letter.text
    new = await entering.registering.confirm(letter.token, PASSWORD, VISIT)
    user = await strive.accounts.users.by_email("ada@example.org")
    assert (user.id, user.name, user.status, user.locale) == (
        new.session.user_id,
        "Ada",
        UserStatus.ACTIVE,
        "de",
    )
    assert await entering.signing_in.with_password("ADA@example.org", PASSWORD, VISIT)
    with pytest.raises(LinkInvalid):
        await entering.registering.confirm(letter.token, PASSWORD, VISIT)


async def test_nobody_gets_an_account_with_a_password_that_another_chose(strive, entering):
    await entering.registering.ask("vera@example.org", "Vera", "a harbour of Mallory 9")
    letter = await letter_of(strive)
    with pytest.raises(NotAsRegistered):
        await entering.registering.confirm(letter.token, PASSWORD, VISIT)
    assert await strive.accounts.users.by_email("vera@example.org") is None
    await entering.registering.ask("vera@example.org", "Vera", PASSWORD)
    own = await letter_of(strive)
    assert await entering.registering.confirm(own.token, PASSWORD, VISIT)
    with pytest.raises(SignInRefused):
        await entering.signing_in.with_password("vera@example.org", "a harbour of Mallory 9", VISIT)
    with pytest.raises(LinkInvalid):
        await entering.registering.confirm(letter.token, "a harbour of Mallory 9", VISIT)


async def test_6_registering_an_address_that_is_taken_tells_its_owner_alone(strive, entering):
    user = await member(strive)
    assert await entering.registering.ask(user.email, "Eve", "another harbour 8") is None
    letter = await letter_of(strive)
    assert letter.subject.startswith("You have an account")
    assert not letter.token
    assert await entering.signing_in.with_password(user.email, PASSWORD, VISIT)


async def test_6_nobody_learns_by_mail_of_nothing_and_a_disabled_user_gets_none(strive, entering):
    disabled = await member(strive)
    await strive.accounts.standing.disable(disabled.id, None)
    await letters_of(strive)
    await entering.signing_in.ask_for_link("nobody@example.org")
    await entering.signing_in.ask_for_link(disabled.email)
    await entering.own.ask_reset(disabled.email, VISIT)
    assert await letters_of(strive) == []
    with pytest.raises(SignInRefused):
        await entering.signing_in.with_password(disabled.email, PASSWORD, VISIT)


@pytest.mark.parametrize("kind", [LinkKind.MAGIC, LinkKind.RESET])
async def test_7_a_link_is_random_works_once_and_for_ten_minutes(strive, entering, clock, kind):
    user = await member(strive)

    async def asked():
        if kind is LinkKind.MAGIC:
            await entering.signing_in.ask_for_link(user.email)
        else:
            await entering.own.ask_reset(user.email, VISIT)
        return (await letter_of(strive)).token

    async def use(token):
        if kind is LinkKind.MAGIC:
            return await entering.signing_in.with_link(token, VISIT)
        return await entering.own.reset_password(token, "another harbour 8", VISIT)

    assert LIFETIMES[kind] <= timedelta(minutes=10)
    token = await asked()
    assert len(token) == 43, "256 bits"
    link = await strive.database.raw["mailedLinks"].find_one({"userId": user.id})
    assert token not in repr(link)
    assert await use(token)
    with pytest.raises(LinkInvalid):
        await use(token)
    await letters_of(strive)
    late = await asked()
    clock.move(timedelta(minutes=10))
    with pytest.raises(LinkInvalid):
        await use(late)


async def test_7_the_secret_of_a_link_is_never_in_the_outbox(strive, entering):
    user = await member(strive)
    await entering.signing_in.ask_for_link(user.email)
    outbox = strive.database.raw["outbox"]
    waiting = await outbox.find({"topic": "accounts.link-asked", "state": "pending"}).to_list()
    assert len(waiting) == 1
    token = (await letter_of(strive)).token
    everything = await outbox.find({}).to_list()
    assert token not in repr(everything)
    assert user.email not in repr(everything), "nor is the address, once it is delivered"


async def test_a_link_asked_for_while_no_worker_ran_for_long_is_not_sent(strive, entering, clock):
    user = await member(strive)
    await entering.signing_in.ask_for_link(user.email)
    clock.move(timedelta(minutes=11))
    assert await letters_of(strive) == []


async def test_a_reset_ends_all_sessions_and_tells_the_owner(strive, entering):
    user = await member(strive)
    before = await entering.signing_in.with_password(user.email, PASSWORD, VISIT)
    await entering.own.ask_reset(user.email, VISIT)
    token = (await letter_of(strive)).token
    with pytest.raises(PasswordInvalid):
        await entering.own.reset_password(token, "password1", VISIT)
    await entering.own.reset_password(token, "another harbour 8", VISIT)
    assert await strive.accounts.sessions.authenticate(before.secret) is None
    assert (await letter_of(strive)).subject.startswith("Your password")
    with pytest.raises(SignInRefused):
        await entering.signing_in.with_password(user.email, PASSWORD, VISIT)
    assert await entering.signing_in.with_password(user.email, "another harbour 8", VISIT)


async def test_5_wrong_passwords_have_an_account_wait_but_never_for_good(strive, entering, clock):
    user = await member(strive)

    async def tried(password, email=user.email):
        return await entering.signing_in.with_password(email, password, VISIT)

    for email in (user.email, "nobody@example.org"):
        for _ in range(FREE_FAILURES):
            with pytest.raises(SignInRefused):
                await tried("wrong", email)
        with pytest.raises(TooManyRequests):
            await tried(PASSWORD, email)
    clock.move(WAIT_MAX)
    assert await tried(PASSWORD)
    with pytest.raises(SignInRefused):
        await tried("wrong")
    assert await tried(PASSWORD), "having been in, one starts anew"


async def test_5_a_link_lets_the_owner_in_while_somebody_guesses(strive, entering):
    user = await member(strive)
    for _ in range(FREE_FAILURES):
        with pytest.raises(SignInRefused):
            await entering.signing_in.with_password(user.email, "wrong", VISIT)
    await entering.signing_in.ask_for_link(user.email)
    assert await entering.signing_in.with_link((await letter_of(strive)).token, VISIT)
    assert await entering.signing_in.with_password(user.email, PASSWORD, VISIT)


async def test_a_second_factor_that_is_there_is_to_be_shown(strive, entering):
    user = await member(strive)

    async def has_factor(whose):
        return whose.id == user.id

    before, entering.signing_in.has_factor = entering.signing_in.has_factor, has_factor
    try:
        new = await entering.signing_in.with_password(user.email, PASSWORD, VISIT)
    finally:
        entering.signing_in.has_factor = before
    principal = await strive.accounts.sessions.authenticate(new.secret)
    assert principal.needs_second_factor


async def test_39_what_happens_at_the_door_is_written_down(strive, entering):
    user = await member(strive)
    with pytest.raises(SignInRefused):
        await entering.signing_in.with_password(user.email, "wrong", VISIT)
    await entering.signing_in.with_password(user.email, PASSWORD, VISIT)
    entries = await strive.accounts.audit.find(target=f"user:{user.id}")
    assert {entry.action for entry in entries} == {Action.SIGNED_IN, Action.SIGN_IN_FAILED}
    assert "wrong" not in repr(entries)
    assert PASSWORD not in repr(entries)


async def test_9_no_session_that_begins_by_an_old_password_outlives_its_reset(
    strive, entering, monkeypatch
):
    user = await member(strive)
    await entering.own.ask_reset(user.email, VISIT)
    link, start = await letter_of(strive), strive.accounts.sessions.start

    async def reset_and_start(*args, **more):
        await entering.own.reset_password(link.token, "another harbour 8", VISIT)
        return await start(*args, **more)

    monkeypatch.setattr(strive.accounts.sessions, "start", reset_and_start)
    with pytest.raises(SignInRefused):
        await entering.signing_in.with_password(user.email, PASSWORD, VISIT)
    monkeypatch.undo()
    assert await strive.accounts.sessions.of_user(user.id) == []
    assert await entering.signing_in.with_password(user.email, "another harbour 8", VISIT)


async def test_36_a_stranger_has_nothing_said_in_the_letters_they_cause(strive, entering):
    await letters_of(strive)
    name = "Win a prize at evil.example"
    await entering.registering.ask("stranger@example.org", name, PASSWORD)
    user = await member(strive, name=name)
    new = await entering.signing_in.with_password(user.email, PASSWORD, VISIT)
    principal = await strive.accounts.sessions.authenticate(new.secret)
    await entering.own.ask_email(principal, "another@example.org")
    letters = {letter.to: letter.text for letter in await letters_of(strive)}
    assert "evil.example" in letters.pop(user.email), "of their own account they hear by name"
    assert letters.keys() == {"stranger@example.org", "another@example.org"}
    assert not [text for text in letters.values() if "evil.example" in text]


async def test_40_long_names_of_devices_are_not_remembered(strive):
    device_of.cache_clear()
    agents = [f"{'Mozilla/5.0 ' * 40}{number}" for number in range(20)]
    assert len({visit_of(_asked_by(agent)).device for agent in agents}) == 1
    assert device_of.cache_info().currsize == 1


def _asked_by(agent: str) -> Request:
    headers = [(b"user-agent", agent.encode())]
    return Request({"type": "http", "headers": headers, "client": ("192.0.2.1", 1)})
