"""The `redirects` collection; a rule's id is its path, so a path has one rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pymongo import ReplaceOne

from strive.content.redirect import Redirect, Source
from strive.content.store.documents import from_document, storable, to_document
from strive.platform.database import Database, Document, Index, Session

INDEXES: Final[dict[str, list[Index]]] = {"redirects": []}


class Imported(NamedTuple):
    """How many rules of an import were written, and which were left out for those made here."""

    written: int
    left_out: list[Redirect]


class RedirectStore:
    """Reads and writes rules."""

    def __init__(self, database: Database) -> None:
        self._rules = database.collection("redirects")
        self._fresh = database.collection("redirects", fresh=True)

    async def among(self, paths: Sequence[str], *, fresh: bool = False) -> dict[str, Redirect]:
        """Return the rules there are for some paths."""
        rules = self._fresh if fresh else self._rules
        found = rules.find({"_id": {"$in": list(paths)}})
        return {str(rule["_id"]): from_document(rule, Redirect) async for rule in found}

    async def beginnings(self, limit: int) -> frozenset[str]:
        """Return the distinct beginnings of rules with a query, to a limit; by the index alone."""
        first = {"$arrayElemAt": [{"$split": ["$_id", "="]}, 0]}
        found = await self._rules.aggregate(
            [
                {"$match": {"_id": {"$regex": "[?]"}}},
                {"$project": {"_id": 1}},
                {"$group": {"_id": first}},
                {"$limit": limit},
            ]
        )
        return frozenset([str(group["_id"]) async for group in found])

    async def put(self, rules: Sequence[Redirect], session: Session | None = None) -> None:
        """Add or replace rules."""
        writes = [ReplaceOne({"_id": rule.path}, to_document(rule), upsert=True) for rule in rules]
        if writes:
            await self._fresh.bulk_write(writes, ordered=False, session=session)

    async def put_imported(
        self, rules: Sequence[Redirect], session: Session | None = None
    ) -> Imported:
        """Add rules of an import, but where somebody made one here.

        A rule that is there already keeps its time, so that a second import changes nothing.
        """
        if not rules:
            return Imported(0, [])
        found = self._fresh.find({"_id": {"$in": [rule.path for rule in rules]}}, session=session)
        here = {str(rule["_id"]): from_document(rule, Redirect) async for rule in found}
        passed = [rule for rule in rules if rule.path in here]
        made_here = [rule for rule in passed if here[rule.path].source is Source.MANUAL]
        kept = {rule.path for rule in passed if rule.says_the_same_as(here[rule.path])}
        kept.update(rule.path for rule in made_here)
        new = [rule for rule in rules if rule.path not in kept]
        await self.put(new, session)
        left_out = [rule for rule in made_here if not rule.says_the_same_as(here[rule.path])]
        return Imported(len(new), left_out)

    async def delete(self, path: str, session: Session) -> bool:
        """Remove a rule; False if there is none."""
        done = await self._fresh.delete_one({"_id": storable(path)}, session=session)
        return done.deleted_count == 1

    async def after(self, path: str, limit: int, part: str = "") -> list[Redirect]:
        """Return rules in the order of their paths, those with a text in the path; by the index."""
        query: Document = {"_id": {"$gt": storable(path)}}
        if part:
            query["_id"] |= {"$regex": re.escape(storable(part))}
        found = self._fresh.find(query, sort=[("_id", 1)], limit=limit, hint=[("_id", 1)])
        return [from_document(rule, Redirect) async for rule in found]
