"""Signing in by other sites: who is who there, linked by their owner and nobody else."""

from __future__ import annotations

from typing import Final

from strive.accounts.entry import Action
from strive.accounts.errors import EmailTaken, SignInRefused, UserNotFound
from strive.accounts.factors_held import HeldFactors
from strive.accounts.identity import Identity
from strive.accounts.issuers.errors import IssuerRefused
from strive.accounts.issuers.flows import Flows, Returned, session_digest
from strive.accounts.issuers.provider import Provider, Told
from strive.accounts.means import Means
from strive.accounts.principal import Principal
from strive.accounts.recent import require_recent
from strive.accounts.sessions import NewSession
from strive.accounts.signing_in import SigningIn
from strive.accounts.store.identities import IdentityStore, IdentityTaken
from strive.accounts.user import User, UserStatus, checked_name, normalized_email
from strive.accounts.visit import Visit
from strive.kit.ids import new_id
from strive.platform.database import Database, Session
from strive.platform.errors import Conflict, Invalid, NotFound

_MADE: Final = "an account was made for you by signing in with {name}."
_LINKED: Final = "one can sign in to your account with {name} ({email}) from now on."
_LAST_WAY: Final = (
    "This is your only way to sign in. Please choose a password or make a passkey first."
)
_OUT: Final = "You were signed out meanwhile. Please sign in, and link again."
_UNLINKED: Final = "nobody can sign in to your account with {name} ({email}) any more."


class IdentityNotFound(NotFound):
    """There is no such identity of this user."""

    code = "identity_not_found"


class LastWay(Conflict):
    """Nothing else would be left to sign in with."""

    code = "last_way"


class ControlNeeded(Conflict):
    """There is an account with this address: its owner signs in first, then links."""

    code = "control_needed"


