"""What somebody is and whether they may come in, changed by those who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.types import Scope as AsgiScope

from strive.accounts.audit import NOWHERE, Audit
from strive.accounts.entry import Action
from strive.accounts.errors import LastAdministrator, UserNotFound
from strive.accounts.principal import Principal, require
from strive.accounts.role import Role, Scope
from strive.accounts.sessions import Sessions
from strive.accounts.store.erasures import ErasureStore
from strive.accounts.store.invitations import InvitationStore
from strive.accounts.store.links import LinkStore
from strive.accounts.store.standing import StandingStore
from strive.accounts.user import User, UserStatus
from strive.platform.database import Database, Session
from strive.platform.errors import Conflict, Forbidden
from strive.platform.outbox import Outbox

Told = Callable[[Session, User, str], Awaitable[None]]
"""Writes down a letter to a user: what changed, in a sentence."""

ROLE_CHANGED: Final = "You are {role} now. Please sign in again."
DISABLED: Final = "Your account was disabled: nobody can sign in with it."
ENABLED: Final = "Your account was enabled again."


async def tell_nobody(_session: Session, _user: User, _what: str) -> None:
    """Send no letter, where there is no mail."""


class Standing:
    """Changes roles and status.

    Nobody changes their own, gives what they have not themselves, or changes somebody who may
    more than they do; the last administrator stays. Without a principal it is the operator of the
    machine who changes it, by a command, of whom only the last holds.
    """

    def __init__(
        self, database: Database, outbox: Outbox, sessions: Sessions, audit: Audit
    ) -> None:
        self._outbox = outbox
        self._store = StandingStore(database)
        self._invitations = InvitationStore(database)
        self._links = LinkStore(database)
        self._erasures = ErasureStore(database)
        self._sessions = sessions
        self._audit = audit
        self.tell: Told = tell_nobody

    async def change_role(
        self, user_id: str, role: Role, by: Principal | None, scope: AsgiScope = NOWHERE
    ) -> User:
        """Give somebody a role; they are signed out everywhere, and come back as what they are.

        Raises:
            UserNotFound: There is no such user.
            Forbidden: Whoever asks may not.
            LastAdministrator: Nobody would administer the publication.
        """

        async def work(session: Session) -> User:
            user = await self._changeable(user_id, by, session)
            if role is user.role:
                return user
            require_giving(by, role)
            if user.role is Role.ADMINISTRATOR:
                await self._require_other_administrator(user, session)
            changed = await self._store.change(user_id, {"role": role.value}, session)
            details = {"from": user.role.value, "to": role.value}
            await self._record(Action.ROLE_CHANGED, user, by, scope, session, details)
            await self.tell(session, changed, ROLE_CHANGED.format(role=called(role)))
            await self._sessions.end_all_in(session, user_id)
            return changed

        return await self._outbox.transact(work)

    async def disable(self, user_id: str, by: Principal | None, scope: AsgiScope = NOWHERE) -> User:
        """Have somebody signed out everywhere, and in no more; raises as `change_role`."""

        async def work(session: Session) -> User:
            user = await self._changeable(user_id, by, session)
            if user.status is UserStatus.DISABLED:
                return user
            if user.role is Role.ADMINISTRATOR:
                await self._require_other_administrator(user, session)
            status = {"status": UserStatus.DISABLED.value}
            changed = await self._store.change(user_id, status, session)
            await self._invitations.delete_of(user_id, session)
            await self._links.delete_of(user_id, session)  # so that none works once enabled again
            await self._record(Action.DISABLED, user, by, scope, session)
            await self.tell(session, changed, DISABLED)
            await self._sessions.end_all_in(session, user_id)
            return changed

        return await self._outbox.transact(work)

    async def enable(self, user_id: str, by: Principal | None, scope: AsgiScope = NOWHERE) -> User:
        """Let somebody in again who was disabled.

        Raises as `change_role`, and `Conflict` for somebody who is being erased, or has not shown
        yet that their address is theirs: that is what an invitation is for.
        """

        async def work(session: Session) -> User:
            user = await self._changeable(user_id, by, session)
            if user.status is UserStatus.UNVERIFIED:
                raise Conflict("They have not confirmed their address yet: send an invitation.")
            if user.status is UserStatus.ACTIVE:
                return user
            if await self._erasures.under_way(user.email, session):
                raise Conflict("They are being erased.")
            status = {"status": UserStatus.ACTIVE.value}
            changed = await self._store.change(user_id, status, session)
            await self._record(Action.ENABLED, user, by, scope, session)
            await self.tell(session, changed, ENABLED)
            return changed

        return await self._outbox.transact(work)

    async def write_as(
        self, user_id: str, author_id: str, by: Principal | None, scope: AsgiScope = NOWHERE
    ) -> User:
        """Link somebody with the author of content they are, "" for none; raises likewise."""

        async def work(session: Session) -> User:
            user = await self._changeable(user_id, by, session, own_too=True)
            changed = await self._store.change(user_id, {"authorId": author_id}, session)
            details = {"author": author_id}
            await self._record(Action.RENAMED, user, by, scope, session, details)
            return changed

        user = await self._outbox.transact(work)
        await self._sessions.refresh(user_id)
        return user

    async def end_sessions(
        self, user_id: str, session_id: str, by: Principal, scope: AsgiScope = NOWHERE
    ) -> int:
        """Sign somebody out of one session, or of all ("") but the one that asks; return how many.

        Raises `UserNotFound`, `Forbidden`, `SessionNotFound`.
        """

        async def work(session: Session) -> User:
            return await self._changeable(user_id, by, session, own_too=True)

        user = await self._outbox.transact(work)
        if session_id:
            await self._sessions.end(user_id, session_id)
        ended = 1 if session_id else await self._sessions.end_all(user_id, but=by.session_id)
        await self._audit.record(
            Action.SESSIONS_ENDED,
            by=by,
            target=f"user:{user.id}",
            scope=scope,
            details={"session": session_id or "all"},
        )
        return ended

    async def _changeable(
        self, user_id: str, by: Principal | None, session: Session, *, own_too: bool = False
    ) -> User:
        user = await self._store.by_id(user_id, session)
        if user is None:
            raise UserNotFound("There is no such user.")
        require_changing(by, user, own_too=own_too)
        return user

    async def _require_other_administrator(self, user: User, session: Session) -> None:
        if user.status is not UserStatus.ACTIVE:
            return
        if not await self._store.has_other_administrator(user.id, session):
            raise LastAdministrator("This is the last administrator: make somebody else one first.")

    async def _record(  # noqa: PLR0913, PLR0917 - what an entry says
        self,
        action: Action,
        user: User,
        by: Principal | None,
        scope: AsgiScope,
        session: Session,
        details: dict[str, Any] | None = None,
    ) -> None:
        await self._audit.record(
            action,
            by=by,
            target=f"user:{user.id}",
            scope=scope,
            details=details,
            session=session,
        )


def require_changing(by: Principal | None, user: User, *, own_too: bool = False) -> None:
    """Raise `Forbidden` unless somebody may change what a user is; nobody for the operator."""
    if by is None:
        return
    require(by, Scope.USERS_WRITE)
    if by.user_id == user.id and not own_too:
        raise Forbidden("Nobody changes their own role or status.")
    if not user.role.rights <= by.scopes:
        raise Forbidden("This person may more than you do.")


def require_giving(by: Principal | None, role: Role) -> None:
    """Raise `Forbidden` unless somebody may make another what they say."""
    if by is None:
        return
    require(by, Scope.USERS_WRITE)
    if not role.rights <= by.scopes:
        raise Forbidden("Nobody gives rights they do not have themselves.")


def called(role: Role) -> str:
    """Return a role with its article."""
    return f"{'an' if role.value[0] in 'aeo' else 'a'} {role.value}"
