"""Claims of `strive.platform.web.health`."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from strive.kit.clock import SystemClock
from strive.platform.web import health
from strive.platform.web.health import Health


async def well() -> None:
    """Answer at once."""


async def ill() -> None:
    raise ConnectionError("user:password@host refused")


async def hang() -> None:
    await asyncio.Event().wait()


async def ask(checks, path: str) -> httpx.Response:
    app = Starlette(routes=Health(checks, SystemClock()).routes())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        return await client.get(path)


async def test_ready_when_everything_answers():
    response = await ask({"mongodb": well}, "/readyz")
    assert (response.status_code, response.json()["success"]) == (200, True)


async def test_not_ready_with_what_is_wrong_and_without_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "CHECK_TIMEOUT_S", 0.05)
    response = await ask({"mongodb": ill, "valkey": hang, "disk": well}, "/readyz")
    assert response.status_code == 503
    reasons = response.json()["error"]["reasons"]
    assert reasons == {"mongodb": "ConnectionError", "valkey": "no answer within 0.05 s"}
    assert "password" not in response.text


async def test_live_whatever_else_is_away():
    assert (await ask({"mongodb": ill}, "/livez")).status_code == 200
