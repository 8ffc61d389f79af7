"""Claims of passkeys: made by whoever has shown who they are, shown to come in, removed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pyotp
import pytest
import pytest_asyncio
from authenticator import PRESENT, SYNCABLE, SYNCED, VERIFIED, Authenticator
from letters import letter_of, letters_of
from passkey_owners import BROWSER, VISIT, added, enter, entries, made, owner, principal, shown
from signed_in import somebody

from strive.accounts.by_passkey import PasskeyRefused
from strive.accounts.entry import Action
from strive.accounts.factors_held import FactorNeeded
from strive.accounts.passkey import MAX, PasskeyNotFound, PasskeyTaken, TooManyPasskeys
from strive.accounts.recent import RECENT, ReauthenticationNeeded
from strive.accounts.role import Role
from strive.platform.errors import Forbidden, Invalid


@pytest_asyncio.fixture(autouse=True)
async def no_letters(strive):
    yield
    await letters_of(strive)


async def last_entry(strive):
    return await strive.database.raw["audit"].find_one({}, sort=[("at", -1), ("_id", -1)])


async def test_a_passkey_is_asked_for_that_needs_no_address_and_checks_its_owner(strive, clock):
    user = await somebody(strive)
    options = await strive.accounts.passkeys.ask_to_make(await principal(strive, user))
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    handle = options["user"]["id"]
    assert user.id not in handle
    assert len(handle) == 43, "32 random bytes"
    again = await strive.accounts.passkeys.ask_to_make(await principal(strive, user))
    assert again["user"]["id"] == handle
    assert again["challenge"] != options["challenge"]
    assert len(options["challenge"]) == 43, "so is the challenge"
    other = await strive.accounts.passkeys.ask_to_make(
        await principal(strive, await somebody(strive))
    )
    assert other["user"]["id"] != handle


async def test_it_is_kept_noted_and_told_and_counts_as_shown(strive, clock):
    user = await somebody(strive)
    _, (passkey, new) = await added(
        strive,
        await principal(strive, user),
        Authenticator(flags=PRESENT | VERIFIED | SYNCABLE | SYNCED),
    )
    assert (passkey.name, passkey.is_synced, passkey.is_backed_up) == (VISIT.device, True, True)
    assert passkey.transports == ("internal",)
    assert (await strive.accounts.sessions.authenticate(new.secret)).has_second_factor
    letter = await letter_of(strive)
    assert (letter.to, VISIT.device in letter.text) == (user.email, True)
    [entry] = await entries(strive, user, Action.FACTOR_ADDED)
    assert (entry.details["kind"], entry.by) == ("passkey", user.id)
    present = await strive.accounts.passkeys.ask_to_make(
        await strive.accounts.sessions.authenticate(new.secret)
    )
    assert [one["id"] for one in present["excludeCredentials"]] == [passkey.credential_id]


async def test_it_lets_in_by_itself_with_both_factors(strive, clock):
    user, device = await owner(strive, Role.EDITOR)
    clock.move(timedelta(days=3))
    options = await strive.accounts.by_passkey.ask(None, BROWSER)
    assert (options["rpId"], options["userVerification"]) == ("localhost", "required")
    assert not options.get("allowCredentials"), "nobody learns who has an account"
    answer = shown(device.show(options))
    new = await strive.accounts.by_passkey.show(answer, None, BROWSER, VISIT, is_remembered=True)
    who = await strive.accounts.sessions.authenticate(new.secret)
    assert (who.user_id, who.has_second_factor, who.scopes) == (user.id, True, Role.EDITOR.rights)
    assert new.session.is_remembered
    [passkey] = await strive.accounts.passkeys.of(user.id)
    assert passkey.last_used_at == clock.now()
    entry = await last_entry(strive)
    assert (entry["action"], entry["details"]["method"]) == (Action.SIGNED_IN, "passkey")


async def test_12_changes_need_somebody_who_has_just_shown_who_they_are(strive, clock):
    user = await somebody(strive)
    who, passkeys = await principal(strive, user), strive.accounts.passkeys
    _, (passkey, _) = await added(strive, who)
    options = await passkeys.ask_to_make(who)
    clock.move(RECENT)
    for change in (
        passkeys.ask_to_make(who),
        passkeys.add(who, made(Authenticator().make(options)), "", VISIT),
        passkeys.remove(who, passkey.id, VISIT),
    ):
        with pytest.raises(ReauthenticationNeeded):
            await change


async def test_who_has_a_second_factor_adds_and_removes_with_it_only(strive, clock):
    editor, _ = await owner(strive, Role.EDITOR)
    [passkey] = await strive.accounts.passkeys.of(editor.id)
    for lesser in (
        await principal(strive, editor),
        await principal(strive, editor, needs_second_factor=True),
    ):
        with pytest.raises(Forbidden):
            await strive.accounts.passkeys.ask_to_make(lesser)
        with pytest.raises(Forbidden):
            await strive.accounts.passkeys.remove(lesser, passkey.id, VISIT)


async def test_a_half_open_session_is_completed_by_a_passkey_of_its_owner_alone(strive, clock):
    user, device = await owner(strive, Role.EDITOR)
    _, other = await owner(strive, Role.EDITOR)
    half = await principal(strive, user, needs_second_factor=True)
    options = await strive.accounts.by_passkey.ask(half, "")
    assert len(options["allowCredentials"]) == 1
    with pytest.raises(PasskeyRefused):
        await strive.accounts.by_passkey.show(shown(other.show(options)), half, "", VISIT)
    new = await enter(strive, device, half, "")
    assert new.session.id == half.session_id
    assert (await strive.accounts.sessions.authenticate(new.secret)).scopes == Role.EDITOR.rights


async def test_it_shows_once_more_who_somebody_is(strive, clock):
    user, device = await owner(strive)
    who = await principal(strive, user)
    clock.move(RECENT)
    new = await enter(strive, device, who, "")
    whole = await strive.accounts.sessions.authenticate(new.secret)
    assert (new.session.id, whole.authenticated_at) == (who.session_id, clock.now())
    nobody = await principal(strive, await somebody(strive))
    with pytest.raises(PasskeyNotFound):
        await strive.accounts.by_passkey.ask(nobody, "")


async def test_a_password_asks_staff_for_their_passkey_and_members_not(strive, clock):
    begin = strive.accounts.entering.signing_in.begin
    for role, asked in ((Role.EDITOR, True), (Role.MEMBER, False)):
        user, _ = await owner(strive, role)
        new = await begin(user, VISIT, method="password")
        assert new.session.needs_second_factor is asked


async def test_a_removed_passkey_is_refused_and_other_sessions_end(strive, clock):
    user, device = await owner(strive)
    other = await principal(strive, user)
    new = await enter(strive, device)
    who = await strive.accounts.sessions.authenticate(new.secret)
    [passkey] = await strive.accounts.passkeys.of(user.id)
    await letters_of(strive)
    await strive.accounts.passkeys.remove(who, passkey.id, VISIT)
    assert passkey.name in (await letter_of(strive)).text
    ids = {each.id for each in await strive.accounts.sessions.of_user(user.id)}
    assert ids == {who.session_id} != {other.session_id}
    with pytest.raises(PasskeyRefused):
        await enter(strive, device)
    [entry] = await entries(strive, user, Action.FACTOR_REMOVED)
    assert entry.details["kind"] == "passkey"


async def test_a_name_is_printable_and_its_owner_s(strive, clock):
    user, _ = await owner(strive)
    who, [passkey] = await principal(strive, user), await strive.accounts.passkeys.of(user.id)
    changed = await strive.accounts.passkeys.rename(who, passkey.id, "  My   phone ", VISIT)
    assert changed.name == "My phone"
    for wrong in ("", " ", "a" * 101, "a\x07b"):
        with pytest.raises(Invalid):
            await strive.accounts.passkeys.rename(who, passkey.id, wrong, VISIT)


async def test_staff_keep_one_factor_whichever(strive, clock):
    user, device = await owner(strive, Role.EDITOR)
    who = await strive.accounts.sessions.authenticate((await enter(strive, device)).secret)
    [first] = await strive.accounts.passkeys.of(user.id)
    with pytest.raises(FactorNeeded):
        await strive.accounts.passkeys.remove(who, first.id, VISIT)
    _, (second, _) = await added(strive, who)
    await strive.accounts.passkeys.remove(who, first.id, VISIT)
    with pytest.raises(FactorNeeded):
        await strive.accounts.passkeys.remove(who, second.id, VISIT)


@pytest.mark.parametrize("_again", range(3))
async def test_of_two_who_remove_the_last_two_at_once_one_is_refused(strive, clock, _again):
    user, device = await owner(strive, Role.EDITOR)
    who = await strive.accounts.sessions.authenticate((await enter(strive, device)).secret)
    await added(strive, who)
    both = await strive.accounts.passkeys.of(user.id)
    remove = strive.accounts.passkeys.remove
    found = await asyncio.gather(
        *(remove(who, each.id, VISIT) for each in both), return_exceptions=True
    )
    assert sum(isinstance(each, FactorNeeded) for each in found) == 1
    assert len(await strive.accounts.passkeys.of(user.id)) == 1


async def test_an_app_or_the_last_passkey_goes_but_not_both_at_once(strive, clock):
    user, device = await owner(strive, Role.EDITOR)
    who = await strive.accounts.sessions.authenticate((await enter(strive, device)).secret)
    factors, passkeys = strive.accounts.factors, strive.accounts.passkeys
    offer = factors.offer(who)
    code = pyotp.TOTP(offer.secret).at(clock.now())
    new, codes = await factors.enrol(who, offer, code, VISIT)
    who = await strive.accounts.sessions.authenticate(new.secret)
    [passkey] = await passkeys.of(user.id)
    found = await asyncio.gather(
        factors.remove(who, VISIT), passkeys.remove(who, passkey.id, VISIT), return_exceptions=True
    )
    assert sum(isinstance(each, FactorNeeded) for each in found) == 1
    held = await strive.accounts.held.of(user.id)
    assert held.has_app != bool(held.passkeys)
    assert held.recovery_left == len(codes), "they stay for whatever is left"


async def test_a_passkey_is_known_once(strive, clock):
    device, who = Authenticator(), await principal(strive, await somebody(strive))
    await added(strive, who, device)
    with pytest.raises(PasskeyTaken):
        await added(strive, who, device)
    with pytest.raises(PasskeyTaken):
        await added(strive, await principal(strive, await somebody(strive)), device)


async def test_twenty_are_enough(strive, clock):
    who = await principal(strive, await somebody(strive))
    options = await strive.accounts.passkeys.ask_to_make(who)
    for _ in range(MAX):
        await added(strive, who)
    with pytest.raises(TooManyPasskeys):
        await strive.accounts.passkeys.ask_to_make(who)
    with pytest.raises(TooManyPasskeys):
        await strive.accounts.passkeys.add(who, made(Authenticator().make(options)), "", VISIT)
