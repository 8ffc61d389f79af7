"""Accounts wired together, for the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from strive.accounts.audit import Audit
from strive.accounts.cookies import SessionCookie
from strive.accounts.entering import Entering, Post, open_entering
from strive.accounts.invitations import Invitations
from strive.accounts.sessions import Sessions
from strive.accounts.standing import Standing
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
    entering: Entering
    standing: Standing
    invitations: Invitations


def open_accounts(  # noqa: PLR0913 - what accounts stand on
    database: Database, valkey: Valkey, outbox: Outbox, clock: Clock, *, https: bool, post: Post
) -> Accounts:
    """Wire the use cases together; `https` says whether the site is served by HTTPS."""
    sessions = Sessions(database, valkey, outbox, clock, site=database.name)
    sessions.connect()
    users, audit = Users(database, sessions, clock), Audit(database, clock)
    return Accounts(
        users=users,
        sessions=sessions,
        tokens=Tokens(database, clock),
        audit=audit,
        cookie=SessionCookie(https),
        entering=open_entering(database, outbox, clock, users, sessions, audit, post),
        standing=Standing(database, sessions, audit),
        invitations=Invitations(database, users, audit, clock),
    )
