"""The monthly collections of events: `analytics_2026-03` and the like (DB-5)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from strive.platform.database import Index, RawDatabase, create_indexes

INDEXES: Final = (
    Index([("timestamp", -1)]),
    Index([("userId", 1), ("timestamp", -1)]),
    Index([("eventType", 1), ("timestamp", -1)]),
)
"""Those of the seed (DB-2)."""


def collection_of(moment: datetime) -> str:
    """Return the name of the collection that an event of some moment is in; months are UTC's."""
    return f"analytics_{moment.astimezone(UTC):%Y-%m}"


async def create_month(database: RawDatabase, moment: datetime) -> None:
    """Create the collection of a moment's month with its indexes; one that is there stays."""
    await create_indexes(database, {collection_of(moment): INDEXES})
