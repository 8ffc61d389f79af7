"""Claims of users, tokens and the audit log by API."""

from __future__ import annotations

import csv
import io

import pytest
import pytest_asyncio
from letters import letters_of
from signed_in import signed_in

from strive.accounts.entry import Action
from strive.accounts.errors import InvitationInvalid
from strive.accounts.user import UserStatus

pytestmark = pytest.mark.usefixtures("nobody_at_all")


@pytest_asyncio.fixture
async def api(strive, boss):
    async with signed_in(strive, boss) as client:
        yield client


async def test_users_are_listed_to_the_end_by_cursor(strive, api):
    for number in range(7):
        await strive.accounts.users.create(f"reader{number}@example.org", "Reader")
    for query in ("role=member", "q=read"):
        seen, cursor = [], ""
        while True:
            answer = await api.get(f"/api/v1/users?{query}&limit=3&cursor={cursor}")
            assert answer.headers["cache-control"] == "private, no-store"
            seen += [user["email"] for user in answer.json()["data"]]
            cursor = answer.json()["meta"]["nextCursor"]
            if cursor is None:
                break
        assert sorted(seen) == [f"reader{n}@example.org" for n in range(7)]


async def test_a_user_is_invited_and_changed_and_no_field_is_smuggled_in(strive, api):
    body = {"email": "new@example.org", "name": "New", "role": "author"}
    made = await api.post("/api/v1/users", json=body)
    assert made.status_code == 201
    user_id = made.json()["data"]["user"]["id"]
    secret = made.json()["data"]["link"].partition("?token=")[2]
    await strive.accounts.invitations.accept(secret, "New")
    at = f"/api/v1/users/{user_id}"
    assert set((await api.get(at)).json()["data"]) == {
        *("id", "email", "name", "role", "status", "authorId", "avatarUrl", "createdAt"),
        "lastActiveAt",
    }, "security.md 28"
    changed = await api.patch(at, json={"role": "editor", "status": "disabled"})
    assert (changed.json()["data"]["role"], changed.json()["data"]["status"]) == (
        "editor",
        "disabled",
    )
    for wrong in (
        {"email": "x@example.org"},
        {"role": {"$ne": "member"}},
        {"status": "unverified"},
        {"authorId": "nobody"},
    ):
        assert (await api.patch(at, json=wrong)).status_code == 400, wrong
    assert (await strive.accounts.users.by_id(user_id)).status is UserStatus.DISABLED


async def test_nobody_raises_themselves_or_ends_the_last_administrator(strive, api, boss):
    own = await api.patch(f"/api/v1/users/{boss.id}", json={"role": "operator"})
    assert own.status_code == 403
    assert (await api.patch("/api/v1/users/nobody", json={"role": "editor"})).status_code == 404


async def test_a_token_is_shown_once_and_makes_no_other(strive, api, boss):
    body = {"name": "all", "scopes": ["tokens:write", "content:read"], "days": 1}
    made = await api.post("/api/v1/tokens", json=body)
    secret = made.json()["data"]["secret"]
    assert made.json()["data"]["token"]["madeBy"] == boss.id
    listed = await api.get("/api/v1/tokens")
    assert secret not in listed.text
    assert "digest" not in listed.text
    bearer = {"authorization": f"Bearer {secret}"}
    again = await api.post("/api/v1/tokens", json=body | {"name": "more"}, headers=bearer)
    assert again.status_code == 403
    token_id = made.json()["data"]["token"]["id"]
    assert (await api.delete(f"/api/v1/tokens/{token_id}")).status_code == 200
    assert (await api.get("/api/v1/tokens", headers=bearer)).status_code == 401
    assert (await api.delete(f"/api/v1/tokens/{token_id}")).status_code == 404


async def test_the_audit_log_is_read_by_cursor_and_exported(strive, api):
    for number in range(5):
        await strive.accounts.audit.record(Action.DENIED, target=f"+user:{number}")
    first = (await api.get("/api/v1/audit?action=request.denied&limit=3")).json()
    cursor = first["meta"]["nextCursor"]
    second = (await api.get(f"/api/v1/audit?action=request.denied&cursor={cursor}")).json()
    assert len(first["data"]) + len(second["data"]) == 5
    assert second["meta"]["nextCursor"] is None
    table = (await api.get("/api/v1/audit/export?action=request.denied")).text
    assert {row["target"] for row in csv.DictReader(io.StringIO(table))} == {
        f"'+user:{n}" for n in range(5)
    }
    lines = await api.get("/api/v1/audit/export?format=jsonl&days=1")
    assert len(lines.text.splitlines()) == 5


@pytest.mark.parametrize("path", ["users", "audit"])
@pytest.mark.parametrize("query", ["cursor=x", "limit=0", "role=king&action=x", "a[$gt]=", "q=%00"])
async def test_a_query_that_cannot_be_meant_is_refused(api, path, query):
    assert (await api.get(f"/api/v1/{path}?{query}")).status_code == 400


async def test_somebody_is_invited_again_and_signed_out_as_in_the_studio(strive, api, boss):
    body = {"email": "again@example.org", "name": "Again", "role": "author"}
    made = (await api.post("/api/v1/users", json=body)).json()["data"]
    at = f"/api/v1/users/{made['user']['id']}"
    again = await api.post(f"{at}/invitation")
    assert again.status_code == 201
    first, second = made["link"], again.json()["data"]["link"]
    with pytest.raises(InvitationInvalid):
        await strive.accounts.invitations.look(first.partition("?token=")[2])
    secret = second.partition("?token=")[2]
    user = await strive.accounts.invitations.accept(secret, "Again")
    assert (await api.post(f"{at}/invitation")).status_code == 403, "they are here already"
    letters = [letter.text for letter in await letters_of(strive) if letter.to == user.email]
    assert len(letters) == 2
    assert all("as an author" in text for text in letters)
    for _ in range(3):
        await strive.accounts.sessions.start(user, device="Test", address="192.0.2.0/24")
    listed = (await api.get(f"{at}/sessions")).json()["data"]
    assert len(listed) == 3
    assert not [one for one in listed if one["isCurrent"] or "digest" in one]
    one = await api.delete(f"{at}/sessions/{listed[0]['id']}")
    assert one.json()["data"] == {"ended": 1}
    assert (await api.delete(f"{at}/sessions/{listed[0]['id']}")).status_code == 404
    assert (await api.delete(f"{at}/sessions")).json()["data"] == {"ended": 2}
    assert (await api.get(f"{at}/sessions")).json()["data"] == []
    assert (await api.delete(f"/api/v1/users/{boss.id}/sessions")).json()["data"] == {"ended": 0}
    assert (await api.get("/api/v1/users/nobody/sessions")).status_code == 404
    assert (await api.delete("/api/v1/users/nobody/sessions")).status_code == 404
