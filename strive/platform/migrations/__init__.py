"""Migrations: ordered by semantic version, recorded one by one, one runner at a time (DB-7)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.errors import Conflict, Invalid, Unavailable
from strive.platform.leases import Lease, Leases
from strive.platform.migrations.migration import (
    Migration,
    Phase,
    Version,
    discover,
    format_version,
    parse_version,
)
from strive.platform.migrations.store import MigrationStore

__all__ = ["Migration", "Migrations", "Phase", "Standing", "discover", "parse_version"]

LOCK = "migrations"
LOCK_LASTS = timedelta(seconds=30)
LOCK_WAIT_S = 120.0
LOCK_POLL_S = 0.1

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one migration stands: `applied`, `pending`, `interrupted`, or `unknown` here."""

    version: str
    name: str
    phase: str
    state: str
    applied_at: datetime | None = None


class Migrations:
    """The migrations of this release and the database they change."""

    def __init__(
        self,
        database: Database,
        migrations: Sequence[Migration],
        *,
        clock: Clock,
        owner: str,
        lock_wait_s: float = LOCK_WAIT_S,
    ) -> None:
        self._database = database
        self._migrations = sorted(migrations)
        self._store = MigrationStore(database)
        self._leases = Leases(database, owner)
        self._clock = clock
        self._lock_wait_s = lock_wait_s

    async def status(self) -> list[Standing]:
        """Tell where each migration stands, those of a newer release last, as unknown."""
        records = await self._store.records()
        standings = []
        for migration in self._migrations:
            record = records.pop(migration.id, {})
            recorded = record.get("state", "pending")
            state = recorded if recorded in {"applied", "pending"} else "interrupted"
            standings.append(
                Standing(
                    migration.id,
                    migration.name,
                    str(migration.phase),
                    state,
                    record.get("appliedAt"),
                )
            )
        unknown = sorted(records, key=parse_version)
        return standings + [
            Standing(version, records[version]["name"], records[version]["phase"], "unknown")
            for version in unknown
        ]

    async def pending(self, phase: Phase | None = None) -> list[Migration]:
        """Return what `up` would apply, in order."""
        applied = {s.version for s in await self.status() if s.state == "applied"}
        return [
            migration
            for migration in self._migrations
            if migration.id not in applied and phase in {None, migration.phase}
        ]

    async def up(
        self, *, to: Version | None = None, phase: Phase | None = None, dry_run: bool = False
    ) -> list[Migration]:
        """Apply what is pending, up to a version; return what was (or would be) applied.

        Raises `Invalid` when a migration would run before an earlier one of the other phase.
        """
        self._check_known(to)
        if dry_run:
            return _check_order(await self.pending(), to, phase)
        done = []
        async with self._lock() as lease:
            for migration in _check_order(await self.pending(), to, phase):
                await self._apply(migration, lease)
                done.append(migration)
        return done

    async def down(self, *, to: Version | None = None, dry_run: bool = False) -> list[Migration]:
        """Take back what was applied after version `to`, the last first; without one, the last."""
        self._check_known(None if to == (0, 0, 0) else to)
        if dry_run:
            return await self._after(to)
        done = []
        async with self._lock() as lease:
            for migration in await self._after(to):
                await self._revert(migration, lease)
                done.append(migration)
        return done

    async def _after(self, to: Version | None) -> list[Migration]:
        """Return what has (wholly or partly) been applied after a version, the last first."""
        standings = await self.status()
        newer = [s.version for s in standings if s.state == "unknown"]
        if newer:
            raise Conflict(f"{newer[-1]} belongs to a newer release; take it back with that one.")
        touched = {s.version for s in standings if s.state != "pending"}
        applied = [m for m in self._migrations if m.id in touched]
        later = applied[-1:] if to is None else [m for m in applied if m.version > to]
        return later[::-1]

    def _check_known(self, version: Version | None) -> None:
        if version is not None and all(m.version != version for m in self._migrations):
            raise Invalid(f"There is no migration {format_version(version)}.")

    async def _apply(self, migration: Migration, lease: Lease) -> None:
        log.info("migrations.applying", version=migration.id, name=migration.name)
        await self._store.begin(migration, "applying", self._clock.now(), lease.token)
        await migration.up(self._database.raw)
        if not await self._store.applied(migration, self._clock.now(), lease.token):
            raise Conflict(f"Another runner took over during migration {migration.id}.")

    async def _revert(self, migration: Migration, lease: Lease) -> None:
        log.info("migrations.reverting", version=migration.id, name=migration.name)
        await self._store.begin(migration, "reverting", self._clock.now(), lease.token)
        await migration.down(self._database.raw)
        if not await self._store.reverted(migration, lease.token):
            raise Conflict(f"Another runner took over during migration {migration.id}.")

    @asynccontextmanager
    async def _lock(self) -> AsyncIterator[Lease]:
        """Hold the lock, renewed while work goes on; wait for another runner to finish first."""
        try:
            async with asyncio.timeout(self._lock_wait_s):
                while (lease := await self._leases.acquire(LOCK, LOCK_LASTS)) is None:  # noqa: ASYNC110 - another process holds it
                    await asyncio.sleep(LOCK_POLL_S)
        except TimeoutError:
            raise Unavailable("Another migration run holds the lock.") from None
        async with self._leases.held(lease, LOCK_LASTS):
            yield lease


def _check_order(
    pending: Sequence[Migration], to: Version | None, phase: Phase | None
) -> list[Migration]:
    chosen: list[Migration] = []
    passed_over: Migration | None = None
    for migration in pending:
        if to is not None and migration.version > to:
            break
        if phase not in {None, migration.phase}:
            passed_over = passed_over or migration
            continue
        if passed_over is not None:
            raise Invalid(
                f"Migration {migration.id} ({migration.phase}) comes after {passed_over.id} "
                f"({passed_over.phase}), which has to run first."
            )
        chosen.append(migration)
    return chosen
