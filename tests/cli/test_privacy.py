"""`strive privacy` as people and programs read it."""

from __future__ import annotations

import json
import zipfile

import pytest
from remains import remains
from signed_in import somebody

from strive.accounts.entry import Action
from strive.accounts.role import Role
from strive.accounts.user import UserStatus
from strive.kit.clock import SystemClock


async def test_the_record_of_processing_is_printed(command):
    out = (await command("privacy", "register")).out
    assert out.startswith("# Record of processing\n")
    assert "| collection `users` | e-mail address, name" in out


async def test_programs_read_the_record_as_json(command):
    told = (await command("privacy", "register", "--json")).json
    [users] = [entry for entry in told["personal"] if entry["name"] == "users"]
    assert users["basis"] == "contract, Art. 6(1)(b)"
    assert {entry["name"] for entry in told["notPersonal"]} >= {"leases", "migrations"}


async def test_the_data_of_somebody_is_written_to_a_file_of_ones_own(strive, command, tmp_path):
    user, path = await somebody(strive, Role.MEMBER, "Ada"), tmp_path / "ada.zip"
    done = await command("privacy", "export", user.email.upper(), "--to", str(path))
    assert done.code == 0, done.err
    assert "bytes" in done.out
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as file:
        assert json.loads(file.read("data.json"))["person"]["id"] == user.id
    [entry] = await strive.accounts.audit.find(action=Action.EXPORTED, limit=1)
    assert (entry.target, entry.details) == (f"user:{user.id}", {"asked": "command"})


async def test_no_file_is_written_over(strive, command, tmp_path):
    user, path = await somebody(strive), tmp_path / "kept.zip"
    path.write_text("kept")
    done = await command("privacy", "export", user.email, "--to", str(path))
    assert (done.code, path.read_text()) == (1, "kept")
    assert "is there already" in done.err
    nowhere = await command("privacy", "export", user.email, "--to", "/no/such/folder/x.zip")
    assert (nowhere.code, "cannot be written" in nowhere.err) == (1, True)
    assert (await command("privacy", "export", "no address", "--to", str(path))).code == 1


async def test_a_file_that_is_not_whole_is_left_by_nobody(strive, command, tmp_path, monkeypatch):
    user, path = await somebody(strive), tmp_path / "half.zip"

    async def broken(_self, _person):
        yield b"PK"
        raise ValueError("a store broke")

    monkeypatch.setattr("strive.accounts.privacy.exporting.Exports.archive", broken)
    with pytest.raises(ValueError, match="a store broke"):
        await command("privacy", "export", user.email, "--to", str(path))
    assert not path.exists()


async def test_somebody_is_erased_by_the_command_alone(strive, command, clock):
    user = await somebody(strive, Role.MEMBER, "Otto Lindqvist")
    kept = await command("privacy", "erase", user.email, answer="n\n")
    assert (kept.code, "Nothing was changed" in kept.err) == (1, True)
    assert (await strive.accounts.users.by_id(user.id)).status is UserStatus.ACTIVE
    done = await command("privacy", "erase", user.email, "--yes")
    assert done.code == 0, done.err
    assert "told by mail" in done.out
    assert "/privacy/receipts/" in done.err
    assert not await remains(strive, user.email, user.id, user.name)
    told = (await command("privacy", "receipts", "--json")).json
    assert (told[0]["asked"], told[0]["counts"]["users"]) == ("command", 1)
    assert told[0]["finishedAt"]
    assert told[0]["id"][:6] in (await command("privacy", "receipts")).out
    clock.move(SystemClock().now() - clock.now())
    assert await strive.outbox.deliver_due()  # a worker finds nothing left to do
    [receipt] = await strive.privacy.erasures.newest(limit=1)
    assert receipt.counts == told[0]["counts"]


async def test_somebody_without_an_account_is_erased_by_a_command(strive, command):
    await strive.accounts.entering.registering.ask("una@example.org", "Una", "four quiet harbours")
    done = await command("privacy", "erase", "una@example.org", "--yes", "--json")
    assert done.json["finishedAt"]
    assert not await remains(strive, "una@example.org")


async def test_the_last_administrator_is_not_erased_by_a_command(strive, command):
    await strive.database.raw["users"].update_many(
        {"role": "administrator"}, {"$set": {"status": "disabled"}}
    )
    boss = await somebody(strive, Role.ADMINISTRATOR)
    done = await command("privacy", "erase", boss.email, "--yes")
    assert (done.code, "last administrator" in done.err) == (1, True)
    assert (await strive.accounts.users.by_id(boss.id)).status is UserStatus.ACTIVE
