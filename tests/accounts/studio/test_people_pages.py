"""Claims of the studio's pages about people, tokens, the audit log and security."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import pytest_asyncio
from signed_in import signed_in, somebody

from strive.accounts.entry import Action
from strive.accounts.role import Role, Scope
from strive.accounts.user import UserStatus
from strive.content.taxonomy import AuthorDraft

pytestmark = pytest.mark.usefixtures("nobody_at_all")


@pytest_asyncio.fixture
async def studio(strive, boss):
    async with signed_in(strive, boss) as client:
        yield client


async def test_users_are_searched_narrowed_and_read_by_cursor(strive, studio, clock):
    for number in range(60):
        await strive.accounts.users.create(f"reader{number:02}@example.org", f"Reader {number:02}")
        clock.move(timedelta(seconds=1))
    first = (await studio.get("/studio/users?role=member")).text
    assert "Reader 59" in first
    assert "Reader 05" not in first
    following = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = (await studio.get(following)).text
    assert "Reader 05" in second
    assert "Reader 59" not in second
    found = (await studio.get("/studio/users?q=READER05")).text
    assert "Reader 05" in found
    assert "Reader 06" not in found
    assert "Nobody is like this" in (await studio.get("/studio/users?status=disabled")).text


@pytest.mark.parametrize("query", ["after=x", "after=%00", "role=king&status=x", "q=%00.*"])
async def test_what_cannot_be_meant_is_left_out(studio, query):
    assert (await studio.get(f"/studio/users?{query}")).status_code == 200
    assert (await studio.get(f"/studio/audit?{query}&action=x&days=-1")).status_code == 200


async def test_somebody_is_invited_and_the_link_shown_this_once(strive, studio):
    page = await studio.post("/studio/users", data={"email": "new@example.org", "role": "author"})
    assert page.status_code == 200
    secret = page.text.partition("/account/welcome?token=")[2].partition("<")[0]
    user = await strive.accounts.users.by_email("new@example.org")
    assert secret not in (await studio.get(f"/studio/users/{user.id}")).text
    assert (await strive.accounts.invitations.accept(secret, "New")).role is Role.AUTHOR
    again = await studio.post("/studio/users", data={"email": "NEW@example.org", "role": "author"})
    assert again.status_code == 400
    assert 'id="email-error"' in again.text


async def test_role_and_status_change_by_form(strive, studio, boss):
    user = await somebody(strive, Role.AUTHOR)
    at = f"/studio/users/{user.id}"
    await studio.post(f"{at}/role", data={"role": "editor"})
    await studio.post(f"{at}/status", data={"status": "disabled"})
    changed = await strive.accounts.users.by_id(user.id)
    assert (changed.role, changed.status) == (Role.EDITOR, UserStatus.DISABLED)
    await studio.post(f"{at}/status", data={"status": "active"})
    assert (await strive.accounts.users.by_id(user.id)).status is UserStatus.ACTIVE
    own = await studio.post(f"/studio/users/{boss.id}/role", data={"role": "member"})
    assert own.status_code == 403
    assert (await studio.post(f"{at}/role", data={"role": "king"})).status_code == 400


async def test_sessions_are_shown_with_device_and_place_and_end_at_once(strive, studio, boss):
    user = await somebody(strive)
    one, two = [
        await strive.accounts.sessions.start(user, device=f"Phone {n}", address="192.0.2.0/24")
        for n in range(2)
    ]
    at = f"/studio/users/{user.id}"
    page = (await studio.get(at)).text
    assert "Phone 0" in page
    assert "192.0.2.0/24" in page
    await studio.post(f"{at}/sessions", data={"session": one.session.id})
    assert await strive.accounts.sessions.authenticate(one.secret) is None
    assert await strive.accounts.sessions.authenticate(two.secret)
    await studio.post(f"{at}/sessions", data={"all": "1"})
    assert await strive.accounts.sessions.authenticate(two.secret) is None
    mine = await studio.post(f"/studio/users/{boss.id}/sessions", data={"all": "1"})
    assert mine.status_code == 303
    assert (await studio.get(at)).status_code == 200, "one's own session stays"


async def test_a_user_is_linked_with_an_author_there_is(strive, studio):
    user = await somebody(strive, Role.AUTHOR)
    author = await strive.content.taxonomy.save_author(AuthorDraft(name="Writer"))
    at = f"/studio/users/{user.id}/author"
    assert (await studio.post(at, data={"author": "nobody"})).status_code == 400
    await studio.post(at, data={"author": author.id})
    assert (await strive.accounts.users.by_id(user.id)).author_id == author.id


async def test_a_token_is_made_of_what_one_may_shown_once_and_revoked(strive, studio, boss):
    fields = {"name": "reader", "scope": ["content:read"], "lasts": "30"}
    page = (await studio.post("/studio/tokens", data=fields)).text
    secret = page.partition('class="code">')[2].partition("<")[0]
    assert (await strive.accounts.tokens.authenticate(secret)).scopes == {Scope.CONTENT_READ}
    [token] = await strive.accounts.tokens.everything()
    assert token.made_by == boss.id
    listed = (await studio.get("/studio/tokens")).text
    assert secret not in listed
    assert "The Boss" in listed
    for wrong in ({"scope": ["root"]}, {"scope": []}, {"lasts": "99999"}, {"name": "reader"}):
        answer = await studio.post("/studio/tokens", data=fields | wrong)
        assert answer.status_code == 400, wrong
    await studio.post(f"/studio/tokens/{token.id}/revoke")
    assert not await strive.accounts.tokens.everything()
    entries = await strive.accounts.audit.find(target=f"token:{token.id}")
    assert {entry.action for entry in entries} == {Action.TOKEN_CREATED, Action.TOKEN_REVOKED}
    assert all(entry.by == boss.id and secret not in repr(entry) for entry in entries)


async def test_the_audit_log_is_filtered_and_exported_whole_and_neutral(
    strive, studio, boss, clock
):
    for number in range(230):
        await strive.accounts.audit.record(
            Action.SIGN_IN_FAILED, target=f"user:{number}", details={"device": "=1+1"}
        )
        clock.move(timedelta(seconds=1))
    await strive.accounts.audit.record(Action.EXPORTED, target="=cmd|' /C calc'!A0")
    page = (await studio.get("/studio/audit?action=session.refused")).text
    assert "user:229" in page
    assert "data.exported</th>" not in page
    table = await studio.get("/studio/audit/export?action=session.refused")
    assert table.headers["content-disposition"].startswith('attachment; filename="audit-2026')
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["target"] for row in rows] == [f"user:{n}" for n in reversed(range(230))]
    [evil] = csv.DictReader(
        io.StringIO((await studio.get("/studio/audit/export?action=data.exported")).text)
    )
    assert evil["target"].startswith("'="), "security.md 37"
    lines = await studio.get("/studio/audit/export?format=jsonl&days=1")
    assert len([json.loads(line) for line in lines.text.splitlines()]) == 231
    assert (await studio.get("/studio/audit/export?format=exe")).status_code == 400


async def test_the_security_page_counts_a_day_and_thirty(strive, studio, clock):
    await strive.accounts.audit.record(Action.DENIED)
    clock.move(timedelta(days=3))
    for _ in range(2):
        await strive.accounts.audit.record(Action.DENIED)
    async with signed_in(strive, await somebody(strive, Role.OPERATOR)) as operator:
        page = (await operator.get("/studio/security")).text
    part = page.partition("Denied requests</h2>")[2].partition("</section>")[0]
    assert "<strong>2</strong> in 24 hours" in part
    assert "<strong>3</strong> in 30 days" in part
    assert part.count("<rect") == 24 + 30
    assert " style=" not in page


async def test_no_page_shows_markup_that_somebody_typed(strive, studio):
    """security.md 23."""
    user = await somebody(strive, Role.MEMBER, "<script>alert(1)</script>")
    for path in ("/studio/users", f"/studio/users/{user.id}"):
        page = (await studio.get(path)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


async def test_an_invitation_is_mailed_with_its_link(strive, studio, settings):
    page = await studio.post("/studio/users", data={"email": "post@example.org", "role": "author"})
    assert "It was also mailed to them." in page.text
    secret = page.text.partition("/account/welcome?token=")[2].partition("<")[0]
    letters = [file.read_bytes() for file in (settings.data_dir / "mail").rglob("*.eml")]
    [letter] = [message_from_bytes(each, policy=default) for each in letters if b"post@" in each]
    assert letter["To"] == "post@example.org"
    assert secret in letter.get_body(["plain"]).get_content()
