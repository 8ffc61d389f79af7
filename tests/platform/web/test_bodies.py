"""Claims about bodies: bounded in size and time while they arrive, whatever they say they are."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, Router

from strive.kit.clock import ManualClock
from strive.platform.errors import TooLarge
from strive.platform.web.bodies import BodyLimits, BodyUpTo, Pace, TooSlow
from strive.platform.web.errors import ErrorBoundary

LIMIT = 1_000
CLOCK = ManualClock(datetime(2026, 3, 14, tzinfo=UTC))
PACE = Pace(idle_s=0.05, grace_s=0.15, rate_min=1_000_000.0)

api = FastAPI()


class Note(BaseModel):
    text: str


@api.post("/notes")
async def note(note: Note) -> str:
    return note.text


async def measure(request: Request) -> Response:
    """Answer how much was sent; the largest part that was held at once is in a field."""
    size = largest = 0
    async for chunk in request.stream():
        size, largest = size + len(chunk), max(largest, len(chunk))
    return PlainTextResponse(str(size), headers={"x-largest": str(largest)})


async def ignore(_request: Request) -> Response:
    return PlainTextResponse("not read")


async def swallow(request: Request) -> Response:
    """Answer as if all were well, whatever reading ran into."""
    try:
        await request.body()
    except Exception:  # noqa: BLE001 - that is what it is for
        return PlainTextResponse("fine")
    return PlainTextResponse("read")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    router = Router(
        [
            Route("/measure", measure, methods=["GET", "POST"]),
            Route(
                "/large", measure, methods=["POST"], middleware=[Middleware(BodyUpTo, 5 * LIMIT)]
            ),
            Route("/small", measure, methods=["POST"], middleware=[Middleware(BodyUpTo, 10)]),
            Route("/ignore", ignore, methods=["POST"]),
            Route("/swallow", swallow, methods=["POST"]),
            Mount("/api", api),
        ]
    )

    async def app(scope, receive, send):
        await router(scope, receive, send)

    site = ErrorBoundary(BodyLimits(app, bytes_max=LIMIT, pace=PACE), clock=CLOCK)
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as opened:
        opened.headers["accept"] = "application/json"
        yield opened


async def chunks(*parts: bytes, pause_s: float = 0.0) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(pause_s)
        yield part


async def test_a_body_within_the_limit_arrives_whole(client):
    assert (await client.post("/measure", content=b"x" * LIMIT)).text == str(LIMIT)


async def test_a_request_without_a_body_is_not_looked_at(client):
    assert (await client.get("/measure")).text == "0"
    assert (await client.post("/measure")).text == "0"


async def test_a_body_that_says_it_is_larger_is_refused_unread(client):
    async def unread():
        raise AssertionError("read")
        yield b""

    answer = await client.post(
        "/measure", content=unread(), headers={"content-length": "1000000000"}
    )
    assert answer.status_code == 413
    assert answer.json()["error"] == {
        "message": "This takes 1,000 bytes at most.",
        "code": "too_large",
    }


async def test_a_body_of_unknown_length_is_counted(client):
    taken = 0

    async def endless():
        nonlocal taken
        while True:
            taken += 100
            yield b"x" * 100

    answer = await client.post("/measure", content=endless())
    assert answer.status_code == 413
    assert taken <= LIMIT + 200


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [("/large", 5 * LIMIT, 200), ("/large", 5 * LIMIT + 1, 413), ("/small", 11, 413)],
)
async def test_a_route_has_the_limit_that_stands_beside_it(client, path, size, status):
    assert (await client.post(path, content=b"x" * size)).status_code == status


async def test_whatever_an_application_makes_of_it_the_answer_is_413(client):
    assert (await client.post("/swallow", content=b"x" * 2 * LIMIT)).status_code == 413
    note = {"text": "x" * 2 * LIMIT}
    assert (await client.post("/api/notes", json=note)).status_code == 413


async def test_a_body_nobody_reads_is_nobodys_burden(client):
    assert (await client.post("/ignore", content=b"x" * 2 * LIMIT)).text == "not read"


async def test_a_body_that_stops_arriving_is_given_up(client):
    answer = await client.post("/measure", content=chunks(b"a", b"b", pause_s=0.2))
    assert answer.status_code == 408
    assert answer.json()["error"]["code"] == "request_timeout"


async def test_a_body_that_trickles_is_given_up(client):
    answer = await client.post("/measure", content=chunks(*[b"a"] * 50, pause_s=0.02))
    assert answer.status_code == 408


async def test_a_large_body_has_the_time_it_needs():
    seconds = 0.0

    async def receive():
        nonlocal seconds
        seconds += 9.0
        return {"type": "http.request", "body": b"x" * 20_000, "more_body": True}

    async def app(_scope, receive, _send):
        for _ in range(50):
            await receive()

    pace = Pace(idle_s=10.0, grace_s=20.0, rate_min=1_024.0)
    limits = BodyLimits(app, bytes_max=2_000_000, pace=pace, now=lambda: seconds)
    await limits(scope_of_a_post(), receive, None)


async def test_one_that_is_too_slow_for_its_size_has_not():
    seconds = 0.0

    async def receive():
        nonlocal seconds
        seconds += 9.0
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x" * 1_000, "more_body": True}

    async def app(_scope, receive, _send):
        while True:
            await receive()

    limits = BodyLimits(app, now=lambda: seconds)
    with pytest.raises(TooSlow):
        await limits(scope_of_a_post(), receive, None)
    assert seconds < 40, "20 s, and one for each thousand bytes"


async def test_a_refused_body_is_let_go_at_once():
    """The server keeps the connection for as long as anything holds on to its body."""

    class Client:
        async def __call__(self):
            return {"type": "http.request", "body": b"x" * LIMIT, "more_body": True}

    async def app(_scope, receive, _send):
        while True:
            await receive()

    client = Client()
    held = weakref.ref(client)
    limits = BodyLimits(app, bytes_max=LIMIT)
    gc.disable()
    try:
        with suppress(TooLarge):
            await limits(scope_of_a_post(), client, None)
        del client
        assert held() is None
    finally:
        gc.enable()


async def test_compressed_bodies_are_refused(client):
    answer = await client.post("/measure", content=b"x", headers={"content-encoding": "gzip"})
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"


async def test_an_answer_that_has_begun_is_not_followed_by_another(client):
    async def app(_scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await receive()
        finally:
            await send({"type": "http.response.body", "body": b""})

    sent = []

    async def send(message):
        sent.append(message)

    limits = BodyLimits(app, bytes_max=LIMIT)
    with pytest.raises(Exception, match="1,000 bytes"):
        await limits(scope_of_a_post(length=b"2000"), None, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


def scope_of_a_post(length: bytes = b"1000"):
    headers = [(b"content-length", length)]
    return {"type": "http", "http_version": "1.1", "method": "POST", "headers": headers}
