"""security.md 39: who is known and was refused is written down: who, what, when, from where."""

from __future__ import annotations

from datetime import timedelta

import httpx
from signed_in import BASE_URL, signed_in, somebody

from strive.accounts.denials import ENTRIES_MAX
from strive.accounts.entry import Action
from strive.accounts.role import Role
from strive.app import build_web


async def denied(strive, **found_by):
    return await strive.accounts.audit.find(action=Action.DENIED, **found_by)


async def test_a_refusal_is_written_down(strive, clock):
    member = await somebody(strive, Role.MEMBER, name="Curious")
    async with signed_in(strive, member) as client:
        assert (await client.get("/studio/posts")).status_code == 403
        assert (await client.post("/api/v1/posts", json={})).status_code == 403
    found = await denied(strive, by=member.id)
    second, first = sorted(found, key=lambda entry: entry.details["path"])
    assert (first.by_name, first.at) == ("Curious", clock.now())
    assert first.details == {"method": "GET", "path": "/studio/posts", "code": "forbidden"}
    assert second.details["path"] == "/api/v1/posts"
    assert first.address == "127.0.0.0/24"
    assert first.request != second.request


async def test_a_program_is_named(strive, clock):
    made = await strive.accounts.tokens.create("curious program", [])
    transport = httpx.ASGITransport(build_web(strive))
    headers = {"authorization": f"Bearer {made.secret}"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        assert (await client.post("/api/v1/posts", headers=headers)).status_code == 403
    assert "curious program" in {entry.by_name for entry in await denied(strive)}


async def test_whoever_knocks_a_thousand_times_is_one_entry_a_minute(strive, clock):
    member = await somebody(strive, Role.MEMBER)
    async with signed_in(strive, member) as client:
        for _ in range(5):
            await client.get("/studio/posts")
        assert len(await denied(strive, by=member.id)) == 1
        clock.move(timedelta(minutes=1))
        await client.get("/studio/posts")
    assert len(await denied(strive, by=member.id)) == 2


async def test_nobody_known_is_not_written_down(strive, client):
    before = len(await denied(strive, limit=200))
    assert (await client.post("/api/v1/posts", json={})).status_code == 401
    assert len(await denied(strive, limit=200)) == before


async def test_whoever_knocks_at_a_thousand_doors_fills_no_disk(strive, clock):
    member = await somebody(strive)
    async with signed_in(strive, member) as client:
        for number in range(ENTRIES_MAX + 15):
            answer = await client.get(f"/studio/posts/{number}{'x' * 2_000}")
            assert answer.status_code == 403
        assert len(await denied(strive, by=member.id)) == ENTRIES_MAX
        clock.move(timedelta(minutes=1))
        await client.get("/studio/users/one-more")
    assert len(await denied(strive, by=member.id)) == ENTRIES_MAX + 1
