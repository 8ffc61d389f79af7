"""The whole web role when there is too much to do: what is kept is served, the rest refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import contextmanager

import httpx
import pytest
from published import publish

from strive.app.web import build_web
from strive.platform.web.backpressure import Backpressure
from strive.platform.web.gate import Gate

BASE_URL = "http://localhost:8000"


def gate_of(app) -> Gate:
    while not isinstance(app, Backpressure):
        app = app.app
    return app.gate


@contextmanager
def full(gate: Gate):
    """Let nobody in, nor wait."""
    gate.running, gate._waiting_max = gate._running_max, 0
    yield
    gate.running = 0


@pytest.fixture
async def site(strive, clock) -> AsyncIterator[tuple[httpx.AsyncClient, Gate]]:
    app = build_web(strive)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client, gate_of(app)


async def test_pages_that_are_kept_are_served_and_others_refused(site, strive):
    client, gate = site
    kept = await publish(strive.content, "Kept")
    other = await publish(strive.content, "Other")
    assert (await client.get(kept.path)).status_code == 200
    with full(gate):
        assert (await client.get(kept.path)).status_code == 200
        refused = await client.get(other.path, headers={"accept": "text/html"})
        program = await client.get("/api/v1/posts")
        assert (await client.get("/livez")).status_code == 200
    assert (await client.get(other.path)).status_code == 200
    assert (refused.status_code, program.status_code) == (503, 503)
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["cache-control"] == "no-store"
    assert "please try again in a moment" in refused.text.lower()
    assert program.json()["error"]["code"] == "overloaded"
    assert refused.headers["x-content-type-options"] == "nosniff"


async def test_what_is_stale_is_served_in_place_of_a_refusal(site, strive):
    client, gate = site
    post = await publish(strive.content, "Stale")
    assert (await client.get(post.path)).status_code == 200
    await strive.caches.purging.purge([f"post:{post.id}"], soft=True)
    with full(gate):
        stale = await client.get(post.path)
    assert stale.status_code == 200
    assert stale.headers["cache-status"].startswith("Strive; hit")
