"""Registering: an account is made when its address was shown to be theirs, not before.

So nobody can take an address that is another's, and nothing stays of who never came back. Who has
the letter gives the password too: an account that somebody else asked for in their name, with a
password of that other, is never made.
"""

from __future__ import annotations

from strive.accounts.entry import Action
from strive.accounts.errors import EmailTaken, LinkInvalid
from strive.accounts.link import LinkKind
from strive.accounts.means import Means
from strive.accounts.sessions import NewSession
from strive.accounts.signing_in import SigningIn
from strive.accounts.user import User, UserStatus, checked_name, normalized_email
from strive.accounts.visit import Visit
from strive.kit.ids import new_id
from strive.platform.database import Session
from strive.platform.errors import Invalid


class NotAsRegistered(Invalid):
    """Who confirms an address does not know the password the account is to have."""

    code = "not_as_registered"


class Registering:
    """Takes new members."""

    def __init__(self, means: Means, signing_in: SigningIn) -> None:
        self._means = means
        self._signing_in = signing_in

    async def ask(self, email: str, name: str, password: str, *, locale: str = "en") -> None:
        """Have a link sent that makes the account; the same happens where there is one already.

        Whoever has an account with this address is told so by mail, and nobody else.

        Raises:
            Invalid: Address, name or password is not accepted.
        """
        address, tidy = normalized_email(email), checked_name(name)
        await self._means.check_password(password, tidy, address)
        hashed, wish = await self._means.hashing.hash(password), new_id()

        async def work(session: Session) -> None:
            await self._means.links.prepare(
                LinkKind.REGISTER,
                wish,
                address,
                name=tidy,
                password=hashed,
                locale=locale,
                session=session,
            )
            await self._means.letters.asked(session, LinkKind.REGISTER, wish, address)

        await self._means.outbox.transact(work)

    async def whose(self, secret: str) -> str:
        """Return the address that a link confirms; raises `LinkInvalid`."""
        return (await self._means.links.look(LinkKind.REGISTER, secret)).email

    async def confirm(self, secret: str, password: str, visit: Visit) -> NewSession:
        """Make the account, and sign its owner in.

        Raises:
            LinkInvalid: The link does not work.
            NotAsRegistered: The password is another; the link still works.
        """
        asked = await self._means.links.look(LinkKind.REGISTER, secret)
        if not await self._means.hashing.matches(asked.password, password):
            raise NotAsRegistered("This is not the password that was chosen when registering.")
        link = await self._means.links.take(LinkKind.REGISTER, secret)

        async def work(session: Session) -> User:
            user = await self._means.users.create(
                link.email,
                link.name,
                status=UserStatus.ACTIVE,
                locale=link.locale,
                session=session,
            )
            at = self._means.clock.now()
            await self._means.credentials.put_password(user.id, link.password, at, session)
            for action in (Action.REGISTERED, Action.VERIFIED):
                await self._means.audit.record(
                    action, target=f"user:{user.id}", scope=visit.scope, session=session
                )
            return user

        try:
            user = await self._means.outbox.transact(work)
        except EmailTaken as error:
            raise LinkInvalid("There is an account with this address already.") from error
        return await self._signing_in.begin(user, visit, method="registration")
