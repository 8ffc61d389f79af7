"""Claims of backpressure: what is too much is refused, and no place waits for a client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest

from strive.kit.clock import ManualClock
from strive.platform.web.backpressure import Backpressure
from strive.platform.web.errors import ErrorBoundary
from strive.platform.web.gate import Gate, Overloaded

CLOCK = ManualClock(datetime(2026, 3, 14, tzinfo=UTC))


async def settle() -> None:
    for _ in range(5):  # everything that can go on does so
        await asyncio.sleep(0)


@pytest.fixture
def held() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def site(held: asyncio.Event) -> Backpressure:
    """A site for two requests at a time, none waiting, whose answers wait for an event."""

    async def app(scope, _receive, send):
        if scope["path"] != "/livez":
            await held.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"served"})

    return Backpressure(app, Gate(running_max=2, waiting_max=0))


@pytest.fixture
def get(site: Backpressure) -> Callable[..., Awaitable[httpx.Response]]:
    boundary = ErrorBoundary(site, clock=CLOCK, page=_dear_page)

    async def ask(path: str, **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(boundary)
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.get(path, headers=headers)

    return ask


async def _dear_page(_request, _status, _message) -> str:
    return "a page that took long to make"


async def test_what_is_too_much_gets_503_and_when_to_come_back(get, held):
    running = [asyncio.create_task(get("/")) for _ in range(2)]
    await asyncio.sleep(0.01)
    refused = await get("/api/v1/posts")
    held.set()
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["cache-control"] == "no-store"
    assert refused.json()["error"]["code"] == "overloaded"
    assert [(await task).text for task in running] == ["served", "served"]


async def test_the_page_that_refuses_costs_nothing_to_make(get, held):
    running = [asyncio.create_task(get("/")) for _ in range(2)]
    await asyncio.sleep(0.01)
    refused = await get("/", accept="text/html")
    held.set()
    assert refused.text.startswith("<!doctype html>")
    assert "Please try again in a moment" in refused.text
    await asyncio.gather(*running)


async def test_who_watches_over_the_process_is_always_served(get, held):
    running = [asyncio.create_task(get("/")) for _ in range(2)]
    await asyncio.sleep(0.01)
    assert (await get("/livez")).status_code == 200
    held.set()
    await asyncio.gather(*running)


async def test_what_takes_no_work_needs_no_place():
    async def app(_scope, _receive, _send):
        pass

    gate = Gate(running_max=0, waiting_max=0)
    site = Backpressure(app, gate, is_brief=lambda scope: "told already" in scope)
    await site({"type": "http", "path": "/", "told already": True}, None, None)
    with pytest.raises(Overloaded):
        await site({"type": "http", "path": "/"}, None, None)


async def test_places_come_back_when_the_application_fails(site):
    async def fail(_scope, _receive, _send):
        raise RuntimeError

    site.app = fail
    with pytest.raises(RuntimeError):
        await site({"type": "http", "path": "/"}, None, None)
    assert site.gate.running == 0


async def test_no_place_is_held_while_a_client_sends():
    arrived = asyncio.Event()

    async def slow_client():
        await arrived.wait()
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def app(_scope, receive, send):
        assert (await receive())["body"] == b"x"
        await send({"type": "http.response.start", "status": 200, "headers": []})

    site = Backpressure(app, Gate(running_max=1, waiting_max=0))
    sending = [
        asyncio.create_task(site({"type": "http", "path": "/"}, slow_client, _nowhere))
        for _ in range(5)
    ]
    await settle()
    assert site.gate.running == 0
    arrived.set()
    await asyncio.gather(*sending)
    assert (site.gate.running, site.gate.waiting) == (0, 0)


async def test_no_place_is_held_while_a_client_reads():
    read = asyncio.Event()

    async def slow_reader(message):
        if message["type"] == "http.response.body":
            await read.wait()

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})

    site = Backpressure(app, Gate(running_max=1, waiting_max=0))
    reading = asyncio.create_task(site({"type": "http", "path": "/"}, None, slow_reader))
    await settle()
    assert (site.gate.running, reading.done()) == (0, False)
    read.set()
    await reading
    assert site.gate.running == 0


async def test_an_answer_that_begins_while_its_client_sends_holds_no_place():
    gone = asyncio.Event()

    async def client():
        await gone.wait()
        return {"type": "http.disconnect"}

    async def app(_scope, receive, send):
        listening = asyncio.create_task(receive())
        await settle()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await listening

    site = Backpressure(app, Gate(running_max=1, waiting_max=0))
    streaming = asyncio.create_task(site({"type": "http", "path": "/"}, client, _nowhere))
    await settle()
    await settle()
    assert site.gate.running == 0
    gone.set()
    await streaming
    assert site.gate.running == 0


async def _nowhere(_message) -> None:
    pass
