"""Invitations: links that let somebody in once, and how the first administrator comes in."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final, NamedTuple

from starlette.types import Scope as AsgiScope

from strive.accounts.audit import NOWHERE, Audit
from strive.accounts.entry import Action
from strive.accounts.errors import InvitationInvalid
from strive.accounts.invitation import SECRET_BYTES, VALID_FOR, Invitation
from strive.accounts.principal import Principal, require
from strive.accounts.role import Role, Scope
from strive.accounts.standing import require_giving
from strive.accounts.store.credentials import CredentialStore
from strive.accounts.store.invitations import InvitationStore
from strive.accounts.store.standing import StandingStore
from strive.accounts.store.users import UserStore
from strive.accounts.user import User, UserStatus, checked_name, normalized_email
from strive.accounts.users import Users
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database, Session
from strive.platform.errors import Forbidden

WELCOME: Final = "/account/welcome"
_OVER: Final = (
    "This link is not good any more: it was used, replaced by a newer one, or is older than a day."
)


class Invited(NamedTuple):
    """Whom a link lets in, and its secret, which is kept nowhere and shown this once."""

    user: User
    secret: str

    @property
    def path(self) -> str:
        """Where the link leads on this site."""
        return path_of(self.secret)


class Invitations:
    """Makes links that let somebody in, and lets them in."""

    def __init__(self, database: Database, users: Users, audit: Audit, clock: Clock) -> None:
        self._database = database
        self._store = InvitationStore(database)
        self._credentials = CredentialStore(database)
        self._user_store = UserStore(database)
        self._standing = StandingStore(database)
        self._users = users
        self._audit = audit
        self._clock = clock

    async def first_administrator(self) -> str | None:
        """Return the path of a new link for the first administrator; None if there is one.

        An earlier such link is good no more.
        """
        if await self._users.count(Role.ADMINISTRATOR, UserStatus.ACTIVE):
            return None
        return path_of(await self._new("", Role.ADMINISTRATOR))

    async def invite(
        self, email: str, name: str, role: Role, by: Principal | None, scope: AsgiScope = NOWHERE
    ) -> Invited:
        """Add a user, who comes in by the link that is returned.

        Raises:
            Invalid: Address or name is none.
            EmailTaken: There is a user with this address.
            Forbidden: Whoever invites may not give this role.
        """
        require_giving(by, role)
        user = await self._users.create(email, name, role)
        details = {"role": role.value}
        await self._audit.record(
            Action.CREATED, by=by, target=f"user:{user.id}", scope=scope, details=details
        )
        return Invited(user, await self._new(user.id, role, user.email, user.name))

    async def again(
        self, user_id: str, by: Principal | None, scope: AsgiScope = NOWHERE
    ) -> Invited:
        """Return another link for a user; those before it are good no more.

        Raises:
            UserNotFound: There is no such user.
            Forbidden: They are disabled, or whoever asks may not. One who is in already gets a
                link from the operator of the machine only, for it opens their account.
        """
        user = await self._users.by_id(user_id)
        if by is not None:
            require(by, Scope.USERS_WRITE)
            require_giving(by, user.role)
            if user.status is UserStatus.ACTIVE:
                raise Forbidden("They have been here already, and sign in by themselves.")
        if user.status is UserStatus.DISABLED:
            raise Forbidden("This account is disabled: enable it first.")
        details = {"link": "made again"}
        await self._audit.record(
            Action.RENAMED, by=by, target=f"user:{user.id}", scope=scope, details=details
        )
        return Invited(user, await self._new(user.id, user.role, user.email, user.name))

    async def look(self, secret: str) -> Invitation:
        """Return what a link is for, without using it; raises `InvitationInvalid`."""
        invitation = await self._store.by_digest(_digest(secret))
        if invitation is None or invitation.expires_at <= self._clock.now():
            raise InvitationInvalid(_OVER)
        return invitation

    async def accept(
        self,
        secret: str,
        name: str,
        email: str = "",
        scope: AsgiScope = NOWHERE,
        *,
        hashed: str = "",
    ) -> User:
        """Use a link: their address is taken as shown to be theirs. Sign them in next.

        Args:
            secret: Of the link; good no more afterwards.
            name: As they want to be called.
            email: Of the first administrator; others were invited by theirs.
            scope: Of the request.
            hashed: The hash of the password they choose, "" for none; one from before is kept.

        Raises:
            InvitationInvalid: It is not good any more.
            Invalid: Address or name is none; the link stays good.
            EmailTaken: There is a user with this address; the link stays good.
        """
        digest, name = _digest(secret), checked_name(name)

        async def work(session: Session) -> User:
            invitation = await self._store.take(digest, session)
            if invitation is None or invitation.expires_at <= self._clock.now():
                raise InvitationInvalid(_OVER)
            if invitation.is_for_first_administrator:
                user = await self._first(normalized_email(email), name, session)
            else:
                user = await self._welcomed(invitation, name, session)
            if hashed:
                at = self._clock.now()
                await self._credentials.put_password(user.id, hashed, at, session)
            return user

        user = await self._database.transact(work)
        by = Principal(name=user.name, scopes=frozenset(), user_id=user.id)
        await self._audit.record(
            Action.VERIFIED,
            by=by,
            target=f"user:{user.id}",
            scope=scope,
            details={"by": "link", "role": user.role.value},
        )
        return user

    async def _first(self, email: str, name: str, session: Session) -> User:
        if await self._standing.has_other_administrator("", session):
            raise InvitationInvalid(_OVER)
        user = User(
            id=new_id(),
            email=email,
            name=name,
            role=Role.ADMINISTRATOR,
            status=UserStatus.ACTIVE,
            created_at=self._clock.now(),
        )
        await self._user_store.add(user, session)
        return user

    async def _welcomed(self, invitation: Invitation, name: str, session: Session) -> User:
        user = await self._standing.by_id(invitation.user_id, session)
        if user is None or user.status is UserStatus.DISABLED:
            raise InvitationInvalid(_OVER)
        fields = {"status": UserStatus.ACTIVE.value, "name": name, "nameKey": name.casefold()}
        return await self._standing.change(user.id, fields, session)

    async def _new(self, user_id: str, role: Role, email: str = "", name: str = "") -> str:
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._clock.now()
        await self._store.replace(
            Invitation(
                id=new_id(),
                digest=_digest(secret),
                user_id=user_id,
                role=role,
                email=email,
                name=name,
                created_at=now,
                expires_at=now + VALID_FOR,
            )
        )
        return secret


def path_of(secret: str) -> str:
    """Return where a link leads on this site."""
    return f"{WELCOME}?token={secret}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
