"""Claims of sessions: good while used, gone everywhere at once when ended (security.md 9-11)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from signed_in import signed_in, somebody

from strive.accounts.errors import SessionNotFound
from strive.accounts.principal import require_user
from strive.accounts.role import Role, Scope
from strive.accounts.session import AGE_MAX, IDLE_MAX
from strive.accounts.store.sessions import SESSIONS_MAX
from strive.platform.database.monitoring import DatabaseUse, current_use
from strive.platform.errors import Forbidden


async def begun(strive, user, **more):
    return await strive.accounts.sessions.start(user, device="A", address="", **more)


async def test_a_secret_stands_for_its_user_and_is_kept_nowhere(strive, clock):
    user = await somebody(strive)
    new = await begun(strive, user)
    principal = await strive.accounts.sessions.authenticate(new.secret)
    assert (principal.user_id, principal.name, principal.session_id) == (
        user.id,
        user.name,
        new.session.id,
    )
    document = await strive.database.raw["sessions"].find_one({"_id": new.session.id})
    assert new.secret not in repr(document)
    assert len(new.secret) == 43, "256 bits"


async def test_a_check_asks_valkey_alone_as_a_rule(strive, clock):
    new = await begun(strive, await somebody(strive))
    await strive.accounts.sessions.authenticate(new.secret)
    use = DatabaseUse()
    token = current_use.set(use)
    assert await strive.accounts.sessions.authenticate(new.secret)
    current_use.reset(token)
    assert use.queries == 0


async def test_a_valkey_that_forgot_costs_nobody_their_session(strive, clock):
    new = await begun(strive, await somebody(strive))
    await strive.accounts.sessions.authenticate(new.secret)
    await strive.valkey.flushall()
    assert await strive.accounts.sessions.authenticate(new.secret)


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "ä" * 43, "x" * 10_000])
async def test_another_secret_stands_for_nobody(strive, clock, secret):
    assert await strive.accounts.sessions.authenticate(secret) is None


async def test_it_ends_unused_and_at_its_age(strive, clock):
    sessions = strive.accounts.sessions
    new = await begun(strive, await somebody(strive))
    for _ in range(int(AGE_MAX / timedelta(hours=23))):
        clock.move(timedelta(hours=23))
        assert await sessions.authenticate(new.secret), "used every day"
    clock.move(timedelta(hours=23))
    assert await sessions.authenticate(new.secret) is None, "too old"
    unused = await begun(strive, await somebody(strive))
    clock.move(IDLE_MAX)
    assert await sessions.authenticate(unused.secret) is None


async def test_ended_it_is_good_nowhere(strive, clock):
    user, sessions = await somebody(strive), strive.accounts.sessions
    one, two, three = [await begun(strive, user) for _ in range(3)]
    for new in (one, two, three):
        assert await sessions.authenticate(new.secret)
    await sessions.end(user.id, one.session.id)
    assert await sessions.authenticate(one.secret) is None
    assert await sessions.end_all(user.id, but=two.session.id) == 1
    assert await sessions.authenticate(three.secret) is None
    assert await sessions.authenticate(two.secret)
    with pytest.raises(SessionNotFound):
        await sessions.end((await somebody(strive)).id, two.session.id)


async def test_no_session_outlives_what_its_user_was(strive, clock):
    standing, sessions = strive.accounts.standing, strive.accounts.sessions
    user = await somebody(strive, Role.EDITOR)
    for change in (
        partial(standing.change_role, user.id, Role.MEMBER),
        partial(standing.change_role, user.id, Role.OPERATOR),
        partial(standing.change_role, user.id, Role.EDITOR),
        partial(standing.disable, user.id),
    ):
        new = await begun(strive, await strive.accounts.users.by_id(user.id))
        assert await sessions.authenticate(new.secret)
        await change(None)
        assert await sessions.authenticate(new.secret) is None


async def test_staff_may_nothing_without_a_second_factor(strive, clock):
    sessions = strive.accounts.sessions
    new = await begun(strive, await somebody(strive, Role.ADMINISTRATOR))
    principal = await sessions.authenticate(new.secret)
    assert principal.scopes == frozenset()
    renewed = await sessions.renewed(principal, has_second_factor=True)
    assert await sessions.authenticate(new.secret) is None, "a new secret with new rights"
    assert (await sessions.authenticate(renewed.secret)).may(Scope.USERS_WRITE)


async def test_when_somebody_was_here_is_noted_every_few_minutes(strive, clock):
    user, sessions = await somebody(strive), strive.accounts.sessions
    new = await begun(strive, user)
    await sessions.authenticate(new.secret)
    clock.move(timedelta(minutes=6))
    await sessions.authenticate(new.secret)
    assert (await strive.accounts.users.by_id(user.id)).last_active_at == clock.now()
    [session] = await sessions.of_user(user.id)
    assert session.last_seen_at == clock.now()


async def test_pages_for_who_is_signed_in_are_kept_by_no_cache(strive, clock):
    async with signed_in(strive, await somebody(strive)) as reader:
        for _ in range(2):
            answer = await reader.get("/")
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "private, no-store"


async def test_half_a_session_opens_nothing_until_the_second_factor_is_shown(strive, clock):
    sessions, user = strive.accounts.sessions, await somebody(strive, Role.EDITOR)
    half = await sessions.authenticate((await begun(strive, user, needs_second_factor=True)).secret)
    assert half.needs_second_factor
    assert not half.scopes
    with pytest.raises(Forbidden, match="second factor"):
        require_user(half)
    whole = await sessions.renewed(half, has_second_factor=True)
    principal = await sessions.authenticate(whole.secret)
    assert require_user(principal).may(Scope.CONTENT_WRITE)
    assert not principal.needs_second_factor


async def test_40_somebody_has_so_many_sessions_and_no_more(strive, clock):
    user, other = await somebody(strive), await begun(strive, await somebody(strive))
    first = await begun(strive, user)
    assert await strive.accounts.sessions.authenticate(first.secret)
    for _ in range(SESSIONS_MAX + 1):
        clock.move(timedelta(seconds=1))
        last = await begun(strive, user)
    assert len(await strive.accounts.sessions.of_user(user.id)) == SESSIONS_MAX
    assert await strive.accounts.sessions.authenticate(first.secret) is None, "in Valkey neither"
    assert await strive.accounts.sessions.authenticate(last.secret)
    assert await strive.accounts.sessions.authenticate(other.secret)
