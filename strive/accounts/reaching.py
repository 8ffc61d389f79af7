"""What accounts hold about one person that takes more than a look at a field."""

from __future__ import annotations

from collections.abc import AsyncIterator

from strive.accounts.sessions import Sessions
from strive.accounts.store.failures import COLLECTION as FAILURES
from strive.accounts.store.failures import FailureStore
from strive.accounts.store.sessions import COLLECTION as SESSIONS
from strive.accounts.throttling import account_key
from strive.platform.database import Database
from strive.platform.privacy import Fields, Person, Reach, Record, reach_fields


def account_reaches(database: Database, sessions: Sessions) -> list[Reach]:
    """Return the reaches into sessions and failed attempts to sign in."""
    return [_sessions(database, sessions), _failures(FailureStore(database))]


def _sessions(database: Database, sessions: Sessions) -> Reach:
    """Sessions are ended, so that they are gone from Valkey too."""
    fields = Fields(by={"userId": "{id}"}, secret=frozenset({"digest"}))

    async def erase(person: Person) -> int:
        return await sessions.end_all(person.id) if person.id else 0

    return Reach(SESSIONS, reach_fields(database, SESSIONS, fields).export, erase)


def _failures(store: FailureStore) -> Reach:
    async def export(person: Person) -> AsyncIterator[Record]:
        if known := await store.get(account_key(person.email)):
            yield known

    async def erase(person: Person) -> int:
        return int(await store.clear(account_key(person.email)))

    return Reach(FAILURES, export, erase)
