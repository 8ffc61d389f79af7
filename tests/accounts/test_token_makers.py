"""Claims of tokens that people make: they never do more than their maker may (security.md 29)."""

from __future__ import annotations

import pytest
from signed_in import somebody

from strive.accounts.errors import TokenInvalid
from strive.accounts.principal import Principal
from strive.accounts.role import Role, Scope
from strive.platform.errors import Forbidden

WANTED = [Scope.CONTENT_READ, Scope.AUDIT_READ]


async def made(strive, tokens, name="mine"):
    await somebody(strive, Role.ADMINISTRATOR)  # so that another remains
    maker = await somebody(strive, Role.ADMINISTRATOR)
    by = Principal(name=maker.name, scopes=maker.role.rights, user_id=maker.id)
    return maker, await tokens.create(name, WANTED, by=by)


async def test_it_may_do_what_was_chosen_of_what_its_maker_may(strive, tokens):
    maker, new = await made(strive, tokens)
    assert new.token.made_by == maker.id
    assert (await tokens.authenticate(new.secret)).scopes == set(WANTED)
    author = await somebody(strive, Role.AUTHOR)
    by = Principal(name=author.name, scopes=author.role.rights, user_id=author.id)
    with pytest.raises(Forbidden):
        await tokens.create("more", WANTED, by=by)


async def test_it_loses_a_right_that_its_maker_loses(strive, tokens):
    maker, new = await made(strive, tokens)
    await strive.accounts.standing.change_role(maker.id, Role.EDITOR, None)
    assert (await tokens.authenticate(new.secret)).scopes == {Scope.CONTENT_READ}
    await strive.accounts.standing.change_role(maker.id, Role.MEMBER, None)
    assert not (await tokens.authenticate(new.secret)).scopes


async def test_it_is_not_good_while_its_maker_is_disabled(strive, tokens):
    maker, new = await made(strive, tokens)
    await strive.accounts.standing.disable(maker.id, None)
    with pytest.raises(TokenInvalid):
        await tokens.authenticate(new.secret)
    await strive.accounts.standing.enable(maker.id, None)
    assert (await tokens.authenticate(new.secret)).may(Scope.AUDIT_READ)


async def test_it_is_not_good_any_more_when_its_maker_is_gone(strive, tokens):
    maker, new = await made(strive, tokens)
    await strive.database.raw["users"].delete_one({"_id": maker.id})
    with pytest.raises(TokenInvalid):
        await tokens.authenticate(new.secret)


async def test_one_made_by_a_command_is_nobodys(strive, tokens):
    new = await tokens.create("by command", WANTED)
    assert new.token.made_by == ""
    assert (await tokens.authenticate(new.secret)).scopes == set(WANTED)
