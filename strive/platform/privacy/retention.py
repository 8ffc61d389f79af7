"""Removing what is past its time, where no store does it by itself (SEC-4).

The times stand in the register, beside what is held. A job looks every hour, in one process of
many, and removes in bounded batches; whatever interrupts it, the next look goes on. Nothing is
judged by one clock alone: that of this machine and that of the database have both to say that the
time is over, so a clock that is wrong removes nothing too early.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from msgspec import Struct, field

from strive.kit.clock import Clock
from strive.platform.database import Database, DatabaseUnavailable, why
from strive.platform.errors import Conflict
from strive.platform.leases import Leases
from strive.platform.privacy.ending import By, End
from strive.platform.privacy.register import Register, Where

COLLECTION: Final = "retentionRuns"
BATCH: Final = 1_000
BATCHES_MAX: Final = 200  # a look that has more to remove leaves the rest to the next
LEASE: Final = timedelta(seconds=60)

Remove = Callable[[datetime, int], Awaitable[int]]
"""Removes what is from before a moment, at most so many; returns how many it removed."""

log = structlog.get_logger(__name__)


class Sweep(Struct, frozen=True):
    """What is removed from a store, and when."""

    store: str
    after: timedelta
    remove: Remove


class Run(Struct, frozen=True, rename="camel", kw_only=True):
    """The last time a store was looked through.

    `total` counts what was removed ever; `is_finished` is false where more is left for the next
    look; `error` says in a word what interrupted it.
    """

    store: str = field(name="_id")
    at: datetime
    removed: int
    total: int
    took_ms: int
    is_finished: bool
    error: str = ""


class Retention:
    """Keeps to the times of the register."""

    def __init__(
        self, database: Database, leases: Leases, clock: Clock, sweeps: Sequence[Sweep]
    ) -> None:
        self.sweeps = tuple(sweeps)
        self._database = database
        self._runs = database.collection(COLLECTION, fresh=True)
        self._leases = leases
        self._clock = clock

    async def retain(self) -> int:
        """Remove what is past its time; return how much. 0 while another process does it."""
        lease = await self._leases.acquire("privacy.retain", LEASE)
        if lease is None:
            return 0
        try:
            async with self._leases.held(lease, LEASE):
                return sum([await self._swept(sweep) for sweep in self.sweeps])
        except Conflict:  # another goes on
            return 0

    async def last_runs(self) -> list[Run]:
        """Return when each store was last looked through, and what that removed, by store."""
        found = self._runs.find({}, sort=[("_id", 1)])
        return [msgspec.convert(document, Run) async for document in found]

    async def _swept(self, sweep: Sweep) -> int:
        """Look through one store; a failure of it keeps no other waiting.

        Raises one of `DatabaseUnavailable`, for then no other would go on.
        """
        started, removed, is_finished, error = time.perf_counter(), 0, False, ""
        try:
            before = await self._earliest_now() - sweep.after
            for _ in range(BATCHES_MAX):
                some = await sweep.remove(before, BATCH)
                removed += some
                if some < BATCH:
                    is_finished = True
                    break
        except DatabaseUnavailable as away:
            log.warning(
                "retention.interrupted", store=sweep.store, removed=removed, error=why(away)
            )
            raise
        except Exception as failure:  # the others have their times too
            log.exception("retention.failed", store=sweep.store, removed=removed)
            error = type(failure).__name__
        took_ms = round((time.perf_counter() - started) * 1000)
        if removed:
            log.info("retention.removed", store=sweep.store, removed=removed, duration_ms=took_ms)
        await self._note(sweep.store, removed, took_ms, is_finished=is_finished, error=error)
        return removed

    async def _earliest_now(self) -> datetime:
        """Return what the slower of two clocks says."""
        return min(self._clock.now(), await self._database.now())

    async def _note(
        self, store: str, removed: int, took_ms: int, *, is_finished: bool, error: str
    ) -> None:
        last = {
            "at": self._clock.now(),
            "removed": removed,
            "tookMs": took_ms,
            "isFinished": is_finished,
            "error": error,
        }
        await self._runs.update_one(
            {"_id": store}, {"$set": last, "$inc": {"total": removed}}, upsert=True
        )


def sweeps_of(register: Register, database: Database, hands: Mapping[str, Remove]) -> list[Sweep]:
    """Return what the register leaves to the job.

    A collection whose entries may simply go needs no more than its declaration; for other stores
    `hands` says by name how something is removed.

    Raises `ValueError` where a store needs a hand and has none.
    """
    sweeps: list[Sweep] = []
    for holding in register.holdings:
        for end in holding.ends:
            if end.by is not By.JOB:
                continue
            remove = hands.get(holding.name)
            if remove is None and holding.where is not Where.COLLECTION:
                raise ValueError(f"Nothing removes from {holding.where} {holding.name}.")
            remove = remove or from_collection(database, holding.name, end)
            sweeps.append(Sweep(holding.name, end.after, remove))
    return sweeps


def from_collection(database: Database, name: str, end: End) -> Remove:
    """Return what removes entries of a collection; the field `end.since` needs an index."""
    collection = database.collection(name, fresh=True)

    async def remove(before: datetime, limit: int) -> int:
        query = {**end.only, end.since: {"$lt": before}}
        ids = [each["_id"] async for each in collection.find(query, ["_id"], limit=limit)]
        if not ids:
            return 0
        return (await collection.delete_many({**query, "_id": {"$in": ids}})).deleted_count

    return remove
