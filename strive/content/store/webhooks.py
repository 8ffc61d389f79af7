"""The `webhooks` collection (endpoints) and `webhookDeliveries` (what was sent to them)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from pymongo import ReturnDocument

from strive.content.store.documents import from_document, storable, to_document
from strive.content.webhook import Attempt, Endpoint
from strive.platform.database import Database, Index

ATTEMPTS_KEPT: Final = timedelta(days=30)
INDEXES: Final = {
    "webhooks": [Index([("enabled", 1), ("events", 1)])],
    "webhookDeliveries": [
        Index([("endpoint", 1), ("at", -1)]),
        Index([("at", 1)], expire_after_seconds=int(ATTEMPTS_KEPT.total_seconds())),
    ],
}


class WebhookStore:
    """Reads and writes endpoints and attempts to reach them."""

    def __init__(self, database: Database) -> None:
        self._endpoints = database.collection("webhooks", fresh=True)
        self._attempts = database.collection("webhookDeliveries", fresh=True)

    async def everything(self, limit: int) -> list[Endpoint]:
        """Return all endpoints."""
        found = self._endpoints.find({}, sort=[("_id", 1)], limit=limit)
        return [from_document(document, Endpoint) async for document in found]

    async def wanting(self, event: str) -> list[Endpoint]:
        """Return the enabled endpoints that asked for an event."""
        found = self._endpoints.find({"enabled": True, "events": event})
        return [from_document(document, Endpoint) async for document in found]

    async def by_id(self, endpoint_id: str) -> Endpoint | None:
        """Return an endpoint."""
        document = await self._endpoints.find_one({"_id": storable(endpoint_id)})
        return from_document(document, Endpoint) if document else None

    async def put(self, endpoint: Endpoint) -> None:
        """Add or replace an endpoint."""
        await self._endpoints.replace_one({"_id": endpoint.id}, to_document(endpoint), upsert=True)

    async def delete(self, endpoint_id: str) -> bool:
        """Remove an endpoint; False if there is none."""
        return (await self._endpoints.delete_one({"_id": storable(endpoint_id)})).deleted_count == 1

    async def succeeded(self, endpoint_id: str) -> None:
        """Forget that an endpoint was failing."""
        await self._endpoints.update_one(
            {"_id": endpoint_id, "failingSince": {"$ne": None}}, {"$set": {"failingSince": None}}
        )

    async def failed(self, endpoint_id: str, now: datetime) -> Endpoint | None:
        """Note since when an endpoint has been failing; return it as it is then."""
        await self._endpoints.update_one(
            {"_id": endpoint_id, "failingSince": None}, {"$set": {"failingSince": now}}
        )
        return await self.by_id(endpoint_id)

    async def disable(self, endpoint: Endpoint, reason: str) -> None:
        """Send an endpoint nothing more, unless it has been changed or has worked meanwhile."""
        await self._endpoints.find_one_and_update(
            {"_id": endpoint.id, "enabled": True, "failingSince": endpoint.failing_since},
            {"$set": {"enabled": False, "disabledReason": reason}},
            return_document=ReturnDocument.AFTER,
        )

    async def record(self, attempt: Attempt) -> None:
        """Keep what became of one attempt."""
        await self._attempts.replace_one({"_id": attempt.id}, to_document(attempt), upsert=True)

    async def attempt(self, endpoint_id: str, attempt_id: str) -> Attempt | None:
        """Return one attempt to reach an endpoint."""
        query = {"_id": storable(attempt_id), "endpoint": storable(endpoint_id)}
        document = await self._attempts.find_one(query)
        return from_document(document, Attempt) if document else None

    async def attempts(self, endpoint_id: str, limit: int) -> list[Attempt]:
        """Return the latest attempts to reach an endpoint."""
        found = self._attempts.find(
            {"endpoint": storable(endpoint_id)}, sort=[("at", -1)], limit=limit
        )
        return [from_document(document, Attempt) async for document in found]
