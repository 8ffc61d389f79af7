"""Claims of second factors: codes of an app, recovery codes."""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta

import pytest
import pytest_asyncio
from app_owners import VISIT, code_of, enrolled, half
from letters import letter_of, letters_of
from passkey_owners import principal
from signed_in import somebody

from strive.accounts import recovery
from strive.accounts.entry import Action
from strive.accounts.factors import CodeWrong
from strive.accounts.factors_held import FactorNeeded
from strive.accounts.factors_sealing import Sealed
from strive.accounts.factors_trying import FREE, IN_SESSION_MAX, SessionOver
from strive.accounts.recent import RECENT, ReauthenticationNeeded
from strive.accounts.role import Role
from strive.platform.errors import Forbidden, TooManyRequests


@pytest_asyncio.fixture(autouse=True)
async def no_letters(strive):
    yield
    await letters_of(strive)


async def test_8_an_app_is_set_up_by_a_code_and_its_secret_is_sealed(strive, clock):
    user, whole, secret, codes = await enrolled(strive, clock, Role.EDITOR)
    assert whole.has_second_factor
    assert whole.scopes == Role.EDITOR.rights
    kept = await strive.database.raw["secondFactors"].find_one({"_id": user.id})
    assert secret not in str(kept)
    assert not any(code in str(kept) or recovery.plain(code) in str(kept) for code in codes)
    assert "authenticator app" in (await letter_of(strive)).text
    last = await strive.database.raw["audit"].find_one({"by": user.id}, sort=[("_id", -1)])
    assert last["action"] == Action.FACTOR_ADDED


async def test_sealed_text_opens_for_its_owner_and_purpose_alone():
    sealed = Sealed("k" * 40, "totp").seal("secret", "ada")
    assert Sealed("k" * 40, "totp").open(sealed, "ada") == "secret"
    assert Sealed("k" * 40, "totp").open(sealed, "bob") is None
    assert Sealed("k" * 40, "totp-offer").open(sealed, "ada") is None
    assert Sealed("l" * 40, "totp").open(sealed, "ada") is None
    for broken in ("", "ü", "x", sealed[:-4], sealed[:8]):
        assert Sealed("k" * 40, "totp").open(broken, "ada") is None


async def test_8_a_code_is_good_once_and_for_one_step_of_drift(strive, clock):
    user, _, secret, _ = await enrolled(strive, clock)
    factors = strive.accounts.factors
    for steps in (-2, 2):
        with pytest.raises(CodeWrong):
            await factors.show(await half(strive, user), code_of(secret, clock, steps), VISIT)
    code = code_of(secret, clock)
    new = await factors.show(await half(strive, user), code, VISIT)
    whole = await strive.accounts.sessions.authenticate(new.secret)
    assert (whole.has_second_factor, whole.needs_second_factor) == (True, False)
    for again in (code, code_of(secret, clock, -1)):
        with pytest.raises(CodeWrong):
            await factors.show(await half(strive, user), again, VISIT)
    await factors.show(await half(strive, user), code_of(secret, clock, 1), VISIT)


async def test_8_the_code_of_the_enrolment_is_not_good_again(strive, clock):
    user = await somebody(strive)
    factors, who = strive.accounts.factors, await principal(strive, user)
    offer = factors.offer(who)
    code = code_of(offer.secret, clock)
    await factors.enrol(who, offer, code, VISIT)
    with pytest.raises(CodeWrong):
        await factors.show(await half(strive, user), code, VISIT)


@pytest.mark.parametrize("kind", ["app", "recovery"])
async def test_8_of_many_who_use_a_code_at_once_one_is_in(strive, clock, kind):
    user, _, secret, codes = await enrolled(strive, clock)
    code = code_of(secret, clock) if kind == "app" else codes[0]
    halves = [await half(strive, user) for _ in range(8)]
    show = strive.accounts.factors.show
    answers = await asyncio.gather(
        *(show(each, code, VISIT) for each in halves), return_exceptions=True
    )
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert sum(isinstance(answer, CodeWrong) for answer in answers) == 7


async def test_recovery_codes_work_once_each_until_there_are_new_ones(strive, clock):
    user, whole, _, codes = await enrolled(strive, clock)
    factors = strive.accounts.factors
    assert len(set(codes)) == recovery.COUNT
    await letters_of(strive)
    await factors.show(await half(strive, user), codes[3].upper().replace("-", " "), VISIT)
    assert "9 are left" in (await letter_of(strive)).text
    with pytest.raises(CodeWrong):
        await factors.show(await half(strive, user), codes[3], VISIT)
    new = await factors.new_recovery(whole, VISIT)
    with pytest.raises(CodeWrong):
        await factors.show(await half(strive, user), codes[0], VISIT)
    await factors.show(await half(strive, user), new[0], VISIT)


