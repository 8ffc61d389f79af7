"""What waits in the outbox about one person: letters to them, above all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from strive.platform.database import Database, Document
from strive.platform.outbox.store import OutboxStore
from strive.platform.privacy import Person, Reach, Record

STORE: Final = "outbox"
_SHOWN: Final = ("topic", "payload", "state", "createdAt", "lastError")


def outbox_reach(database: Database) -> Reach:
    """Return the reach into the outbox; what is about nobody in particular is left alone."""
    store = OutboxStore(database)

    async def about(person: Person) -> AsyncIterator[Document]:
        known = {text for text in (person.id, *person.emails) if text}
        async for entry in store.personal():
            if not known.isdisjoint(_texts([entry["payload"], entry.get("lastError", "")])):
                yield entry

    async def export(person: Person) -> AsyncIterator[Record]:
        async for entry in about(person):
            yield {name: entry[name] for name in _SHOWN if name in entry}

    async def erase(person: Person) -> int:
        ids = [str(entry["_id"]) async for entry in about(person)]
        return await store.delete(ids) if ids else 0

    return Reach(STORE, export, erase)


def _texts(value: Any) -> set[str]:
    """Return all texts in a value, however deep."""
    match value:
        case str():
            return {value}
        case dict():
            return set[str]().union(*map(_texts, value.values()))
        case list():
            return set[str]().union(*map(_texts, value))
    return set()
