"""A small site behind all limits, for tests to attack: `limited_site.py PORT`, ended by SIGTERM.

Its times are short, so that tests need not wait: heads have a second, stalled readers two, bodies
half a second. It serves 10 ms of work a request, two at a time.
"""

from __future__ import annotations

import asyncio
import sys
import time

from granian.constants import Interfaces, Loops
from granian.server import Server
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from strive.kit.clock import SystemClock
from strive.platform.web.backpressure import Backpressure
from strive.platform.web.bodies import BodyLimits, Pace
from strive.platform.web.connections import cut_stalled_readers, granian_options
from strive.platform.web.errors import ErrorBoundary
from strive.platform.web.gate import Gate

HEAD_TIMEOUT_S = 1.0
STALLED_S = 2.0
PACE = Pace(idle_s=0.5, grace_s=0.5)
WORK_S = 0.005
RUNNING_MAX = 8
LARGE = b"x" * 6_000_000


async def page(_request: Request) -> Response:
    """Hold the process for as long as making a page does, with a pause for the database in it."""
    time.sleep(WORK_S / 2)  # noqa: ASYNC251 - it is the point
    await asyncio.sleep(0)
    time.sleep(WORK_S / 2)  # noqa: ASYNC251 - it is the point
    return PlainTextResponse("a page")


async def large(_request: Request) -> Response:
    return Response(LARGE)


async def measure(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def live(_request: Request) -> Response:
    return PlainTextResponse("live")


router = Router(
    [
        Route("/page", page),
        Route("/large", large),
        Route("/measure", measure, methods=["POST"]),
        Route("/livez", live),
    ]
)
gate = Gate(running_max=RUNNING_MAX, waiting_max=64)
site = ErrorBoundary(
    BodyLimits(Backpressure(router, gate), bytes_max=1_000_000, pace=PACE), clock=SystemClock()
)


async def app(scope, receive, send) -> None:
    if scope["type"] != "lifespan":
        scope["app"] = app
        await site(scope, receive, send)
        return
    await receive()
    cutting = asyncio.create_task(cut_stalled_readers(STALLED_S))
    await send({"type": "lifespan.startup.complete"})
    await receive()
    cutting.cancel()
    await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    Server(
        "limited_site:app",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=2,
        **granian_options(head_timeout_s=HEAD_TIMEOUT_S),
    ).serve()
