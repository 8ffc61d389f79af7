"""What `strive demo` says; what it does is tested in tests/operations/demo."""

from __future__ import annotations

import pytest

from strive.operations.demo.scale import SCALES, Scale


@pytest.fixture
def production(settings) -> dict[str, str]:
    return {"STRIVE_ENVIRONMENT": "production", "STRIVE_BASE_URL": settings.base_url}


async def test_a_production_site_is_spared_unless_it_is_meant(command, production, database):
    refused = await command("demo", "load", "--scale", "10k", **production)
    assert refused.code == 1
    assert "say --in-production" in refused.err
    assert await database.raw["demo"].count_documents({}) == 0
    refused = await command("demo", "remove", **production)
    assert "say --in-production" in refused.err
    meant = await command("demo", "remove", "--in-production", **production)
    assert (meant.code, meant.err) == (1, "There is no demo here.\n")


async def test_a_scale_there_is_not_is_refused(command):
    refused = await command("demo", "load", "--scale", "2k")
    assert refused.code == 2
    assert "100k" in refused.err


async def test_a_whole_demo_by_command(command, monkeypatch):
    monkeypatch.setitem(SCALES, "10k", Scale("10k", 1_000))
    loaded = await command("demo", "load", "--scale", "10k", "--until", "2026-03-14", "--json")
    counts = {"users": 1_000, "subscribers": 1_000, "posts": 10, "events": 12_000}
    assert loaded.json.pop("seconds") > 0
    assert loaded.json | {"seconds": 0} == {
        "scale": "10k",
        "seed": 1,
        "until": "2026-03-14",
        "changed": True,
        "counts": counts,
        "seconds": 0,
    }
    again = await command("demo", "load", "--scale", "10k")
    assert again.out.startswith("Nothing changed: this demo is here already, with 1,000 users")
    removed = await command("demo", "remove")
    assert removed.out.startswith("Removed 12,000 events, 1,000 subscribers, 1,000 users")