def test_recovery_codes_cannot_be_guessed_and_are_read_as_people_write_them():
    codes = [code for _ in range(50) for code in recovery.new_codes()]
    assert len(set(codes)) == len(codes)
    characters = {character for code in codes for character in recovery.plain(code)}
    length = {len(recovery.plain(code)) for code in codes}
    assert min(length) * math.log2(len(characters)) > 112
    assert not characters & set("il1o0"), "none that look like another"
    for written in (codes[0].upper(), codes[0].replace("-", " "), f" {codes[0]}\n"):
        assert recovery.plain(written) == codes[0].replace("-", "")
    for none in ("", codes[0][:-1], codes[0] + "a", codes[0][:-1] + "1", "123456"):
        assert recovery.plain(none) == ""


async def test_a_recovery_code_of_somebody_else_is_none(strive, clock):
    user, *_ = await enrolled(strive, clock)
    *_, codes = await enrolled(strive, clock)
    with pytest.raises(CodeWrong):
        await strive.accounts.factors.show(await half(strive, user), codes[0], VISIT)


async def test_5_too_many_wrong_codes_end_a_session(strive, clock):
    user, _, secret, _ = await enrolled(strive, clock)
    show, who = strive.accounts.factors.show, await half(strive, user)
    for _ in range(IN_SESSION_MAX):
        with pytest.raises(CodeWrong):
            await show(who, "nothing", VISIT)
    with pytest.raises(SessionOver):
        await show(who, code_of(secret, clock), VISIT)
    assert not any(
        each.id == who.session_id for each in await strive.accounts.sessions.of_user(user.id)
    )


async def test_5_new_sessions_are_no_way_around_but_nobody_is_locked_out(strive, clock):
    user, _, secret, _ = await enrolled(strive, clock)
    show = strive.accounts.factors.show
    for _ in range(FREE):
        with pytest.raises(CodeWrong):
            await show(await half(strive, user), "000000x", VISIT)
    with pytest.raises(TooManyRequests) as waiting:
        await show(await half(strive, user), code_of(secret, clock), VISIT)
    clock.move(timedelta(seconds=waiting.value.retry_after_s))
    await show(await half(strive, user), code_of(secret, clock), VISIT)


async def test_12_changes_need_somebody_who_has_just_shown_who_they_are(strive, clock):
    _, whole, *_ = await enrolled(strive, clock)
    factors = strive.accounts.factors
    offer = factors.offer(whole)
    clock.move(RECENT)
    for change in (
        factors.remove(whole, VISIT),
        factors.new_recovery(whole, VISIT),
        factors.enrol(whole, offer, code_of(offer.secret, clock), VISIT),
    ):
        with pytest.raises(ReauthenticationNeeded):
            await change


async def test_who_has_a_factor_sets_up_another_with_it_only(strive, clock):
    user, _, _, _ = await enrolled(strive, clock)
    factors = strive.accounts.factors
    for lesser in (await half(strive, user), await principal(strive, user)):
        offer = factors.offer(lesser)
        with pytest.raises(Forbidden):
            await factors.enrol(lesser, offer, code_of(offer.secret, clock), VISIT)
        with pytest.raises(Forbidden):
            await factors.remove(lesser, VISIT)


async def test_an_offer_is_good_for_its_owner_and_half_an_hour(strive, clock):
    ada, bob = [await principal(strive, await somebody(strive)) for _ in range(2)]
    factors = strive.accounts.factors
    offer = factors.offer(ada)
    assert factors.offered(ada, offer.sealed) == offer
    assert factors.offered(bob, offer.sealed) is None
    clock.move(timedelta(minutes=30))
    assert factors.offered(ada, offer.sealed) is None


async def test_staff_keep_their_factor_and_members_may_remove_it(strive, clock):
    _, editor, *_ = await enrolled(strive, clock, Role.EDITOR)
    with pytest.raises(FactorNeeded):
        await strive.accounts.factors.remove(editor, VISIT)
    user, member, *_ = await enrolled(strive, clock)
    await strive.accounts.factors.remove(member, VISIT)
    held = await strive.accounts.held.of(user.id)
    assert held.in_words() == []


async def test_other_sessions_end_when_a_factor_is_set_up(strive, clock):
    user = await somebody(strive)
    other, who = await principal(strive, user), await principal(strive, user)
    offer = strive.accounts.factors.offer(who)
    await strive.accounts.factors.enrol(who, offer, code_of(offer.secret, clock), VISIT)
    ids = {each.id for each in await strive.accounts.sessions.of_user(user.id)}
    assert ids == {who.session_id} != {other.session_id}
