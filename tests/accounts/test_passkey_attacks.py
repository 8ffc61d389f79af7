"""What is no passkey of this site, its owner and this moment lets nobody in."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from authenticator import PRESENT, VERIFIED, Authenticator
from letters import letter_of, letters_of
from passkey_owners import BROWSER, VISIT, enter, entries, made, owner, principal, shown
from signed_in import somebody
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from strive.accounts.by_passkey import PasskeyRefused
from strive.accounts.challenges import LASTS, ChallengeOver
from strive.accounts.entry import Action
from strive.accounts.passkey import PasskeyNotFound
from strive.accounts.passkeys import PasskeyInvalid


@pytest_asyncio.fixture(autouse=True)
async def no_letters(strive):
    yield
    await letters_of(strive)


WRONG = {
    "of another site": {"origin": "https://evil.example"},
    "of another port": {"origin": "http://localhost:9000"},
    "of a subdomain": {"origin": "http://a.localhost:8000"},
    "of a frame elsewhere": {"crossOrigin": True},
    "of the other kind": {"type": "webauthn.create"},
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG)
async def test_an_answer_from_elsewhere_is_refused(strive, clock, said):
    user, device = await owner(strive)
    with pytest.raises(PasskeyRefused):
        await enter(strive, device, **said)
    [entry] = await entries(strive, user, Action.SIGN_IN_FAILED)
    assert entry.details["method"] == "passkey"
    await enter(strive, device)


@pytest.mark.parametrize("said", [*list(WRONG.values())[:4], {"type": "webauthn.get"}])
async def test_a_passkey_made_elsewhere_is_refused(strive, clock, said):
    who = await principal(strive, await somebody(strive))
    options = await strive.accounts.passkeys.ask_to_make(who)
    answer = made(Authenticator().make(options, **said))
    with pytest.raises(PasskeyInvalid):
        await strive.accounts.passkeys.add(who, answer, "", VISIT)


async def test_a_passkey_of_another_host_or_without_check_of_its_owner_is_refused(strive, clock):
    who = await principal(strive, await somebody(strive))
    for device in (Authenticator(host="evil.example"), Authenticator(flags=PRESENT)):
        options = await strive.accounts.passkeys.ask_to_make(who)
        with pytest.raises(PasskeyInvalid):
            await strive.accounts.passkeys.add(who, made(device.make(options)), "", VISIT)
    _, device = await owner(strive)
    for change in ({"host": "evil.example"}, {"flags": PRESENT}, {"flags": VERIFIED}):
        for name, value in change.items():
            setattr(device, name, value)
        with pytest.raises(PasskeyRefused):
            await enter(strive, device)
        device.host, device.flags = "localhost", PRESENT | VERIFIED


async def test_a_challenge_is_good_once_whatever_comes_of_it(strive, clock):
    _, device = await owner(strive)
    options = await strive.accounts.by_passkey.ask(None, BROWSER)
    answer = shown(device.show(options))
    await strive.accounts.by_passkey.show(answer, None, BROWSER, VISIT)
    for replayed in (answer, shown(device.show(options))):
        with pytest.raises(ChallengeOver):
            await strive.accounts.by_passkey.show(replayed, None, BROWSER, VISIT)
    options = await strive.accounts.by_passkey.ask(None, BROWSER)
    wrong = shown(device.show(options, origin="https://evil.example"))
    with pytest.raises(PasskeyRefused):
        await strive.accounts.by_passkey.show(wrong, None, BROWSER, VISIT)
    with pytest.raises(ChallengeOver):
        await strive.accounts.by_passkey.show(shown(device.show(options)), None, BROWSER, VISIT)


async def test_of_many_who_answer_a_challenge_at_once_one_is_in(strive, clock):
    _, device = await owner(strive)
    options = await strive.accounts.by_passkey.ask(None, BROWSER)
    answers = [shown(device.show(options)) for _ in range(8)]
    show = strive.accounts.by_passkey.show
    found = await asyncio.gather(
        *(show(answer, None, BROWSER, VISIT) for answer in answers), return_exceptions=True
    )
    assert sum(isinstance(each, ChallengeOver) for each in found) == 7


async def test_a_challenge_is_for_its_browser_session_purpose_and_five_minutes(strive, clock):
    user, device = await owner(strive)
    by_passkey, passkeys = strive.accounts.by_passkey, strive.accounts.passkeys
    ada = await principal(strive, user)
    options = await by_passkey.ask(None, BROWSER)
    for who, browser in ((None, "c" * 43), (None, ""), (ada, BROWSER)):
        with pytest.raises(ChallengeOver):
            await by_passkey.show(shown(device.show(options)), who, browser, VISIT)
    await by_passkey.show(shown(device.show(options)), None, BROWSER, VISIT)
    to_make = await passkeys.ask_to_make(ada)
    with pytest.raises(ChallengeOver):
        await passkeys.add(
            await principal(strive, user), made(Authenticator().make(to_make)), "", VISIT
        )
    with pytest.raises(ChallengeOver):
        await by_passkey.show(shown(device.show(to_make)), ada, "", VISIT)
    own = {"challenge": "A" * 43, "user": to_make["user"]}
    with pytest.raises(ChallengeOver):
        await passkeys.add(ada, made(Authenticator().make(own)), "", VISIT)
    late = await by_passkey.ask(None, BROWSER)
    clock.move(LASTS)
    with pytest.raises(ChallengeOver):
        await by_passkey.show(shown(device.show(late)), None, BROWSER, VISIT)


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON", "userHandle"])
async def test_what_is_tampered_with_is_refused(strive, clock, part):
    _, device = await owner(strive)
    options = await strive.accounts.by_passkey.ask(None, BROWSER)
    credential = device.show(options)
    text = credential["response"][part]
    at = len(text) // 2
    credential["response"][part] = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    with pytest.raises((PasskeyRefused, ChallengeOver)):
        await strive.accounts.by_passkey.show(shown(credential), None, BROWSER, VISIT)


async def test_no_bit_of_what_is_signed_can_be_changed(strive, clock):
    user, device = await owner(strive)
    for part in ("authenticatorData", "signature"):
        size = len(base64url_to_bytes(device.show({"challenge": "A"})["response"][part]))
        for at in range(size):
            options = await strive.accounts.by_passkey.ask(None, BROWSER)
            credential = device.show(options)
            data = bytearray(base64url_to_bytes(credential["response"][part]))
            data[min(at, len(data) - 1)] ^= 1 << at % 8
            credential["response"][part] = bytes_to_base64url(bytes(data))
            with pytest.raises(PasskeyRefused):
                await strive.accounts.by_passkey.show(shown(credential), None, BROWSER, VISIT)
    [passkey] = await strive.accounts.passkeys.of(user.id)
    assert passkey.last_used_at is None


DEEP = "gYGB" * 16_384


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "clientDataJSON"])
@pytest.mark.parametrize(
    "text", ["", "A", "ü", "e30", "W10", "n" * 8_000], ids=lambda text: text[:9]
)
async def test_nonsense_that_is_shown_is_refused_and_breaks_nothing(strive, clock, part, text):
    _, device = await owner(strive)
    credential = device.show(await strive.accounts.by_passkey.ask(None, BROWSER))
    credential["response"][part] = text
    with pytest.raises((PasskeyRefused, ChallengeOver)):
        await strive.accounts.by_passkey.show(shown(credential), None, BROWSER, VISIT)


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize(
    "text",
    ["", "A", "ü", "e30", "oA", "gYGBgYGB", "{}", "n" * 8_000, DEEP],
    ids=lambda text: text[:9],
)
async def test_nonsense_is_refused_and_breaks_nothing(strive, clock, part, text):
    who = await principal(strive, await somebody(strive))
    credential = Authenticator().make(await strive.accounts.passkeys.ask_to_make(who))
    credential["response"][part] = text[:8_000] if part == "clientDataJSON" else text
    with pytest.raises((PasskeyInvalid, ChallengeOver)):
        await strive.accounts.passkeys.add(who, made(credential), "", VISIT)


async def test_a_key_of_another_under_a_known_name_is_refused(strive, clock):
    user, device = await owner(strive)
    thief = Authenticator(id=device.id, handle=device.handle, count=device.count + 5)
    with pytest.raises(PasskeyRefused):
        await enter(strive, thief)
    [passkey] = await strive.accounts.passkeys.of(user.id)
    assert passkey.last_used_at is None
    with pytest.raises(PasskeyRefused):
        await enter(strive, Authenticator(handle=device.handle))


async def test_a_copy_that_is_behind_in_its_count_is_refused_noted_and_told(strive, clock):
    user, device = await owner(strive)
    copy = Authenticator(id=device.id, key=device.key, handle=device.handle, count=device.count)
    await enter(strive, device)
    await enter(strive, device)
    await letters_of(strive)
    with pytest.raises(PasskeyRefused):
        await enter(strive, copy)
    [entry] = await entries(strive, user, Action.SIGN_IN_FAILED)
    assert "copy" in entry.details["why"]
    letter = await letter_of(strive)
    assert "copy" in letter.text
    await enter(strive, device)
    silent = Authenticator(id=device.id, key=device.key, handle=device.handle, counts=False)
    with pytest.raises(PasskeyRefused):
        await enter(strive, silent)


async def test_a_passkey_that_never_counts_is_good_each_time(strive, clock):
    _, device = await owner(strive, device=Authenticator(counts=False))
    await enter(strive, device)
    await enter(strive, device)


async def test_of_two_with_the_same_count_at_once_one_is_in(strive, clock):
    _, device = await owner(strive)
    options = [await strive.accounts.by_passkey.ask(None, BROWSER) for _ in range(4)]
    answers = []
    for each in options:
        device.count = 7
        answers.append(shown(device.show(each)))
    show = strive.accounts.by_passkey.show
    found = await asyncio.gather(
        *(show(answer, None, BROWSER, VISIT) for answer in answers), return_exceptions=True
    )
    assert sum(isinstance(each, PasskeyRefused) for each in found) == 3


@pytest.mark.parametrize("fate", ["disabled", "unverified", "gone"])
async def test_who_may_not_come_in_is_refused_as_a_stranger_is(strive, clock, fate):
    user, device = await owner(strive)
    with pytest.raises(PasskeyRefused) as stranger:
        await enter(strive, Authenticator())
    if fate == "gone":
        await strive.database.raw["users"].delete_one({"_id": user.id})
    else:
        change = {"$set": {"status": fate}}
        await strive.database.raw["users"].update_one({"_id": user.id}, change)
    with pytest.raises(PasskeyRefused) as known:
        await enter(strive, device)
    assert (known.value.message, known.value.code) == (stranger.value.message, stranger.value.code)


async def test_nobody_names_or_removes_a_passkey_of_another(strive, clock):
    user, _ = await owner(strive)
    [passkey] = await strive.accounts.passkeys.of(user.id)
    thief = await principal(strive, await somebody(strive))
    for change in (
        strive.accounts.passkeys.rename(thief, passkey.id, "Mine", VISIT),
        strive.accounts.passkeys.remove(thief, passkey.id, VISIT),
    ):
        with pytest.raises(PasskeyNotFound):
            await change
    assert await strive.accounts.passkeys.of(user.id) == [passkey]


async def test_no_secret_of_a_challenge_is_kept(strive, clock):
    options = await strive.accounts.by_passkey.ask(None, BROWSER)
    kept = await strive.database.raw["passkeyChallenges"].find().to_list(None)
    assert options["challenge"] not in str(kept)
    assert BROWSER not in str(kept)
