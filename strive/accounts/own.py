"""What people change of their own account: password and address."""

from __future__ import annotations

from starlette.types import Scope

from strive.accounts.entry import Action
from strive.accounts.errors import EmailTaken, LinkInvalid, SignInRefused
from strive.accounts.link import LinkKind
from strive.accounts.means import Means
from strive.accounts.principal import Principal
from strive.accounts.recent import require_recent
from strive.accounts.signing_in import SigningIn
from strive.accounts.store.standing import StandingStore
from strive.accounts.store.users import UserStore
from strive.accounts.user import User, UserStatus, checked_name, normalized_email
from strive.accounts.visit import Visit
from strive.kit.ids import new_id
from strive.platform.database import Database, Session


class OwnAccount:
    """Changes what somebody signs in with."""

    def __init__(self, means: Means, signing_in: SigningIn, database: Database) -> None:
        self._means = means
        self._signing_in = signing_in
        self._store = UserStore(database)
        self._standing = StandingStore(database)

    async def change(self, principal: Principal, changes: dict[str, str], scope: Scope) -> User:
        """Change somebody's `name` or `locale`; raises `Invalid`."""
        if "name" in changes:
            changes = {**changes, "name": checked_name(changes["name"])}
        user = await self._store.change(principal.user_id, **changes) if changes else None
        if user is None:
            return await self._means.users.by_id(principal.user_id)
        await self._means.sessions.refresh(user.id)
        details = {"fields": ", ".join(sorted(changes))}
        await self._means.audit.record(
            Action.RENAMED, by=principal, target=f"user:{user.id}", scope=scope, details=details
        )
        return user

    async def has_password(self, user_id: str) -> bool:
        """Tell whether somebody can sign in by password."""
        return await self._means.credentials.password_of(user_id) is not None

    async def change_password(
        self, principal: Principal, current: str, new: str, visit: Visit
    ) -> None:
        """Change somebody's password and sign them out everywhere else.

        The current one is needed; who has none yet must have signed in just now.

        Raises:
            SignInRefused: The current password is wrong.
            PasswordInvalid: The new one is not accepted.
            ReauthenticationNeeded: There is none yet, and signing in is too long ago.
        """
        user = await self._means.users.by_id(principal.user_id)
        if await self.has_password(user.id):
            await self._signing_in.require_password(principal, current, visit)
        else:
            require_recent(principal, self._means.clock.now())
        await self._put_password(user, new, visit, principal)

    async def ask_reset(self, email: str, visit: Visit) -> None:
        """Have a link sent to choose a new password with; raises `Invalid` for no address."""
        await self._means.letters.ask(LinkKind.RESET, email)
        await self._means.audit.record(Action.PASSWORD_RESET_ASKED, scope=visit.scope)

    async def whose_reset(self, secret: str) -> str:
        """Return the address of whom a link lets choose a password; raises `LinkInvalid`."""
        return (await self._means.links.look(LinkKind.RESET, secret)).email

    async def reset_password(self, secret: str, new: str, visit: Visit) -> User:
        """Choose a new password by a link; all sessions end.

        A password that is not accepted does not use the link up.

        Raises:
            LinkInvalid: The link does not work.
            PasswordInvalid: The password is not accepted.
        """
        link = await self._means.links.look(LinkKind.RESET, secret)
        user = await self._means.users.by_id(link.user_id)
        await self._means.check_password(new, user.name, user.email)
        await self._means.links.take(LinkKind.RESET, secret)
        if user.status is UserStatus.DISABLED or user.email != link.email:
            raise SignInRefused("This account cannot be used.")
        user = await self._signing_in.shown_to_be_theirs(user, visit)
        await self._put_password(user, new, visit, None)
        await self._signing_in.back_off.clear(user.email)
        return user

    async def ask_email(self, principal: Principal, new: str) -> None:
        """Have a link sent to a new address, and a notice to the old one.

        Raises:
            Invalid: It is no address, or the one they have.
            ReauthenticationNeeded: Signing in is too long ago.
        """
        require_recent(principal, self._means.clock.now())
        address, user = normalized_email(new), await self._means.users.by_id(principal.user_id)
        if address == user.email:
            raise EmailTaken("This is your address already.")
        wish = new_id()

        async def work(session: Session) -> None:
            await self._means.links.prepare(
                LinkKind.EMAIL, wish, address, user_id=user.id, name=user.name, session=session
            )
            await self._means.letters.asked(session, LinkKind.EMAIL, wish, address)
            await self._means.letters.tell(session, "email-asked", user, new=address)

        await self._means.outbox.transact(work)

    async def confirm_email(self, secret: str, visit: Visit) -> User:
        """Change an address to the one that the link was sent to; raises `LinkInvalid`.

        That of a disabled account stays: it may have been disabled because of this very wish.
        """
        link = await self._means.links.take(LinkKind.EMAIL, secret)
        old = await self._means.users.by_id(link.user_id)
        if old.status is UserStatus.DISABLED:
            raise LinkInvalid("This account cannot be used.")
        try:
            user = await self._store.change(old.id, email=link.email) or old
        except EmailTaken as error:
            raise LinkInvalid("There is an account with this address already.") from error
        await self._means.sessions.refresh(user.id)
        await self._means.links.drop_of(user.id)
        await self._means.letters.tell(None, "email-changed", old, new=user.email)
        await self._means.audit.record(
            Action.EMAIL_CHANGED, target=f"user:{user.id}", scope=visit.scope
        )
        return user

    async def _put_password(
        self, user: User, new: str, visit: Visit, principal: Principal | None
    ) -> None:
        await self._means.check_password(new, user.name, user.email)
        hashed = await self._means.hashing.hash(new)

        async def work(session: Session) -> None:
            # hashing takes a while: the account may have been shut, or erased, meanwhile
            if not await self._standing.holds(user.id, session):
                raise SignInRefused("This account cannot be used.")
            at = self._means.clock.now()
            await self._means.credentials.put_password(user.id, hashed, at, session)
            await self._means.links.drop_of(user.id, session)
            await self._means.letters.tell(session, "password-changed", user)
            await self._means.audit.record(
                Action.PASSWORD_CHANGED,
                by=principal,
                target=f"user:{user.id}",
                scope=visit.scope,
                session=session,
            )

        await self._means.outbox.transact(work)
        await self._means.sessions.end_all(user.id, but=principal.session_id if principal else "")
