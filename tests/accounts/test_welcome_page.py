"""The page of an invitation: GET changes nothing, POST lets in once (security.md 7, 8)."""

from __future__ import annotations

import pytest
import pytest_asyncio
from signed_in import SAME_ORIGIN

from strive.accounts.role import Role
from strive.accounts.visit import Visit
from strive.platform.errors import Forbidden

PASSWORD = "four lamps above the water"
NOWHERE = Visit("A", "")


@pytest_asyncio.fixture(autouse=True)
async def nobody_yet(database):
    for name in ("users", "invitations", "sessions", "credentials"):
        await database.raw[name].delete_many({})


def form(path: str, **fields: str) -> dict[str, str]:
    typed = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    return {"token": path.partition("?token=")[2], **typed, **fields}


async def sent(client, fields):
    return await client.post("/account/welcome", data=fields, headers=SAME_ORIGIN)


async def test_opening_the_link_uses_nothing_and_is_kept_nowhere(strive, client, clock):
    path = await strive.accounts.invitations.first_administrator()
    for _ in range(3):  # a scanner of mail opens it, too
        page = await client.get(path)
        assert page.status_code == 200
        assert "no-store" in page.headers["cache-control"]
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in page.headers
    assert await strive.accounts.users.count(Role.ADMINISTRATOR) == 0


async def test_the_first_administrator_is_in_and_led_to_a_second_factor(strive, client, clock):
    path = await strive.accounts.invitations.first_administrator()
    done = await sent(client, form(path))
    assert (done.status_code, done.headers["location"]) == (303, "/account/second-factor")
    principal = await strive.accounts.sessions.authenticate(
        client.cookies[strive.accounts.cookie.name]
    )
    assert principal.role is Role.ADMINISTRATOR
    assert not principal.scopes, "no rights before the second factor"
    new = await strive.accounts.entering.signing_in.with_password(
        "ada@example.org", PASSWORD, NOWHERE
    )
    assert new.session.user_id == principal.user_id
    client.cookies.clear()
    assert (await sent(client, form(path, email="eve@example.org"))).status_code == 404
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "1 to 100 characters"),
        ("email", "ada", "not an e-mail address"),
        ("email", "taken@example.org", "already"),
        ("password", "short", "at least 8"),
        ("password", "password1", "Many people"),
    ],
)
async def test_a_mistake_is_told_beside_its_field(  # noqa: PLR0913, PLR0917 - what is tried
    strive, client, clock, field, value, words
):
    await strive.accounts.users.create("taken@example.org", "Somebody")
    path = await strive.accounts.invitations.first_administrator()
    page = await sent(client, form(path, **{field: value}))
    assert page.status_code == 400
    assert f'id="{field}-error"' in page.text
    assert words in page.text
    assert PASSWORD not in page.text
    assert (await sent(client, form(path))).status_code == 303


async def test_who_is_invited_keeps_the_address_and_role_they_were_invited_with(
    strive, client, clock
):
    invited = await strive.accounts.invitations.invite("bob@example.org", "Bob", Role.AUTHOR, None)
    page = await client.get(invited.path)
    assert "bob@example.org" in page.text
    smuggled = form(invited.path, email="ceo@example.org", role="administrator")
    assert (await sent(client, smuggled)).status_code == 303
    user = await strive.accounts.users.by_id(invited.user.id)
    assert (user.email, user.role, user.name) == ("bob@example.org", Role.AUTHOR, "Ada")


async def test_a_member_who_chooses_no_password_is_in_all_the_same(strive, client, clock):
    invited = await strive.accounts.invitations.invite("bob@example.org", "Bob", Role.MEMBER, None)
    done = await sent(client, form(invited.path, password=""))
    assert done.headers["location"] == "/account"
    assert await strive.database.raw["credentials"].count_documents({}) == 0


async def test_a_link_of_somebody_disabled_lets_nobody_in(strive, client, clock):
    invited = await strive.accounts.invitations.invite("bob@example.org", "Bob", Role.MEMBER, None)
    await strive.accounts.standing.disable(invited.user.id, None)
    assert (await sent(client, form(invited.path))).status_code == 404
    with pytest.raises(Forbidden):
        await strive.accounts.invitations.again(invited.user.id, None)
