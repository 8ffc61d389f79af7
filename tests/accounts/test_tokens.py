"""Claims of `strive.accounts.tokens`."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from strive.accounts.errors import TokenInvalid, TokenNameTaken, TokenNotFound, TooManyTokens
from strive.accounts.principal import Principal, Scope
from strive.accounts.tokens import TOKENS_MAX, USE_NOTED_EVERY, VALID_FOR_MAX
from strive.platform.errors import Invalid

READ = [Scope.CONTENT_READ]


async def test_a_secret_stands_for_its_token(tokens):
    new = await tokens.create("reader", READ)
    assert new.secret.startswith("strive_")
    assert await tokens.authenticate(new.secret) == Principal(name="reader", scopes=frozenset(READ))


async def test_no_secret_is_kept(tokens, database):
    new = await tokens.create("reader", READ)
    document = await database.raw["apiTokens"].find_one({})
    assert new.secret.removeprefix("strive_") not in str(document)


async def test_secrets_differ(tokens):
    secrets = {(await tokens.create(f"reader {n}", READ)).secret for n in range(20)}
    assert len(secrets) == 20
    assert all(len(secret) > 40 for secret in secrets)


@pytest.mark.parametrize("secret", ["", "strive_", "strive_unknown", "a" * 10_000, "\0", "é"])
async def test_an_unknown_secret_stands_for_nobody(tokens, secret):
    with pytest.raises(TokenInvalid):
        await tokens.authenticate(secret)


async def test_a_revoked_token_is_good_no_more(tokens):
    new = await tokens.create("reader", READ)
    await tokens.revoke("reader")
    with pytest.raises(TokenInvalid):
        await tokens.authenticate(new.secret)
    with pytest.raises(TokenNotFound):
        await tokens.revoke("reader")


async def test_a_token_is_good_until_its_time_is_over(tokens, clock):
    new = await tokens.create("reader", READ, timedelta(hours=1))
    clock.move(timedelta(minutes=59, seconds=59))
    assert (await tokens.authenticate(new.secret)).name == "reader"
    clock.move(timedelta(seconds=1))
    with pytest.raises(TokenInvalid):
        await tokens.authenticate(new.secret)


async def test_a_name_is_given_once_even_at_the_same_moment(tokens):
    made = await asyncio.gather(
        *(tokens.create("reader", READ) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, TokenNameTaken) for one in made) == 4


@pytest.mark.parametrize("name", ["", " reader", "reader\n", "a\x1b[2J", "a" * 101, "\u202egpj"])
async def test_a_name_can_be_read(tokens, name):
    with pytest.raises(Invalid):
        await tokens.create(name, READ)


@pytest.mark.parametrize(
    "valid_for", [timedelta(0), timedelta(seconds=-1), VALID_FOR_MAX + timedelta(seconds=1)]
)
async def test_a_time_is_within_bounds(tokens, valid_for):
    with pytest.raises(Invalid):
        await tokens.create("reader", READ, valid_for)


async def test_tokens_are_listed_by_name_with_their_last_use(tokens, clock):
    new = await tokens.create("b", READ)
    await tokens.create("a", READ)
    assert [token.last_used_at for token in await tokens.everything()] == [None, None]
    await tokens.authenticate(new.secret)
    listed = await tokens.everything()
    assert [token.name for token in listed] == ["a", "b"]
    assert [token.last_used_at for token in listed] == [None, clock.now()]


async def test_not_every_use_is_written_down(tokens, clock):
    new = await tokens.create("reader", READ)
    await tokens.authenticate(new.secret)
    first = clock.now()
    clock.move(USE_NOTED_EVERY - timedelta(seconds=1))
    await tokens.authenticate(new.secret)
    assert (await tokens.everything())[0].last_used_at == first
    clock.move(timedelta(seconds=1))
    await tokens.authenticate(new.secret)
    assert (await tokens.everything())[0].last_used_at == clock.now()


async def test_40_there_are_no_more_tokens_than_are_listed(tokens, database, clock):
    kept = database.raw["apiTokens"]
    filling = [
        {"_id": f"t{n}", "name": f"filling {n:04}", "digest": f"{n}", "scopes": []}
        for n in range(TOKENS_MAX - await kept.count_documents({}))
    ]
    await kept.insert_many([one | {"createdAt": clock.now()} for one in filling])
    assert len(await tokens.everything()) == TOKENS_MAX
    with pytest.raises(TooManyTokens):
        await tokens.create("one more", [Scope.CONTENT_READ])
    await tokens.revoke("filling 0000")
    assert await tokens.create("one more", [Scope.CONTENT_READ])
    await kept.delete_many({"name": {"$regex": "^filling"}})
