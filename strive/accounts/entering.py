"""How people come in, wired together: passwords, links by mail, registration, their own account."""

from __future__ import annotations

from dataclasses import dataclass

from strive.accounts.audit import Audit
from strive.accounts.hashing import Hashing
from strive.accounts.letters import Letters
from strive.accounts.links import Links
from strive.accounts.own import OwnAccount
from strive.accounts.registering import Registering, SiteName
from strive.accounts.sessions import Sessions
from strive.accounts.signing_in import SigningIn
from strive.accounts.users import Users
from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.mail import Mail
from strive.platform.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Post:
    """What accounts need to write to people: mail, the site's whole address, its name."""

    mail: Mail
    base_url: str
    site: SiteName


@dataclass(frozen=True, slots=True)
class Entering:
    """The use cases of coming in."""

    hashing: Hashing
    letters: Letters
    signing_in: SigningIn
    registering: Registering
    own: OwnAccount


def open_entering(  # noqa: PLR0913, PLR0917 - what it stands on
    database: Database,
    outbox: Outbox,
    clock: Clock,
    users: Users,
    sessions: Sessions,
    audit: Audit,
    post: Post,
) -> Entering:
    """Wire the use cases together, and have links sent that are asked for."""
    hashing, links = Hashing(), Links(database, clock)
    letters = Letters(database, links, post.mail, outbox, clock, base_url=post.base_url)
    letters.connect()
    signing_in = SigningIn(database, users, sessions, hashing, links, letters, audit, clock)
    registering = Registering(
        database, users, signing_in, hashing, links, letters, audit, outbox, clock, post.site
    )
    own = OwnAccount(
        database,
        users,
        sessions,
        signing_in,
        hashing,
        links,
        letters,
        audit,
        outbox,
        clock,
        post.site,
    )
    return Entering(hashing, letters, signing_in, registering, own)
