"""What `strive run` starts: the composition given to the supervisor, kept small in memory."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from strive.cli.run import Launch, run
from strive.local.errors import LocalError
from strive.local.instance import Instance
from strive.local.services import Services
from strive.platform.errors import StriveError
from strive.settings import Settings, load_settings, with_secret

PREPARE = (sys.executable, "-m", "strive", "prepare")


def launch() -> None:
    """Run the databases and the roles until told to stop."""
    try:
        settings = with_secret(load_settings())
    except StriveError as error:
        fail_to_start(error)
    env = {"STRIVE_LOG_FORMAT": "pretty"} if sys.stderr.isatty() else {}
    run(
        Launch(
            settings=settings.local,
            prepare=lambda services: _prepare(services, env),
            links=lambda instance: _links(settings, instance),
            env=env,
        )
    )


def fail_to_start(error: StriveError) -> NoReturn:
    """Say every mistake in the settings, and end with exit code 1."""
    sys.stderr.write(f"Strive cannot start:\n{error}\n")
    raise SystemExit(1) from None


async def _prepare(services: Services, env: dict[str, str]) -> None:
    """Migrate, and load the sample the first time, in a process that gives its memory back."""
    addresses = {
        "STRIVE_MONGODB_URI": services.mongodb_uri,
        "STRIVE_VALKEY_URL": services.valkey_url,
    }
    child = await asyncio.create_subprocess_exec(*PREPARE, env={**os.environ, **env, **addresses})
    try:
        code = await child.wait()
    except asyncio.CancelledError:
        child.terminate()
        raise
    if code != 0:
        raise LocalError("the database could not be prepared (the reason stands above)")


def _links(settings: Settings, _instance: Instance) -> Sequence[tuple[str, str]]:
    return [("API", f"{settings.base_url}/api/docs"), ("Feed", f"{settings.base_url}/feed.xml")]
