"""How a command reaches the application: databases given, running, or started for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from strive.app import Strive, opened
from strive.cli.failing import INTERRUPTED, fail
from strive.local.errors import LocalError
from strive.local.instance import find_instance
from strive.local.services import services
from strive.platform.database import DatabaseUnavailable, PyMongoError, why
from strive.platform.errors import StriveError
from strive.platform.telemetry import configure_logging
from strive.settings import Settings, load_settings, with_secret

T = TypeVar("T")


@asynccontextmanager
async def connected(*, migrate: bool = True) -> AsyncIterator[Strive]:
    """Open Strive for one command; `migrate` first, where the database is embedded."""
    settings = with_secret(load_settings())
    configure_logging("WARNING", settings.log_format, for_good=False)
    async with services(settings.local, say=_quiet) as found:
        reaching = settings.reaching(found.mongodb_uri, found.valkey_url)
        async with opened(reaching) as strive:
            await strive.database.require_what_strive_needs()
            if migrate and settings.local.mongodb_uri is None:
                await strive.migrations.up()
            yield strive


def site_address(settings: Settings) -> str:
    """Return where readers find the site: as set, else where the running instance answers."""
    local = settings.local
    is_set = settings.base_url != local.url
    instance = None if is_set else find_instance(local.data_dir)
    return instance.url if instance and instance.url else settings.base_url


def execute(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work; a failure that can be named becomes one line and exit code 1."""
    try:
        return asyncio.run(work)
    except (StriveError, LocalError) as error:
        fail(str(error))
    except DatabaseUnavailable as error:
        fail(f"MongoDB does not answer: {why(error)}")
    except PyMongoError as error:
        fail(f"MongoDB refuses: {why(error)}")
    except KeyboardInterrupt:
        fail("Interrupted.", code=INTERRUPTED)


def _quiet(_name: str, _line: str) -> None:
    """Keep the lines of embedded services out of a command's own output."""
