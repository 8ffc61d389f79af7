"""What accounts hold about one person that takes more than a look at a field."""

from __future__ import annotations

from collections.abc import AsyncIterator

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


def account_reaches(database: Database, sessions: Sessions) -> list[Reach]:
    """Return the reaches into sessions, the audit log, and what is counted by address."""
    return [
        _sessions(database, sessions),
        _audit(database),
        _by_address(FAILURES, FailureStore(database)),
        _by_address(LETTERS, LetterStore(database)),
    ]


def _sessions(database: Database, sessions: Sessions) -> Reach:
    """Sessions are ended, so that they are gone from Valkey too."""
    fields = Fields(by={"userId": "{id}"}, secret=frozenset({"digest"}))

    async def erase(person: Person) -> int:
        return await sessions.end_all(person.id) if person.id else 0

    return Reach(SESSIONS, reach_fields(database, SESSIONS, fields).export, erase)


def _audit(database: Database) -> Reach:
    """Entries stay, and name nobody any more: neither who did something nor to whom it was done.

    Nor does the address of a page about them that was refused to somebody else.
    """
    fields = Fields(
        by={"by": "{id}", "target": "user:{id}"},
        renamed=("by", "byName", "target", "details"),
        emptied=("address",),
    )
    named, store = reach_fields(database, AUDIT, fields), AuditStore(database)

    async def erase(person: Person) -> int:
        renamed = await named.erase(person)
        if person.id:
            renamed += await store.rename_in_paths(person.id, person.alias)
        return renamed

    return Reach(AUDIT, named.export, erase)


def _by_address(name: str, store: FailureStore | LetterStore) -> Reach:
    """What is counted by the digest of an address."""

    async def export(person: Person) -> AsyncIterator[Record]:
        if known := await store.get(account_key(person.email)):
            yield known

    async def erase(person: Person) -> int:
        return int(await store.clear(account_key(person.email)))

    return Reach(name, export, erase)
