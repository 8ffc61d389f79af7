"""The three roles: web, worker, scheduler."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

import uvloop

from strive.app import Strive, opened
from strive.cli.runtime import fail
from strive.platform.errors import StriveError
from strive.platform.telemetry import configure_logging
from strive.settings import Settings, load_settings, with_secret

BACKLOG = 4096
STOP_S = 12  # less than the supervisor of `strive run` waits


def serve() -> None:
    """Serve the site over HTTP."""
    from granian.constants import Interfaces, Loops
    from granian.server import Server

    settings = _role_settings()
    Server(
        "strive.app:create",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.local.host,
        port=settings.local.port,
        workers=settings.local.workers,
        loop=Loops.uvloop,
        backlog=BACKLOG,
        websockets=False,
        log_access=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_S,
    ).serve()


def worker() -> None:
    """Do the jobs that are asked for."""
    _run_role(lambda strive: strive.jobs.work())


def scheduler() -> None:
    """Ask for the jobs that are due; one of any number of schedulers leads."""
    _run_role(lambda strive: strive.scheduler().run())


def _role_settings() -> Settings:
    try:
        settings = with_secret(load_settings())
    except StriveError as error:
        fail(str(error))
    if settings.local.mongodb_uri is None or settings.local.valkey_url is None:
        fail("A single role needs STRIVE_MONGODB_URI and STRIVE_VALKEY_URL (or use: strive run).")
    return settings


def _run_role(role: Callable[[Strive], Awaitable[None]]) -> None:
    settings = _role_settings()
    configure_logging(settings.log_level, settings.log_format)
    uvloop.run(_until_told(settings, role))


async def _until_told(settings: Settings, role: Callable[[Strive], Awaitable[None]]) -> None:
    """Run a role until SIGTERM or SIGINT, then let it come to an end."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with opened(settings) as strive:
        running = asyncio.ensure_future(role(strive))
        waiting = asyncio.create_task(told.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
