"""The `limits` collection: one document with the lists and with what is changed of limits.

One document, so that all of it is read and changed at once; its `version` tells a process
whether there is anything new.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from strive.platform.database import Database, Document
from strive.platform.errors import Invalid
from strive.platform.ratelimit.rules import Change, Kind, Rule, Ruleset, Verdict

RULES_MAX: Final = 5_000

_ID: Final = "limits"
_NOTHING: Final[Document] = {"version": 0, "rules": [], "changes": []}
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


class RulesetStore:
    """Reads and changes the document."""

    def __init__(self, database: Database) -> None:
        self._limits = database.collection("limits", fresh=True)

    async def newer_than(self, version: int) -> Ruleset | None:
        """Return what there is, None if it is of this version."""
        found = await self._limits.find_one({"_id": _ID, "version": {"$ne": version}})
        return None if found is None else _ruleset(found)

    async def put_rule(self, rule: Rule, now: datetime) -> None:
        """Put a rule in the place of one about the same; those whose time is over go.

        Raises:
            Invalid: There are too many.
        """
        written = {
            "verdict": rule.verdict.value,
            "kind": rule.kind.value,
            "value": rule.value,
            "reason": rule.reason,
            "until": rule.until,
        }
        is_over = {"$lte": [{"$ifNull": ["$$each.until", _NEVER]}, now]}
        others = _without("rules", {"$or": [_about(rule.kind, rule.value), is_over]})
        await self._limits.update_one({"_id": _ID}, {"$setOnInsert": _NOTHING}, upsert=True)
        result = await self._limits.update_one(
            {"_id": _ID, "$expr": {"$lt": [{"$size": others}, RULES_MAX]}},
            _set("rules", {"$concatArrays": [others, {"$literal": [written]}]}),
        )
        if not result.matched_count:
            raise Invalid(f"The lists have {RULES_MAX:,} entries; lift some first.")

    async def drop_rule(self, kind: Kind, value: str) -> bool:
        """Take a rule out; tell whether there was one."""
        about = {"rules": {"$elemMatch": {"kind": kind.value, "value": value}}}
        others = _without("rules", _about(kind, value))
        result = await self._limits.update_one({"_id": _ID, **about}, _set("rules", others))
        return bool(result.modified_count)

    async def put_change(self, change: Change) -> None:
        """Put a change in the place of one of the same policy."""
        written = {
            "policy": change.policy,
            "quota": change.quota,
            "windowS": change.window_s,
            "shadow": change.shadow,
        }
        others = _without("changes", {"$eq": ["$$each.policy", change.policy]})
        await self._limits.update_one(
            {"_id": _ID},
            _set("changes", {"$concatArrays": [others, {"$literal": [written]}]}),
            upsert=True,
        )

    async def drop_change(self, policy: str) -> bool:
        """Leave a policy as it is declared; tell whether it was changed."""
        others = _without("changes", {"$eq": ["$$each.policy", policy]})
        result = await self._limits.update_one(
            {"_id": _ID, "changes.policy": policy}, _set("changes", others)
        )
        return bool(result.modified_count)


def _about(kind: Kind, value: str) -> dict[str, Any]:
    of_kind = {"$eq": ["$$each.kind", kind.value]}
    return {"$and": [of_kind, {"$eq": ["$$each.value", {"$literal": value}]}]}


def _without(name: str, condition: dict[str, Any]) -> dict[str, Any]:
    """Return a list as it is now, but for what fulfils a condition."""
    entries = {"$ifNull": [f"${name}", []]}
    return {"$filter": {"input": entries, "as": "each", "cond": {"$not": [condition]}}}


def _set(name: str, value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the update that sets a list and counts the version up."""
    version = {"$add": [{"$ifNull": ["$version", 0]}, 1]}
    return [{"$set": {name: value, "version": version}}]


def _ruleset(document: Document) -> Ruleset:
    return Ruleset(
        version=document["version"],
        rules=tuple(
            Rule(
                Verdict(each["verdict"]),
                Kind(each["kind"]),
                each["value"],
                each["reason"],
                each["until"],
            )
            for each in document.get("rules", ())
        ),
        changes=tuple(
            Change(each["policy"], each["quota"], each["windowS"], each["shadow"])
            for each in document.get("changes", ())
        ),
    )
