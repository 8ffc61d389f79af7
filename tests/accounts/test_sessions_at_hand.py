"""What ends or changes while it is looked up is not at hand as it was (security.md 10)."""

from __future__ import annotations

import pytest
from signed_in import somebody

from strive.accounts.at_hand import SessionsAtHand
from strive.accounts.role import Role


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something happen right before a session that was looked up is put at hand."""
    put, happens = SessionsAtHand.put, []

    async def later(self, digest, known, lasts):
        while happens:
            await happens.pop()()
        return await put(self, digest, known, lasts)

    monkeypatch.setattr(SessionsAtHand, "put", later)
    return happens


async def test_a_session_that_ends_while_it_is_looked_up_is_over(strive, clock, meanwhile):
    sessions, user = strive.accounts.sessions, await somebody(strive)
    new = await sessions.start(user, device="", address="")
    meanwhile.append(lambda: sessions.end_all(user.id))
    assert await sessions.authenticate(new.secret) is None
    assert await sessions.authenticate(new.secret) is None


async def test_who_is_disabled_while_looked_up_is_out(strive, clock, meanwhile):
    sessions, user = strive.accounts.sessions, await somebody(strive)
    new = await sessions.start(user, device="", address="")
    meanwhile.append(lambda: strive.accounts.standing.disable(user.id, None))
    assert await sessions.authenticate(new.secret) is None
    assert await sessions.authenticate(new.secret) is None


async def test_rights_that_are_taken_away_while_looked_up_are_gone(strive, clock, meanwhile):
    sessions, user = strive.accounts.sessions, await somebody(strive, Role.EDITOR)
    new = await sessions.start(user, device="", address="", has_second_factor=True)
    standing = strive.accounts.standing
    meanwhile.append(lambda: standing.change_role(user.id, Role.MEMBER, None))
    for _ in range(2):
        assert await sessions.authenticate(new.secret) is None
