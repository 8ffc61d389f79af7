"""MongoDB: one client with the seed's options, monitored from the start (DB-1, DB-6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pymongo import ReadPreference, WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession as Session
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    PyMongoError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern

from strive.platform.database.connecting import Client, database_name, open_client, problem_with
from strive.platform.database.indexes import Index
from strive.platform.database.monitoring import CommandMonitor, DatabaseTotals, PoolMonitor
from strive.platform.database.settings import DatabaseSettings
from strive.platform.errors import Invalid

__all__ = [
    "Collection",
    "Database",
    "DatabaseSettings",
    "DatabaseUnavailable",
    "Document",
    "DuplicateKeyError",
    "Index",
    "PyMongoError",
    "RawDatabase",
    "Session",
    "create_indexes",
    "drop_indexes",
    "problem_with",
    "why",
]

T = TypeVar("T")
Document = dict[str, Any]
Collection = AsyncCollection[Document]
RawDatabase = AsyncDatabase[Document]

WIRE_VERSION_MIN = 17  # MongoDB 6.0

DatabaseUnavailable = (ConnectionFailure, ExecutionTimeout, NetworkTimeout, WTimeoutError)
"""What the driver raises when MongoDB is away or too slow; the cause of an HTTP 503."""


def why(error: PyMongoError) -> str:
    """Say in a line what the driver says with the state of its whole topology."""
    return str(error).partition(", Timeout: ")[0].partition(" (configured timeouts: ")[0]


class Database:
    """The application's database; open it inside the event loop that uses it."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.totals = DatabaseTotals()
        monitors = CommandMonitor(self.totals), PoolMonitor(self.totals)
        self._client = open_client(settings, *monitors)
        self._database: RawDatabase = self._client[database_name(settings, self._client)]
        self._fresh = self._database.with_options(read_preference=ReadPreference.PRIMARY)

    @property
    def name(self) -> str:
        """The name of the database."""
        return self._database.name

    @property
    def raw(self) -> RawDatabase:
        """The driver's own handle, for administration (migrations, backup, statistics)."""
        return self._fresh

    @property
    def client(self) -> Client:
        """The driver's client, for administration."""
        return self._client

    def collection(self, name: str, *, fresh: bool = False) -> Collection:
        """Return a collection; `fresh` reads from the primary, to see one's own writes (DB-6)."""
        return (self._fresh if fresh else self._database)[name]

    async def transact(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run `work(session)` in a transaction, again if it lost a race; all or nothing.

        `work` may run more than once: it must only touch the database, with `session=session`.
        """
        async with self._client.start_session(causal_consistency=True) as session:
            return await session.with_transaction(
                work,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
                read_preference=ReadPreference.PRIMARY,
            )

    async def ping(self) -> None:
        """Raise one of `DatabaseUnavailable` unless a server answers that can take writes."""
        await self._fresh.command("ping")

    async def now(self) -> datetime:
        """Return what the clock of the server that takes writes says."""
        moment: datetime = (await self._fresh.command("hello"))["localTime"]
        return moment.replace(tzinfo=UTC)

    async def require_what_strive_needs(self) -> None:
        """Raise `Invalid` for a MongoDB that is too old, or runs alone, without transactions."""
        hello = await self._fresh.command("hello")
        if hello["maxWireVersion"] < WIRE_VERSION_MIN:
            raise Invalid("This MongoDB is too old: Strive needs version 6.0 or later.")
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise Invalid(
                "This MongoDB runs alone: Strive needs a replica set (one member will do: start it "
                "with --replSet and call rs.initiate()) or a sharded cluster, for transactions."
            )

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()


async def create_indexes(database: RawDatabase, indexes: Mapping[str, Iterable[Index]]) -> None:
    """Create indexes collection by collection; those that exist alike are left alone."""
    for collection, wanted in indexes.items():
        models = [index.model() for index in wanted]
        if models:
            await database[collection].create_indexes(models)


async def drop_indexes(database: RawDatabase, indexes: Mapping[str, Iterable[Index]]) -> None:
    """Drop indexes collection by collection; those that are not there are passed over."""
    for collection, unwanted in indexes.items():
        present = await database[collection].index_information()
        for index in unwanted:
            if index.index_name in present:
                await database[collection].drop_index(index.index_name)
