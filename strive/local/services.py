"""MongoDB and Valkey for whoever needs them: the given, the running, or embedded ones."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.kit.clock import Clock, SystemClock
from strive.local.errors import AlreadyRunning
from strive.local.folders import clock_warning, make_folders, require_space
from strive.local.instance import (
    Instance,
    become_instance,
    find_instance,
    remove_instance,
    write_instance,
)
from strive.local.keeper import start_together, stop_together
from strive.local.lock import FileLock, try_lock
from strive.local.mongod import Mongod
from strive.local.output import Say, print_line
from strive.local.process import Spawner, open_spawner
from strive.local.valkey import ValkeyServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from strive.local.folders import Folders
    from strive.local.settings import LocalSettings

HANDOVER_S = 20.0


@dataclass(frozen=True)
class Services:
    """Addresses of the databases; they may hold passwords."""

    mongodb_uri: str
    valkey_url: str

    def __repr__(self) -> str:
        """Leave the addresses out."""
        return "Services()"


@contextlib.asynccontextmanager
async def embedded(
    settings: LocalSettings, folders: Folders, spawner: Spawner, clock: Clock
) -> AsyncIterator[Services]:
    """Run what the settings do not give addresses of, both at once, until the context is left.

    Raises:
        LocalError: One of them cannot run; nothing is left running then.
    """
    mongod = valkey = None
    if settings.mongodb_uri is None:
        require_space(folders)
        if warning := clock_warning(folders, clock.now()):
            spawner.say("strive", warning)
        mongod = Mongod(folders, settings.mongodb_cache_gb, spawner)
    if settings.valkey_url is None:
        valkey = ValkeyServer(folders, settings.valkey_memory_mb, spawner)
    started = [service for service in (mongod, valkey) if service is not None]
    await start_together(started)
    try:
        yield Services(
            mongodb_uri=settings.mongodb_uri or (mongod.uri if mongod else ""),
            valkey_url=settings.valkey_url or (valkey.url if valkey else ""),
        )
    finally:
        await stop_together(started)


@contextlib.asynccontextmanager
async def services(
    settings: LocalSettings, say: Say = print_line, clock: Clock | None = None
) -> AsyncIterator[Services]:
    """Give a command the databases: those given, of the running instance, or its own meanwhile.

    Commands may overlap: the one that started the embedded services keeps them until the others
    are done.

    Raises:
        LocalError: There is no way to have them.
    """
    if settings.mongodb_uri is not None and settings.valkey_url is not None:
        yield Services(settings.mongodb_uri, settings.valkey_url)
        return
    folders = make_folders(settings.data_dir)
    hold = await _join_or_lead(folders)
    with hold.lock:
        if hold.instance is not None:
            yield Services(
                settings.mongodb_uri or hold.instance.mongodb_uri,
                settings.valkey_url or hold.instance.valkey_url,
            )
            return
        async with (
            open_spawner(say) as spawner,
            embedded(settings, folders, spawner, clock or SystemClock()) as own,
        ):
            write_instance(folders, Instance(os.getpid(), None, own.mongodb_uri, own.valkey_url))
            try:
                yield own
            finally:
                await _withdraw(folders, say)


@dataclass(frozen=True)
class _Hold:
    """A lock, and the instance it is shared with; None when this process leads."""

    lock: FileLock
    instance: Instance | None


async def _join_or_lead(folders: Folders) -> _Hold:
    """Share a live instance, or become it; waits out one that is starting or stopping."""
    deadline = time.monotonic() + HANDOVER_S
    while True:
        if users := try_lock(folders.run / "users", shared=True):
            if instance := find_instance(folders.data):
                return _Hold(users, instance)
            users.release()
        try:
            return _Hold(become_instance(folders), None)
        except AlreadyRunning:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(0.1)


async def _withdraw(folders: Folders, say: Say) -> None:
    """Wait for commands that share these services, then let no other in."""
    told = False
    while (alone := try_lock(folders.run / "users")) is None:
        if not told:
            say("strive", "another command still uses the database; waiting for it")
            told = True
        await asyncio.sleep(0.1)
    with alone:
        remove_instance(folders)
