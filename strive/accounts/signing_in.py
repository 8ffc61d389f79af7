"""Signing in, by password or by a link that was mailed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from strive.accounts.entry import Action
from strive.accounts.errors import SessionNotFound, SignInRefused
from strive.accounts.link import LinkKind
from strive.accounts.means import Means
from strive.accounts.principal import Principal
from strive.accounts.sessions import NewSession, principal_of_user
from strive.accounts.throttling import BackOff
from strive.accounts.user import User, UserStatus
from strive.accounts.visit import Visit
from strive.kit.ids import new_id
from strive.platform.errors import Invalid

HasFactor = Callable[[User], Awaitable[bool]]
"""Tells whether a user has a second factor that is then to be shown."""

_REFUSED = "Address or password is wrong."


async def _nobody_has(_user: User) -> bool:
    return False


class SigningIn:
    """Lets people in; `has_factor` is set by whoever keeps second factors."""

    def __init__(self, means: Means, back_off: BackOff) -> None:
        self._means = means
        self.back_off = back_off
        self.has_factor: HasFactor = _nobody_has

    async def with_password(
        self, email: str, password: str, visit: Visit, *, is_remembered: bool = False
    ) -> NewSession:
        """Begin a session; the same work is done whether there is an account or not.

        Raises:
            SignInRefused: Address and password do not belong together, or the account cannot be
                used; which of it is not told.
            TooManyRequests: There were too many wrong ones.
        """
        await self.back_off.require_none(email)
        user = await self._of(email)
        kept = await self._matching(user, password)
        if not kept or not _may_come_in(user):
            await self.back_off.failed(email)
            await self._refused(user, visit)
        assert user is not None  # noqa: S101 - for the type alone: nobody knows a password of none
        await self.back_off.clear(email)
        new = await self.begin(user, visit, method="password", is_remembered=is_remembered)
        if not await self._holds(user, kept, password):
            with suppress(SessionNotFound):  # it was ended with the others
                await self._means.sessions.end(user.id, new.session.id)
            await self._refused(user, visit)
        return new

    async def ask_for_link(self, email: str) -> None:
        """Have a link to sign in sent, if there is an account; raises `Invalid` for no address."""
        await self._means.letters.ask(LinkKind.MAGIC, email)

    async def with_link(
        self, secret: str, visit: Visit, *, is_remembered: bool = False
    ) -> NewSession:
        """Begin a session; raises `LinkInvalid`, `SignInRefused`."""
        link = await self._means.links.take(LinkKind.MAGIC, secret)
        user = await self._means.users.by_id(link.user_id)
        if user.status is UserStatus.DISABLED or user.email != link.email:
            await self._refused(user, visit)
        user = await self.shown_to_be_theirs(user, visit)
        await self.back_off.clear(user.email)
        return await self.begin(user, visit, method="link", is_remembered=is_remembered)

    async def begin(
        self,
        user: User,
        visit: Visit,
        *,
        method: str,
        is_remembered: bool = False,
        has_second_factor: bool = False,
    ) -> NewSession:
        """Begin the session of somebody who has shown who they are, by whatever method."""
        needs = not has_second_factor and await self.has_factor(user)
        new = await self._means.sessions.start(
            user,
            device=visit.device,
            address=visit.address,
            is_remembered=is_remembered,
            has_second_factor=has_second_factor,
            needs_second_factor=needs,
        )
        await self._means.audit.record(
            Action.SIGNED_IN,
            by=principal_of_user(user, new.session),
            target=f"user:{user.id}",
            scope=visit.scope,
            details={"method": method, "device": visit.device},
        )
        return new

    async def again(self, principal: Principal, password: str, visit: Visit) -> NewSession:
        """Have somebody show once more who they are; their session gets a new secret.

        Raises `SignInRefused`, `TooManyRequests`.
        """
        await self.require_password(principal, password, visit)
        return await self._means.sessions.renewed(
            principal, has_second_factor=principal.has_second_factor
        )

    async def require_password(self, principal: Principal, password: str, visit: Visit) -> None:
        """Let only somebody pass who knows their password; raises as `again`."""
        await self.back_off.require_none(principal.email)
        user = await self._means.users.by_id(principal.user_id)
        if not await self._matching(user, password):
            await self.back_off.failed(user.email)
            await self._refused(user, visit)
        await self.back_off.clear(user.email)

    async def shown_to_be_theirs(self, user: User, visit: Visit) -> User:
        """Note that somebody reads the mail of their address."""
        if user.status is not UserStatus.UNVERIFIED:
            return user
        user = await self._means.users.enable(user.id)
        await self._means.audit.record(Action.VERIFIED, target=f"user:{user.id}", scope=visit.scope)
        return user

    async def _of(self, email: str) -> User | None:
        try:
            return await self._means.users.by_email(email)
        except Invalid:
            return None

    async def _matching(self, user: User | None, password: str) -> str:
        """Return the hash that somebody's password has, "" if this is not theirs."""
        kept = await self._means.credentials.password_of(user.id if user else new_id())
        if not await self._means.hashing.matches(kept, password):
            return ""
        if user and kept and self._means.hashing.is_dated(kept):
            await self._means.credentials.renew_hash(
                user.id, kept, await self._means.hashing.hash(password)
            )
        return kept or ""

    async def _holds(self, user: User, kept: str, password: str) -> bool:
        """Tell whether a password is somebody's still, now that their session has begun.

        A change of it ends all sessions there are, and would leave one alone that begins right
        after by the old one.
        """
        now = await self._means.credentials.password_of(user.id)
        return now == kept or await self._means.hashing.matches(now, password)

    async def _refused(self, user: User | None, visit: Visit) -> None:
        target = f"user:{user.id}" if user else ""
        details = {"device": visit.device}
        await self._means.audit.record(
            Action.SIGN_IN_FAILED, target=target, scope=visit.scope, details=details
        )
        raise SignInRefused(_REFUSED)


def _may_come_in(user: User | None) -> bool:
    return user is not None and user.status is UserStatus.ACTIVE
