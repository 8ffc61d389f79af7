"""Claims of what operators are told of the page cache, and nobody else."""

from __future__ import annotations

from secrets import token_hex

import httpx
import pytest
from published import publish
from signed_in import BASE_URL, signed_in, somebody

from strive.accounts.role import Role
from strive.app import build_web


@pytest.fixture
def app(strive):
    return build_web(strive)


@pytest.fixture
async def path(strive, clock) -> str:
    """A post that nobody has seen yet."""
    return (await publish(strive.content, f"Tides {token_hex(4)}")).path


async def status_of(client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200
    return answer.headers["cache-status"]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMINISTRATOR])
async def test_operators_are_told_what_others_get_at_the_same_address(strive, app, path, role):
    reader = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL)
    async with reader, signed_in(strive, await somebody(strive, role), app=app) as operator:
        before = await status_of(operator, path)
        assert before.startswith("Strive; fwd=bypass")
        assert f'key="{BASE_URL}{path}"' in before
        assert 'detail="not stored in this process"' in before
        assert "stored" in await status_of(reader, path)
        told = await status_of(operator, path)
        assert 'detail="stored, fresh, ttl ' in told
        assert " bytes, took " in told
        assert "groups " in told
        assert "post:" in told


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUTHOR, Role.EDITOR])
async def test_nobody_else_who_is_signed_in_is_told(strive, app, path, role):
    async with signed_in(strive, await somebody(strive, role), app=app) as client:
        assert await status_of(client, path) == "Strive; fwd=bypass"


async def test_an_operator_who_has_not_shown_the_second_factor_is_not_told(strive, app, path):
    user = await somebody(strive, Role.OPERATOR)
    async with signed_in(strive, user, app=app, second_factor=False) as client:
        assert await status_of(client, path) == "Strive; fwd=bypass"


async def test_nothing_of_it_reaches_those_who_come_after(strive, app, path):
    operator = await somebody(strive, Role.OPERATOR)
    async with signed_in(strive, operator, app=app) as client:
        answer = await client.get(path)
        assert "detail=" in answer.headers["cache-status"]
        assert answer.headers["cache-control"] == "private, no-store"
    reader = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL)
    async with reader:
        for _ in range(3):
            assert "detail=" not in (status := await status_of(reader, path))
            assert "key=" not in status
        forged = {"cookie": f"{strive.accounts.cookie.name}={'x' * 43}"}
        answer = await reader.get(path, headers=forged)
        assert "detail=" not in answer.headers["cache-status"]
        assert "key=" not in answer.headers["cache-status"]
