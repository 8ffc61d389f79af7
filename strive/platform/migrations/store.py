"""The `migrations` collection: one record a migration."""

from __future__ import annotations

from datetime import datetime

from strive.platform.database import Database, Document
from strive.platform.migrations.migration import Migration


class MigrationStore:
    """Reads and writes the records."""

    def __init__(self, database: Database) -> None:
        self._records = database.collection("migrations", fresh=True)

    async def records(self) -> dict[str, Document]:
        """Return every record by version."""
        return {record["_id"]: record async for record in self._records.find({}, sort=[("_id", 1)])}

    async def begin(self, migration: Migration, state: str, now: datetime, token: int) -> None:
        """Record that a step has begun; one that stays so was interrupted."""
        await self._records.update_one(
            {"_id": migration.id},
            {
                "$set": {
                    "name": migration.name,
                    "phase": str(migration.phase),
                    "state": state,
                    "startedAt": now,
                    "token": token,
                }
            },
            upsert=True,
        )

    async def applied(self, migration: Migration, now: datetime, token: int) -> bool:
        """Record success; False when another runner has taken over."""
        result = await self._records.update_one(
            {"_id": migration.id, "token": token}, {"$set": {"state": "applied", "appliedAt": now}}
        )
        return result.matched_count == 1

    async def reverted(self, migration: Migration, token: int) -> bool:
        """Take the record away; False when another runner has taken over."""
        result = await self._records.delete_one({"_id": migration.id, "token": token})
        return result.deleted_count == 1
