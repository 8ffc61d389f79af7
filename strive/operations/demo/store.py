"""The only code of the demo that speaks to MongoDB."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import pymongo
from pymongo import WriteConcern
from pymongo.errors import BulkWriteError

from strive.analytics.months import collection_of, create_month
from strive.operations.demo.people import MARK
from strive.operations.demo.record import Record
from strive.operations.demo.visits import PREFIX
from strive.platform.database import Collection, Database, Document

_ID: Final = "demo"
_DUPLICATE: Final = 11000
_WRITE_TIMEOUT_S: Final = 120.0
_INDEX_TIMEOUT_S: Final = 3_600.0
_UNTOLD: Final = WriteConcern(w=1)  # the record is told to the majority, and comes after


class DemoStore:
    """Reads and writes the demo and what is known of it."""

    def __init__(self, database: Database) -> None:
        self._raw = database.raw
        self._records = database.collection("demo", fresh=True)

    async def record(self) -> Record | None:
        """Return what is written down of the demo, None without one."""
        document = await self._records.find_one({"_id": _ID})
        return msgspec.convert(document, Record) if document else None

    async def begin(self, record: Record) -> None:
        """Write down that a demo is being loaded."""
        document = msgspec.to_builtins(record, builtin_types=(datetime,))
        await self._records.insert_one(document)

    async def advance(self, part: str, done: int) -> None:
        """Write down how far a part has come."""
        await self._records.update_one({"_id": _ID}, {"$set": {f"done.{part}": done}})

    async def finish(self, now: datetime) -> None:
        """Write down that everything is there."""
        await self._records.update_one({"_id": _ID}, {"$set": {"finishedAt": now}})

    async def leave(self) -> None:
        """Write down that the demo is being removed."""
        await self._records.update_one({"_id": _ID}, {"$set": {"isLeaving": True}})

    async def forget(self) -> None:
        """Write down nothing more: the demo is gone."""
        await self._records.delete_one({"_id": _ID})

    async def insert(self, collection: str, documents: Sequence[Document]) -> None:
        """Add documents; those that are there already are left as they are."""
        with pymongo.timeout(_WRITE_TIMEOUT_S):
            try:
                await self._collection(collection).insert_many(documents, ordered=False)
            except BulkWriteError as error:
                if any(each["code"] != _DUPLICATE for each in error.details["writeErrors"]):
                    raise

    async def index_months(self, moments: Sequence[datetime]) -> None:
        """Create the indexes of the months of events: at the end, which takes a fraction."""
        with pymongo.timeout(_INDEX_TIMEOUT_S):
            for moment in moments:
                await create_month(self._raw, moment)

    async def delete_people(self, collection: str, ids: Sequence[str]) -> int:
        """Remove those of the people that are the demo's; return how many."""
        return await self._delete(collection, {"_id": {"$in": list(ids)}, MARK: True})

    async def delete_events(self, month: datetime, hours: range) -> int:
        """Remove the demo's events of some hours from the collection of a month."""
        bounds = {"$gte": f"{PREFIX}{hours.start:03}.", "$lt": f"{PREFIX}{hours.stop:03}."}
        return await self._delete(collection_of(month), {"_id": bounds})

    async def _delete(self, collection: str, query: dict[str, Any]) -> int:
        with pymongo.timeout(_WRITE_TIMEOUT_S):
            return (await self._collection(collection).delete_many(query)).deleted_count

    def _collection(self, name: str) -> Collection:
        return self._raw[name].with_options(write_concern=_UNTOLD)
