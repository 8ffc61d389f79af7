"""What accounts hold about one person that takes more than a look at a field."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Final

from strive.accounts.factors_trying import tries_key
from strive.accounts.sessions import Sessions
from strive.accounts.store.audit import COLLECTION as AUDIT
from strive.accounts.store.audit import AuditStore
from strive.accounts.store.failures import COLLECTION as FAILURES
from strive.accounts.store.failures import FailureStore
from strive.accounts.store.letters import COLLECTION as LETTERS
from strive.accounts.store.letters import LetterStore
from strive.accounts.store.sessions import COLLECTION as SESSIONS
from strive.accounts.throttling import account_key
from strive.platform.database import Database
from strive.platform.privacy import Fields, Person, Reach, Record, reach_fields

_SPOKEN: Final = frozenset({"name", "title"})
_OF_OTHERS: Final = frozenset({"by", "byName", "address", "request"})


def account_reaches(database: Database, sessions: Sessions) -> list[Reach]:
    """Return the reaches into sessions, the audit log, and what is counted by address."""
    return [
        _sessions(database, sessions),
        _audit(database),
        _counted(FAILURES, FailureStore(database), _failures_of),
        _counted(LETTERS, LetterStore(database), _addresses_of),
    ]


def _sessions(database: Database, sessions: Sessions) -> Reach:
    """Sessions are ended, so that they are gone from Valkey too."""
    fields = Fields(by={"userId": "{id}"}, secret=frozenset({"digest"}))

    async def erase(person: Person) -> int:
        return await sessions.end_all(person.id) if person.id else 0

    return Reach(SESSIONS, reach_fields(database, SESSIONS, fields).export, erase)


def _audit(database: Database) -> Reach:
    """Entries stay, and name nobody any more: neither who did something nor to whom it was done.

    What was done stays as it is, and who else did it. Nor does the address of a page about them
    that was refused to somebody else name them.
    """
    by_them = reach_fields(
        database,
        AUDIT,
        Fields(
            by={"by": "{id}"},
            renamed=("by", "target", "details"),
            named=("byName",),
            spoken=_SPOKEN,
            emptied=("address",),
        ),
    )
    to_them = reach_fields(
        database,
        AUDIT,
        Fields(
            by={"target": "user:{id}"},
            renamed=("target", "details"),
            spoken=_SPOKEN,
            emptied=("address",),
        ),
    )
    store = AuditStore(database)

    async def export(person: Person) -> AsyncIterator[Record]:
        async for entry in by_them.export(person):
            yield entry
        async for entry in to_them.export(person):
            if not entry["by"]:
                yield entry
            elif entry["by"] != person.id:  # who that is, and from where, is theirs
                yield {name: value for name, value in entry.items() if name not in _OF_OTHERS}

    async def erase(person: Person) -> int:
        renamed = await by_them.erase(person) + await to_them.erase(person)
        if person.id:
            renamed += await store.rename_in_paths(person.id, person.alias)
        return renamed

    return Reach(AUDIT, export, erase)


def _counted(
    name: str, store: FailureStore | LetterStore, keys_of: Callable[[Person], list[str]]
) -> Reach:
    """What is counted under keys that are made of an address or an id."""

    async def export(person: Person) -> AsyncIterator[Record]:
        for key in keys_of(person):
            if known := await store.get(key):
                yield known

    async def erase(person: Person) -> int:
        return sum([await store.clear(key) for key in keys_of(person)])

    return Reach(name, export, erase)


def _addresses_of(person: Person) -> list[str]:
    return [account_key(email) for email in person.emails]


def _failures_of(person: Person) -> list[str]:
    return [*_addresses_of(person), *([tries_key(person.id)] if person.id else [])]
