"""How people come in, wired together: passwords, links by mail, registration, their own account."""

from __future__ import annotations

from dataclasses import dataclass

from strive.accounts.audit import Audit
from strive.accounts.hashing import Hashing
from strive.accounts.letters import Letters
from strive.accounts.links import Links
from strive.accounts.means import Means, SiteName
from strive.accounts.own import OwnAccount
from strive.accounts.registering import Registering
from strive.accounts.sessions import Sessions
from strive.accounts.signing_in import SigningIn
from strive.accounts.store.credentials import CredentialStore
from strive.accounts.throttling import BackOff
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
    """The use cases of coming in, and what they share."""

    means: Means
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
    means = Means(
        users,
        sessions,
        CredentialStore(database),
        hashing,
        links,
        letters,
        audit,
        outbox,
        clock,
        post.site,
    )
    signing_in = SigningIn(means, BackOff(database, clock))
    return Entering(
        means,
        hashing,
        letters,
        signing_in,
        Registering(means, signing_in),
        OwnAccount(means, signing_in, database),
    )
