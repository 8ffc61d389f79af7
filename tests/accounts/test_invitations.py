"""Claims of invitations and of standing: no default administrator, nobody raises themselves."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio
from signed_in import somebody

from strive.accounts.entry import Action
from strive.accounts.errors import EmailTaken, InvitationInvalid, LastAdministrator
from strive.accounts.principal import Principal
from strive.accounts.role import Role, Scope
from strive.accounts.user import UserStatus
from strive.platform.errors import Conflict, Forbidden, Invalid


@pytest_asyncio.fixture(autouse=True)
async def nobody_yet(database):
    for name in ("users", "invitations", "audit", "sessions"):
        await database.raw[name].delete_many({})


def acting(user, *scopes: Scope) -> Principal:
    rights = frozenset(scopes) or user.role.rights
    return Principal(name=user.name, scopes=rights, user_id=user.id, role=user.role)


def secret_in(path: str | None) -> str:
    assert path is not None
    page, _, secret = path.partition("?token=")
    assert page == "/account/welcome"
    return secret


async def test_the_first_administrator_comes_by_a_link_that_is_good_once(strive, clock):
    invitations = strive.accounts.invitations
    secret = secret_in(await invitations.first_administrator())
    assert len(secret) == 43, "256 bits"
    user = await invitations.accept(secret, "Ada", "Ada@Example.org")
    assert (user.role, user.status, user.email) == (
        Role.ADMINISTRATOR,
        UserStatus.ACTIVE,
        "ada@example.org",
    )
    with pytest.raises(InvitationInvalid):
        await invitations.accept(secret, "Eve", "eve@example.org")
    assert await invitations.first_administrator() is None, "there is one now"
    [entry] = await strive.accounts.audit.find(action=Action.VERIFIED)
    assert (entry.by, entry.details["role"]) == (user.id, "administrator")


async def test_of_two_who_use_a_link_at_once_one_comes_in(strive, clock):
    invitations = strive.accounts.invitations
    secret = secret_in(await invitations.first_administrator())
    done = await asyncio.gather(
        *(invitations.accept(secret, "A", f"a{n}@example.org") for n in range(4)),
        return_exceptions=True,
    )
    assert sum(not isinstance(each, Exception) for each in done) == 1
    assert await strive.accounts.users.count(Role.ADMINISTRATOR) == 1


async def test_no_secret_of_a_link_is_kept(strive, clock, database):
    secret = secret_in(await strive.accounts.invitations.first_administrator())
    assert secret not in repr(await database.raw["invitations"].find_one({}))


async def test_a_link_is_good_for_a_day_and_until_there_is_a_newer_one(strive, clock):
    invitations = strive.accounts.invitations
    older = secret_in(await invitations.first_administrator())
    newer = secret_in(await invitations.first_administrator())
    with pytest.raises(InvitationInvalid):
        await invitations.look(older)
    clock.move(timedelta(hours=23, minutes=59))
    assert (await invitations.look(newer)).is_for_first_administrator
    clock.move(timedelta(minutes=1))
    with pytest.raises(InvitationInvalid):
        await invitations.accept(newer, "Ada", "ada@example.org")


async def test_a_mistake_in_the_form_leaves_the_link_good(strive, clock):
    invitations = strive.accounts.invitations
    await strive.accounts.users.create("taken@example.org", "Somebody")
    secret = secret_in(await invitations.first_administrator())
    for name, email, error in [
        ("", "ada@example.org", Invalid),
        ("Ada", "ada", Invalid),
        ("Ada", "taken@example.org", EmailTaken),
    ]:
        with pytest.raises(error):
            await invitations.accept(secret, name, email)
    assert await invitations.accept(secret, "Ada", "ada@example.org")


async def test_who_is_invited_comes_in_with_the_role_that_was_given(strive, clock):
    administrator = acting(await somebody(strive, Role.ADMINISTRATOR))
    invited = await strive.accounts.invitations.invite(
        "New@example.org", "New", Role.EDITOR, administrator
    )
    assert invited.user.status is UserStatus.UNVERIFIED
    user = await strive.accounts.invitations.accept(invited.secret, "Newer Name")
    assert (user.id, user.role, user.status, user.name) == (
        invited.user.id,
        Role.EDITOR,
        UserStatus.ACTIVE,
        "Newer Name",
    )


async def test_nobody_gets_a_link_into_the_account_of_somebody_who_is_in(strive, clock):
    administrator = acting(await somebody(strive, Role.ADMINISTRATOR))
    other = await somebody(strive, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        await strive.accounts.invitations.again(other.id, administrator)
    by_operator = await strive.accounts.invitations.again(other.id, None)
    assert (await strive.accounts.invitations.look(by_operator.secret)).user_id == other.id


async def test_disabling_takes_links_back(strive, clock):
    user = await somebody(strive, Role.AUTHOR)
    invited = await strive.accounts.invitations.again(user.id, None)
    await strive.accounts.standing.disable(user.id, None)
    with pytest.raises(InvitationInvalid):
        await strive.accounts.invitations.accept(invited.secret, "X")
    with pytest.raises(Forbidden):
        await strive.accounts.invitations.again(user.id, None)


async def test_the_last_administrator_stays(strive, clock):
    standing = strive.accounts.standing
    only = await somebody(strive, Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        await standing.change_role(only.id, Role.EDITOR, None)
    with pytest.raises(LastAdministrator):
        await standing.disable(only.id, None)
    await somebody(strive, Role.ADMINISTRATOR)
    assert (await standing.change_role(only.id, Role.EDITOR, None)).role is Role.EDITOR


async def test_administrators_who_demote_each_other_at_once_leave_one(strive, clock):
    both = [await somebody(strive, Role.ADMINISTRATOR) for _ in range(2)]
    await asyncio.gather(
        *(strive.accounts.standing.change_role(user.id, Role.AUTHOR, None) for user in both),
        return_exceptions=True,
    )
    assert await strive.accounts.users.count(Role.ADMINISTRATOR) == 1


async def test_nobody_changes_their_own_role_or_status(strive, clock):
    standing = strive.accounts.standing
    mine = await somebody(strive, Role.ADMINISTRATOR)
    await somebody(strive, Role.ADMINISTRATOR)
    for change in (
        standing.change_role(mine.id, Role.OPERATOR, acting(mine)),
        standing.disable(mine.id, acting(mine)),
        standing.enable(mine.id, acting(mine)),
    ):
        with pytest.raises(Forbidden):
            await change


async def test_nobody_gives_or_takes_rights_they_do_not_have(strive, clock):
    """A credential with fewer rights than its maker's (security.md 29)."""
    standing = strive.accounts.standing
    weak = acting(
        await somebody(strive, Role.ADMINISTRATOR), Scope.USERS_WRITE, *Role.EDITOR.rights
    )
    author, administrator = await somebody(strive), await somebody(strive, Role.ADMINISTRATOR)
    assert (await standing.change_role(author.id, Role.EDITOR, weak)).role is Role.EDITOR
    for change in (
        standing.change_role(author.id, Role.ADMINISTRATOR, weak),
        standing.change_role(administrator.id, Role.MEMBER, weak),
        standing.disable(administrator.id, weak),
        strive.accounts.invitations.invite("x@example.org", "X", Role.OPERATOR, weak),
    ):
        with pytest.raises(Forbidden):
            await change
    editor = acting(await somebody(strive, Role.EDITOR))
    with pytest.raises(Forbidden):
        await standing.change_role(author.id, Role.MEMBER, editor)


