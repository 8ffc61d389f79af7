"""Accounts wired together, for the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strive.accounts.audit import Audit
from strive.accounts.by_passkey import ByPasskey
from strive.accounts.ceremony import place_of
from strive.accounts.challenges import Challenges
from strive.accounts.consents.consents import Consents
from strive.accounts.consents.purpose import Purposes
from strive.accounts.cookies import SessionCookie
from strive.accounts.entering import Entering, Post, open_entering
from strive.accounts.factors import Factors
from strive.accounts.factors_held import HeldFactors
from strive.accounts.factors_reset import FactorReset
from strive.accounts.identities import Identities
from strive.accounts.invitations import Invitations
from strive.accounts.issuers.flows import Flows
from strive.accounts.issuers.issuer import Issuer
from strive.accounts.letters import Letters
from strive.accounts.passkeys import Passkeys
from strive.accounts.sessions import Sessions
from strive.accounts.standing import Standing, Told
from strive.accounts.tokens import Tokens
from strive.accounts.user import User
from strive.accounts.users import Users
from strive.kit.clock import Clock
from strive.platform.database import Database, Session
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
    held: HeldFactors
    factors: Factors
    passkeys: Passkeys
    by_passkey: ByPasskey
    factor_reset: FactorReset
    identities: Identities
    standing: Standing
    invitations: Invitations
    consents: Consents


def open_accounts(  # noqa: PLR0913 - what accounts stand on
    database: Database,
    valkey: Valkey,
    outbox: Outbox,
    clock: Clock,
    *,
    https: bool,
    post: Post,
    secret_key: str,
    purposes: Purposes,
    issuers: Sequence[Issuer] = (),
) -> Accounts:
    """Wire the use cases together.

    `https` says whether the site is served by HTTPS; `secret_key` seals second factors;
    `purposes` are what people are asked about; `issuers` are other sites to sign in with.
    """
    sessions = Sessions(database, valkey, outbox, clock, site=database.name)
    sessions.connect()
    users, audit = Users(database, sessions, clock), Audit(database, clock)
    entering = open_entering(database, outbox, clock, users, sessions, audit, post)
    means, held = entering.means, HeldFactors(database)
    entering.signing_in.has_factor = held.is_to_be_shown
    challenges, place = Challenges(database, clock), place_of(post.base_url)
    flows = Flows(database, issuers, clock, base_url=post.base_url)
    identities = Identities(database, means, entering.signing_in, flows, held)
    standing = Standing(database, outbox, sessions, audit)
    standing.tell = _by_letter(entering.letters)
    return Accounts(
        users=users,
        sessions=sessions,
        tokens=Tokens(database, clock),
        audit=audit,
        cookie=SessionCookie(https),
        entering=entering,
        held=held,
        factors=Factors(means, database, held, secret_key),
        passkeys=Passkeys(means, database, held, challenges, place),
        by_passkey=ByPasskey(means, database, entering.signing_in, challenges, place),
        factor_reset=FactorReset(means, database),
        identities=identities,
        standing=standing,
        invitations=Invitations(database, users, audit, clock),
        consents=Consents(database, audit, clock, purposes),
    )


def _by_letter(letters: Letters) -> Told:
    async def tell(session: Session, user: User, what: str) -> None:
        await letters.tell(session, "standing", user, what=what)

    return tell
