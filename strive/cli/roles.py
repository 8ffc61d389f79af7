"""The roles that run in the background: worker, scheduler."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

import structlog
import uvloop

from strive.app import Strive, opened
from strive.cli.serving import role_settings
from strive.platform.telemetry import configure_logging
from strive.settings import Settings

log = structlog.get_logger(__name__)


def worker() -> None:
    """Do the jobs that are asked for."""
    _run_role(lambda strive: strive.jobs.work())


def scheduler() -> None:
    """Ask for the jobs that are due; one of any number of schedulers leads."""
    _run_role(lambda strive: strive.scheduler().run())


def _run_role(role: Callable[[Strive], Awaitable[None]]) -> None:
    settings = role_settings()
    configure_logging(settings.log_level, settings.log_format)
    if settings.production and not settings.mail.url:
        log.warning(
            "mail.nobody_gets_it", folder=str(settings.mail.folder), missing="STRIVE_SMTP_URL"
        )
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
        if not told.is_set():
            running.result()  # it ended by itself: raise why