async def test_a_change_of_role_stands_in_the_audit_log_and_holds_at_once(strive, clock):
    by, user = await somebody(strive, Role.ADMINISTRATOR), await somebody(strive, Role.AUTHOR)
    new = await strive.accounts.sessions.start(user, device="", address="", has_second_factor=True)
    assert (await strive.accounts.sessions.authenticate(new.secret)).may(Scope.CONTENT_READ)
    await strive.accounts.standing.change_role(user.id, Role.MEMBER, acting(by))
    assert await strive.accounts.sessions.authenticate(new.secret) is None
    [entry] = await strive.accounts.audit.find(action=Action.ROLE_CHANGED)
    assert (entry.by, entry.target, entry.details) == (
        by.id,
        f"user:{user.id}",
        {"from": "author", "to": "member"},
    )


async def test_somebody_who_was_never_here_is_invited_not_enabled(strive, clock):
    user = await strive.accounts.users.create("x@example.org", "X")
    with pytest.raises(Conflict):
        await strive.accounts.standing.enable(user.id, None)


async def test_a_change_of_role_is_told_by_letter(strive, clock):
    await strive.database.raw["outbox"].delete_many({"topic": "mail.send"})
    user = await somebody(strive, Role.MEMBER)
    await strive.accounts.standing.change_role(user.id, Role.EDITOR, None)
    letter = await strive.database.raw["outbox"].find_one({"topic": "mail.send"})
    assert letter["payload"]["to"] == user.email
    assert letter["payload"]["context"]["what"] == "You are an editor now. Please sign in again."
