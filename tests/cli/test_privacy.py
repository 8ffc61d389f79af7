"""`strive privacy` as people and programs read it."""

from __future__ import annotations


async def test_the_record_of_processing_is_printed(command):
    out = (await command("privacy", "register")).out
    assert out.startswith("# Record of processing\n")
    assert "| collection `users` | e-mail address, name" in out


async def test_programs_read_the_record_as_json(command):
    told = (await command("privacy", "register", "--json")).json
    [users] = [entry for entry in told["personal"] if entry["name"] == "users"]
    assert users["basis"] == "contract, Art. 6(1)(b)"
    assert {entry["name"] for entry in told["notPersonal"]} >= {"leases", "migrations"}
