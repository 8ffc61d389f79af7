"""Claims of the way back: somebody else takes away what was lost, and only those who may."""

from __future__ import annotations

import pytest
import pytest_asyncio
from app_owners import enrolled
from letters import letter_of, letters_of
from passkey_owners import VISIT, enter, entries, owner, principal
from signed_in import signed_in, somebody

from strive.accounts.by_passkey import PasskeyRefused
from strive.accounts.entry import Action
from strive.accounts.factors_held import FactorNotFound
from strive.accounts.recent import RECENT, ReauthenticationNeeded
from strive.accounts.role import Role
from strive.app import build_web
from strive.platform.errors import Forbidden


@pytest_asyncio.fixture(autouse=True)
async def no_letters(strive):
    yield
    await letters_of(strive)


async def administrator(strive):
    user = await somebody(strive, Role.ADMINISTRATOR)
    return await principal(strive, user, has_second_factor=True)


async def test_all_goes_sessions_end_and_they_set_up_anew(strive, clock):
    user, device = await owner(strive, Role.EDITOR)
    admin = await administrator(strive)
    await letters_of(strive)
    await strive.accounts.factor_reset.reset(user.id, admin)
    assert (await strive.accounts.held.of(user.id)).in_words() == []
    assert await strive.accounts.sessions.of_user(user.id) == []
    with pytest.raises(PasskeyRefused):
        await enter(strive, device)
    letter = await letter_of(strive)
    assert (letter.to, "by an administrator" in letter.text) == (user.email, True)
    [entry] = await entries(strive, user, Action.FACTOR_REMOVED)
    assert (entry.by, entry.details) == (admin.user_id, {"kind": "all", "passkeys": 1})
    new = await strive.accounts.entering.signing_in.begin(user, VISIT, method="link")
    assert not new.session.needs_second_factor
    assert not (await strive.accounts.sessions.authenticate(new.secret)).scopes, "until they do"


async def test_an_app_and_its_codes_go_too(strive, clock):
    user, *_ = await enrolled(strive, clock)
    await strive.accounts.factor_reset.reset(user.id, None)
    assert await strive.database.raw["secondFactors"].find_one({"_id": user.id}) is None
    with pytest.raises(FactorNotFound):
        await strive.accounts.factor_reset.reset(user.id, None)


async def test_only_who_may_and_has_just_shown_who_they_are_and_nobody_their_own(strive, clock):
    user, _ = await owner(strive, Role.EDITOR)
    admin = await administrator(strive)
    boss, _ = await owner(strive, Role.ADMINISTRATOR)
    editor = await principal(strive, await somebody(strive, Role.EDITOR), has_second_factor=True)
    reset = strive.accounts.factor_reset.reset
    for whose, by in ((boss, editor), (user, editor)):
        with pytest.raises(Forbidden):
            await reset(whose.id, by)
    own = await principal(strive, boss, has_second_factor=True)
    with pytest.raises(Forbidden):
        await reset(boss.id, own)
    clock.move(RECENT)
    with pytest.raises(ReauthenticationNeeded):
        await reset(user.id, admin)
    assert (await strive.accounts.held.of(user.id)).in_words() == ["a passkey"]


async def test_it_is_done_on_the_page_of_a_person_and_by_api(strive, clock):
    app, admin = build_web(strive), await somebody(strive, Role.ADMINISTRATOR)
    for method, path in (
        ("POST", "/studio/users/{}/factors"),
        ("DELETE", "/api/v1/users/{}/factors"),
    ):
        user, _ = await owner(strive, Role.EDITOR)
        async with signed_in(strive, admin, app=app) as client:
            page = await client.get(f"/studio/users/{user.id}")
            assert "a passkey" in page.text
            done = await client.request(method, path.format(user.id))
            assert done.status_code in {200, 303}, done.text
            assert (await strive.accounts.held.of(user.id)).in_words() == []
            again = await client.request(method, path.format(user.id))
            assert again.status_code in {400, 404}
            clock.move(RECENT)
            asked = await client.request(method, path.format(user.id))
            assert asked.status_code == 403 or "/account/again" in asked.headers["location"]
            clock.move(-RECENT)