class Identities:
    """The identities of all users."""

    def __init__(
        self,
        database: Database,
        means: Means,
        signing_in: SigningIn,
        flows: Flows,
        held: HeldFactors,
    ) -> None:
        self._store = IdentityStore(database)
        self._means = means
        self._signing_in = signing_in
        self.flows = flows
        self._held = held

    async def of(self, user_id: str) -> list[Identity]:
        """Return what somebody has linked, the oldest first."""
        return await self._store.of(user_id)

    def name_of(self, issuer: str) -> str:
        """Return what an issuer is called, its address when it is asked no more."""
        return next((each.name for each in self.flows.providers if each.issuer == issuer), issuer)

    async def enter(self, returned: Returned, visit: Visit) -> NewSession:
        """Begin the session of whom an identity is linked with; an account is made for the new.

        Raises:
            SignInRefused: The account cannot be used.
            ControlNeeded: There is an account with the address, to be linked by its owner.
            IssuerRefused: There is no account, and none is made.
        """
        provider, told = returned.provider, returned.told
        identity = await self._store.find(provider.issuer, told.subject)
        user = await self._user(identity) if identity else await self._new(returned, visit)
        if user is None or user.status is not UserStatus.ACTIVE:
            await self.note_refused(provider, "the account cannot be used", visit, user)
            raise SignInRefused("This account cannot be used.")
        if identity:
            await self._store.note_used(identity.id, self._means.clock.now())
        return await self._signing_in.begin(
            user, visit, method=provider.name, has_second_factor=told.has_second_factor
        )

    async def link(self, returned: Returned, principal: Principal | None, visit: Visit) -> bool:
        """Link an identity with the account of whoever began it; False if it was already.

        Raises:
            SignInRefused: The session it was begun from is not the one that comes back, or was
                ended while the issuer was asked.
            Forbidden: They have a second factor, and have not shown it.
            IdentityTaken: It is linked with another account.
        """
        is_same = principal is not None and session_digest(principal.session_id) == returned.session
        if principal is None or not is_same or principal.needs_second_factor:
            raise SignInRefused(_OUT)
        await self._held.require_shown(principal)
        provider, told = returned.provider, returned.told
        known = await self._store.find(provider.issuer, told.subject)
        if known is not None:
            if known.user_id != principal.user_id:
                raise IdentityTaken(f"This account at {provider.name} is another member's way in.")
            return False
        user = await self._means.users.by_id(principal.user_id)
        sessions = {each.id for each in await self._means.sessions.of_user(user.id)}
        if user.status is not UserStatus.ACTIVE or principal.session_id not in sessions:
            raise SignInRefused(_OUT)

        async def work(session: Session) -> None:
            identity = self._made(provider, told, user)
            await self._store.add(identity, session)
            await self._tell(session, _LINKED, identity, user, visit, principal)

        await self._means.outbox.transact(work)
        return True

    async def unlink(self, principal: Principal, identity_id: str, visit: Visit) -> None:
        """Remove a way to sign in.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            Forbidden: They have a second factor, and have not shown it.
            IdentityNotFound: They have no such.
            LastWay: They would have no other, but letters with a link.
        """
        require_recent(principal, self._means.clock.now())
        await self._held.require_shown(principal)
        user = await self._means.users.by_id(principal.user_id)
        has_other = await self._has_other_way(user.id)

        async def work(session: Session) -> None:
            found = {each.id: each for each in await self._store.of(user.id, session)}
            identity = found.pop(identity_id, None)
            if identity is None:
                raise IdentityNotFound("You have linked no such account.")
            if not found and not has_other:
                raise LastWay(_LAST_WAY)
            await self._store.delete(identity, list(found.values()), session)
            await self._tell(session, _UNLINKED, identity, user, visit, principal)

        await self._means.outbox.transact(work)

    async def note_refused(
        self, provider: Provider, reason: str, visit: Visit, user: User | None = None
    ) -> None:
        """Write down that somebody was not let in, and why."""
        await self._means.audit.record(
            Action.SIGN_IN_FAILED,
            target=f"user:{user.id}" if user else "",
            scope=visit.scope,
            details={"method": provider.name, "reason": reason, "device": visit.device},
        )

    async def _user(self, identity: Identity) -> User | None:
        try:
            return await self._means.users.by_id(identity.user_id)
        except UserNotFound:
            return None

    async def _new(self, returned: Returned, visit: Visit) -> User | None:
        """Make an account for somebody whom an issuer vouches for; of two at once the first."""
        provider = returned.provider
        email = self._address(provider, returned.told)
        if await self._means.users.by_email(email):
            return await self._made_meanwhile(email, returned)
        if not provider.takes_new:
            raise IssuerRefused(
                f"You have no account here yet, and {provider.name} makes none. "
                "Whoever has one links it from there."
            )
        try:
            return await self._add(email, returned, visit)
        except (EmailTaken, IdentityTaken):
            return await self._made_meanwhile(email, returned)

    async def _made_meanwhile(self, email: str, returned: Returned) -> User | None:
        """Return who came in the same moment; raises `ControlNeeded` where it is another."""
        identity = await self._store.find(returned.provider.issuer, returned.told.subject)
        if identity is None:
            raise ControlNeeded(email)
        return await self._user(identity)

    async def _add(self, email: str, returned: Returned, visit: Visit) -> User:
        """Add an account and its identity; raises `EmailTaken`, `IdentityTaken`."""
        provider, told = returned.provider, returned.told

        async def work(session: Session) -> User:
            user = await self._means.users.create(
                email, _name(told, email), status=UserStatus.ACTIVE, session=session
            )
            identity = self._made(provider, told, user)
            await self._store.add(identity, session)
            for action in (Action.REGISTERED, Action.VERIFIED):
                await self._means.audit.record(
                    action,
                    target=f"user:{user.id}",
                    scope=visit.scope,
                    details={"method": provider.name},
                    session=session,
                )
            await self._tell(session, _MADE, identity, user, visit)
            return user

        return await self._means.outbox.transact(work)

    def _address(self, provider: Provider, told: Told) -> str:
        """Return the address that an issuer vouches for; raises `IssuerRefused` for none."""
        name = provider.name
        if not told.email:
            raise IssuerRefused(f"{name} tells no e-mail address that is confirmed as yours there.")
        if not told.is_verified:
            raise IssuerRefused(
                f"{name} does not say that its address of yours is confirmed. Confirm it there, "
                "or sign in another way."
            )
        if email := _tidy(told.email):
            return email
        raise IssuerRefused(f"The address that {name} tells cannot be used here.")

    def _made(self, provider: Provider, told: Told, user: User) -> Identity:
        now = self._means.clock.now()
        return Identity(
            id=new_id(),
            issuer=provider.issuer,
            subject=told.subject,
            user_id=user.id,
            email=_tidy(told.email),
            made=now,
            last_used=now,
        )

    async def _tell(  # noqa: PLR0913, PLR0917 - what is told, to whom
        self,
        session: Session,
        what: str,
        identity: Identity,
        user: User,
        visit: Visit,
        by: Principal | None = None,
    ) -> None:
        """Write a change down, and to its owner."""
        await self._means.audit.record(
            Action.IDENTITY_UNLINKED if what == _UNLINKED else Action.IDENTITY_LINKED,
            by=by,
            target=f"user:{user.id}",
            scope=visit.scope,
            details={"issuer": identity.issuer},
            session=session,
        )
        name = self.name_of(identity.issuer)
        said = what.format(name=name, email=identity.email or "no address told")
        await self._means.letters.tell(session, "identity", user, what=said)

    async def _has_other_way(self, user_id: str) -> bool:
        """Tell whether somebody signs in by password or passkey too."""
        has_password = await self._means.credentials.password_of(user_id) is not None
        return has_password or bool((await self._held.of(user_id)).passkeys)


def _tidy(email: str) -> str:
    """Return an address as it may stand on pages and in letters, "" for what is none."""
    try:
        return normalized_email(email)
    except Invalid:
        return ""


def _name(told: Told, email: str) -> str:
    """Return how somebody is called at first; they change it as they like."""
    try:
        return checked_name(told.name)
    except Invalid:
        return email.partition("@")[0]
