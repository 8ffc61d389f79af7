"""While the application refuses, what is kept is served, and a refusal costs next to nothing."""

from __future__ import annotations

from typing import Any

import pytest


class Shared:
    """A second level that counts how often it is asked."""

    asked = 0

    async def get(self, _asked):
        self.asked += 1

    def put(self, _key, _stored) -> None:
        pass


@pytest.fixture
def state() -> dict[str, Any]:
    return {"is_full": False, "shared": Shared()}


@pytest.fixture
def cache(make_cache, state):
    return make_cache(second_level=state["shared"], is_full=lambda: state["is_full"])


@pytest.fixture
def refuse(origin, state):
    """Have the application refuse from now on."""

    def refuse() -> None:
        state["is_full"] = True
        origin.status, origin.headers, origin.body = 503, {"retry-after": "2"}, b"refused"

    return refuse


async def test_what_is_kept_is_served(client, origin, refuse):
    origin.headers["etag"] = '"a"'
    kept = await client.get("/a")
    refuse()
    assert (await client.get("/a")).text == kept.text
    conditional = await client.get("/a", headers={"if-none-match": '"a"'})
    part = await client.get("/a", headers={"range": "bytes=0-2"})
    assert (conditional.status_code, part.status_code) == (304, 206)
    assert origin.count == 1


async def test_what_is_stale_is_served_and_not_asked_for(client, clocks, origin, refuse):
    kept = await client.get("/a")
    clocks.move(100)
    refuse()
    stale = await client.get("/a")
    assert (stale.status_code, stale.text) == (200, kept.text)
    assert "ttl=-40" in stale.headers["cache-status"]
    assert origin.count == 1


async def test_what_may_not_be_served_stale_is_refused(client, clocks, origin, refuse):
    origin.headers["cache-control"] = "max-age=60, must-revalidate"
    await client.get("/a")
    clocks.move(100)
    refuse()
    assert (await client.get("/a")).status_code == 503


async def test_a_refusal_is_passed_on_without_asking_the_second_level(client, state, refuse):
    refuse()
    refused = await client.get("/new")
    assert (refused.status_code, refused.text) == (503, "refused")
    assert refused.headers["retry-after"] == "2"
    assert state["shared"].asked == 0


async def test_when_there_is_room_again_all_is_as_before(client, origin, state, refuse):
    refuse()
    await client.get("/a")
    state["is_full"] = False
    origin.status, origin.headers = 200, {"cache-control": "max-age=60"}
    assert (await client.get("/a")).status_code == 200
    assert (await client.get("/a")).headers["cache-status"].startswith("Strive; hit")
    assert state["shared"].asked == 1
