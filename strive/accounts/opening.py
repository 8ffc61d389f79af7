"""Accounts wired together, for the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from strive.accounts.audit import Audit
from strive.accounts.cookies import SessionCookie
from strive.accounts.sessions import Sessions
from strive.accounts.tokens import Tokens
from strive.accounts.users import Users
from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.outbox import Outbox
from strive.platform.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Accounts:
    """The use cases of accounts, by subject."""

    users: Users
    sessions: Sessions
    tokens: Tokens
    audit: Audit
    cookie: SessionCookie


def open_accounts(
    database: Database, valkey: Valkey, outbox: Outbox, clock: Clock, *, https: bool
) -> Accounts:
    """Wire the use cases together; `https` says whether the site is served by HTTPS."""
    sessions = Sessions(database, valkey, outbox, clock, site=database.name)
    sessions.connect()
    return Accounts(
        users=Users(database, sessions, clock),
        sessions=sessions,
        tokens=Tokens(database, clock),
        audit=Audit(database, clock),
        cookie=SessionCookie(https),
    )
