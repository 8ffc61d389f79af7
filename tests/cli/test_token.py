"""`strive token` as programs read it; what tokens are is tested in tests/accounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


async def test_times_are_written_for_programs_in_rfc_3339(command):
    words = ("--scope", "content:read", "--expires", "12h", "--json")
    made = (await command("token", "create", "reader", *words)).json
    [listed] = (await command("token", "list", "--json")).json
    assert made.pop("secret").startswith("strive_")
    assert listed == made
    assert (listed["scopes"], listed["lastUsedAt"]) == (["content:read"], None)
    created, expires = (datetime.fromisoformat(listed[name]) for name in ("createdAt", "expiresAt"))
    assert created.tzinfo == UTC
    assert expires - created == timedelta(hours=12)


async def test_people_see_dates_without_seconds(command):
    await command("token", "create", "for good", "--scope", "content:read")
    shown = (await command("token", "list")).out
    assert "never" in shown
    assert f"{datetime.now(UTC):%Y-%m-}" in shown
