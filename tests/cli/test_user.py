"""`strive user`: people are added by a one-time link, never by a password."""

from __future__ import annotations

import stat

from passkey_owners import owner

from strive.accounts.invitations import WELCOME
from strive.accounts.role import Role
from strive.cli import welcome

ADA = "ada@example.org"


async def test_somebody_is_added_by_a_link_that_lets_them_in_once(command, strive):
    made = (await command("user", "create", ADA, "--role", "editor", "--json")).json
    assert (made["email"], made["role"], made["status"]) == (ADA, "editor", "unverified")
    page, _, secret = made["link"].partition("?token=")
    assert page.endswith(WELCOME)
    user = await strive.accounts.invitations.accept(secret, "Ada")
    assert user.id == made["id"]
    again = await command("user", "create", ADA)
    assert (again.code, again.out) == (1, "")
    assert "already" in again.err


async def test_an_invitation_may_be_said_again_until_they_are_here(command, strive):
    first = (await command("user", "invite", "new@example.org", "--json")).json
    second = (await command("user", "invite", "new@example.org", "--json")).json
    assert first["id"] == second["id"]
    assert first["link"] != second["link"]
    secret = second["link"].partition("?token=")[2]
    await strive.accounts.invitations.accept(secret, "New")
    refused = await command("user", "invite", "new@example.org")
    assert refused.code == 1
    assert "strive user link" in refused.err
    link = await command("user", "link", "new@example.org")
    assert link.out.count("\n") == 1, "the link alone stands on standard output"
    assert WELCOME in link.out


async def test_roles_and_status_are_changed_by_address_and_listed(command, strive):
    email = "bob@example.org"
    made = (await command("user", "create", email, "--name", "Bob", "--json")).json
    await strive.accounts.invitations.accept(made["link"].partition("?token=")[2], "Bob")
    assert (await command("user", "role", email, "author", "--json")).json["role"] == "author"
    assert (await command("user", "disable", email, "--json")).json["status"] == "disabled"
    [listed] = (await command("user", "list", "bo", "--role", "author", "--json")).json
    assert (listed["email"], listed["status"]) == (email, "disabled")
    assert "active" in (await command("user", "enable", email)).out
    assert email in (await command("user", "list")).out


async def test_factors_that_were_lost_are_removed_by_address(command, strive, clock):
    user, _ = await owner(strive, Role.EDITOR)
    done = await command("user", "factor", "remove", user.email)
    assert done.out == f"{user.email} sets up a second factor at the next sign-in.\n"
    assert (await strive.accounts.held.of(user.id)).in_words() == []
    again = await command("user", "factor", "remove", user.email)
    assert (again.code, "no second factor" in again.err) == (1, True)


async def test_nobody_of_that_address_is_said_in_a_line(command):
    for words in (["role", "no@example.org", "editor"], ["disable", "no@example.org"]):
        done = await command("user", *words)
        assert done.code == 1
        assert done.err.count("\n") == 1
        assert "no@example.org" in done.err


async def test_the_first_link_is_for_the_owner_of_the_data_alone_and_taken_once(tmp_path):
    welcome.leave(tmp_path, "/account/welcome?token=x")
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert welcome.take(tmp_path) == "/account/welcome?token=x"
    assert welcome.take(tmp_path) is None
    welcome.leave(tmp_path, "/a")
    welcome.leave(tmp_path, None)
    assert not list(tmp_path.iterdir()), "there is an administrator now"
