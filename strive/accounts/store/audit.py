"""The `audit` collection: entries are added and read; only erasing a person changes any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from strive.accounts.entry import Action, Entry
from strive.platform.database import Database, Document, Index, Session

COLLECTION: Final = "audit"
INDEXES: Final = {
    COLLECTION: [
        Index([("at", -1), ("_id", -1)]),
        Index([("action", 1), ("at", -1), ("_id", -1)]),
        Index([("by", 1), ("at", -1), ("_id", -1)]),
        Index([("target", 1), ("at", -1), ("_id", -1)]),
    ],
}
Unit = Literal["hour", "day"]

PATHS_AT_ONCE: Final = 10_000
_NEWEST: Final = [("at", -1), ("_id", -1)]
_PATHS: Final = ["at", "details.path"]


class AuditStore:
    """Adds and reads entries."""

    def __init__(self, database: Database) -> None:
        self._entries = database.collection(COLLECTION, fresh=True)

    async def add(self, entry: Entry, session: Session | None = None) -> None:
        """Add an entry."""
        document: Document = msgspec.to_builtins(entry, builtin_types=(datetime,))
        await self._entries.insert_one(document, session=session)

    async def find(  # noqa: PLR0913 - what entries are chosen by
        self,
        *,
        action: Action | None,
        by: str,
        target: str,
        since: datetime | None,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Entry]:
        """Return entries, newest first; `after` is time and id of the last one seen."""
        query: Document = {}
        if action is not None:
            query["action"] = action.value
        if by:
            query["by"] = by
        if target:
            query["target"] = target
        times: Document = {"$gte": since} if since else {}
        if after is not None:
            older = _older(*after)
            times |= older["at"]
            query["$or"] = older["$or"]
        if times:
            query["at"] = times
        found = self._entries.find(query, sort=_NEWEST, limit=limit)
        return [msgspec.convert(document, Entry) async for document in found]

    async def rename_in_paths(self, text: str, other: str) -> int:
        """Put another text in place of one in addresses that were refused; return in how many.

        Page by page, for whoever knocks at many addresses makes many such entries: one query for
        all of them might not end in time, today as little as tomorrow.
        """
        renamed, after = 0, Document()
        while True:
            query = {"action": Action.DENIED.value, **after}
            found = self._entries.find(query, _PATHS, sort=_NEWEST, limit=PATHS_AT_ONCE)
            page = [document async for document in found]
            for document in page:
                path = str(document.get("details", {}).get("path", ""))
                if text in path:
                    change = {"$set": {"details.path": path.replace(text, other)}}
                    await self._entries.update_one({"_id": document["_id"]}, change)
                    renamed += 1
            if len(page) < PATHS_AT_ONCE:
                return renamed
            last = page[-1]
            after = _older(last["at"], last["_id"])

    async def count_by_action(self, since: datetime) -> dict[str, int]:
        """Count entries since a moment, by action."""
        found = await self._entries.aggregate(
            [
                {"$match": {"at": {"$gte": since}}},
                {"$group": {"_id": "$action", "entries": {"$sum": 1}}},
            ]
        )
        return {str(group["_id"]): int(group["entries"]) async for group in found}

    async def count_over_time(
        self, actions: Sequence[Action], since: datetime, unit: Unit
    ) -> list[tuple[Action, datetime, int]]:
        """Count entries of some actions since a moment, by action and hour or day (UTC)."""
        found = await self._entries.aggregate(
            [
                {
                    "$match": {
                        "action": {"$in": [action.value for action in actions]},
                        "at": {"$gte": since},
                    }
                },
                {
                    "$group": {
                        "_id": {
                            "action": "$action",
                            "at": {"$dateTrunc": {"date": "$at", "unit": unit}},
                        },
                        "entries": {"$sum": 1},
                    }
                },
            ]
        )
        return [
            (Action(group["_id"]["action"]), group["_id"]["at"], int(group["entries"]))
            async for group in found
        ]


def _older(moment: datetime, id_: str) -> Document:
    """Return what finds the entries after one in the order of a list, newest first."""
    return {"at": {"$lte": moment}, "$or": [{"at": {"$lt": moment}}, {"_id": {"$lt": id_}}]}
