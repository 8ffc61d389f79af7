"""Every query the application issues in the test run is explained; none may scan a collection.

The recorder sees commands as the driver starts them, keeps one example of each shape that comes
from the application's own code, and `explain_all` asks MongoDB how it would run it (DB-2). A
command without a time limit is kept too (DB-1).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bson.codec_options import CodecOptions, DatetimeConversion

import strive
from strive.platform.database import Database
from strive.platform.database.monitoring import observers

_APPLICATION = str(Path(strive.__file__).parent)
_DRIVER_SIDE = str(Path(_APPLICATION) / "platform" / "database")
_ADMINISTRATION = str(Path(_APPLICATION) / "migrations")
_QUERIES = ("find", "aggregate", "count", "distinct", "update", "delete", "findAndModify")
_BOUNDED = (*_QUERIES, "insert")
_NOT_EXPLAINED = {
    "lsid",
    "txnNumber",
    "startTransaction",
    "autocommit",
    "maxTimeMS",
    "writeConcern",
    "readConcern",
    "ordered",
}

# A plan may name the last moment MongoDB knows, which is none of Python's.
_ANY_TIME = CodecOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)

Shape = tuple[str, str, str]


class Plans:
    """The queries seen, by database, and the shapes already explained."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[Shape, dict[str, Any]]] = {}
        self._explained: set[Shape] = set()
        self._unbounded: dict[str, set[str]] = {}

    def watch(self) -> None:
        """Start looking at every command."""
        observers.append(self._see)

    def _see(self, database: str, command: Mapping[str, Any]) -> None:
        kind = next(iter(command))
        if kind in _BOUNDED and "maxTimeMS" not in command and _by_application():
            self._unbounded.setdefault(database, set()).add(f"{kind} on {command[kind]}")
        if kind not in _QUERIES:
            return
        for query in _single(kind, command):
            shape = (kind, command[kind], _shape(query))
            seen = self._seen.setdefault(database, {})
            if shape not in seen and shape not in self._explained and _by_application():
                seen[shape] = query

    def without_time_limit(self, database: Database) -> list[str]:
        """Return what was asked of a database without a `maxTimeMS`."""
        return sorted(self._unbounded.pop(database.name, ()))

    async def explain_all(self, database: Database) -> list[str]:
        """Explain what was seen in a database; return the queries that scan a collection."""
        scans = []
        for shape, query in self._seen.pop(database.name, {}).items():
            self._explained.add(shape)
            plan = await database.raw.command(
                "explain", query, verbosity="queryPlanner", codec_options=_ANY_TIME
            )
            if "COLLSCAN" in _stages(plan):
                scans.append(f"{shape[0]} on {shape[1]}: {shape[2]}")
        return scans


def _single(kind: str, command: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the command as explain takes it: one statement, without session and concerns."""
    plain = {
        key: value
        for key, value in command.items()
        if key not in _NOT_EXPLAINED and not key.startswith("$")
    }
    statements = {"update": "updates", "delete": "deletes"}.get(kind)
    if statements is None:
        yield plain
        return
    for statement in plain[statements]:
        yield {**plain, statements: [statement]}


def _shape(value: Any, depth: int = 0) -> str:
    """Write a query with its values left out."""
    if isinstance(value, Mapping):
        parts = (f"{key}: {_shape(inner, depth + 1)}" for key, inner in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(sorted({_shape(inner, depth + 1) for inner in value})) + "]"
    return "…"


def _by_application() -> bool:
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_APPLICATION) and not name.startswith((_DRIVER_SIDE, _ADMINISTRATION)):
            return True
        frame = frame.f_back
    return False


def _stages(plan: Any) -> set[str]:
    if isinstance(plan, Mapping):
        own = {plan["stage"]} if isinstance(plan.get("stage"), str) else set()
        winning = {key: value for key, value in plan.items() if key != "rejectedPlans"}
        return own.union(*map(_stages, winning.values()))
    if isinstance(plan, list):
        return set().union(*map(_stages, plan))
    return set()
