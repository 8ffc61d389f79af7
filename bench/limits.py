"""What a rate-limit check costs, in CPU of the process that asks, round trip and all."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from typing import Final

import uvloop
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from bench.figures import Figure
from strive.platform.ratelimit import By, Limiter, LimitLayer, Policy, Table, is_api, limited
from strive.platform.ratelimit.shared import SharedWindows
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey

CHECKS: Final = 4_000
AT_ONCE: Final = 50
LIMIT_US: Final = 150.0

ONE: Final = (Policy("one", 1_000_000, 60),)
THREE: Final = (
    Policy("address", 1_000_000, 60),
    Policy("account", 1_000_000, 60, by=By.ACCOUNT),
    Policy("everyone", 1_000_000, 60, by=By.EVERYONE, advertised=False),
)
ONCE: Final = (Policy("once", 1, 3_600),)


def checks(valkey_url: str) -> list[Figure]:
    """Measure checks on a running Valkey."""
    return uvloop.run(_checks(valkey_url))


async def _checks(valkey_url: str) -> list[Figure]:
    valkey = open_valkey(ValkeySettings(valkey_url, timeout_ms=5_000))
    windows = SharedWindows(open_valkey(ValkeySettings(valkey_url, timeout_ms=5_000)))
    one, three, blocked = (_layer(windows, limits) for limits in (ONE, THREE, ONCE))
    await _cpu_us(one, 500)
    calls, busy_us = await _scripts(valkey)
    alone_us = await _cpu_us(one)
    calls_after, busy_us_after = await _scripts(valkey)
    script_us = (busy_us_after - busy_us) / (calls_after - calls)
    note = f"one at a time; and {script_us:.0f} us in Valkey"
    figures = [
        Figure("rate-limit check, CPU", alone_us, "us", LIMIT_US, note=note),
        Figure("rate-limit check of three policies, CPU", await _cpu_us(three), "us", LIMIT_US),
        Figure(
            "rate-limit check, CPU under load",
            await _cpu_us(one, at_once=AT_ONCE),
            "us",
            LIMIT_US,
            note=f"{AT_ONCE} at once",
        ),
    ]
    await _cpu_us(blocked, 2)
    before = windows.round_trips
    refused_us = await _cpu_us(blocked)
    trips = windows.round_trips - before
    figures.append(
        Figure("refusal of who is blocked, CPU", refused_us, "us", note=f"{trips} round trips")
    )
    await windows.close()
    await valkey.aclose()
    return figures


def _layer(windows: SharedWindows, limits: Sequence[Policy]) -> LimitLayer:
    """Return the layer over an application that answers nothing much."""
    limiter = Limiter(windows, site="bench", secret=secrets.token_hex(8))
    table = Table(limited([Route("/api/v1/posts", _answer)], tuple(limits)), otherwise=())
    account = secrets.token_hex(8)
    return LimitLayer(
        _answer,
        limiter,
        table,
        covers=is_api,
        refused=_answer,
        account_of=lambda _scope: account,
    )


async def _answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _cpu_us(layer: LimitLayer, count: int = CHECKS, *, at_once: int = 1) -> float:
    """Return the CPU time of one request, in microseconds."""

    async def client() -> None:
        for _ in range(count // at_once):
            await _ask(layer)

    started = time.process_time()
    await asyncio.gather(*(client() for _ in range(at_once)))
    return (time.process_time() - started) * 1e6 / count


async def _ask(layer: LimitLayer) -> None:
    client = ("203.0.113.7", 1234)
    path = "/api/v1/posts"
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": client}
    await layer(scope, _receive, _send)


async def _receive() -> Message:
    return {"type": "http.disconnect"}


async def _send(_message: Message) -> None:
    return None


async def _scripts(valkey: Valkey) -> tuple[int, int]:
    """Return how many scripts Valkey has run, and for how many microseconds."""
    stats = (await valkey.info("commandstats")).get("cmdstat_evalsha", {"calls": 0, "usec": 0})
    return stats["calls"], stats["usec"]
