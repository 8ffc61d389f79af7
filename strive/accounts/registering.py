"""Registering: an account is made when its address was shown to be theirs, not before.

So nobody can take an address that is another's, and nothing stays of who never came back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from strive.accounts.audit import Audit
from strive.accounts.entry import Action
from strive.accounts.errors import EmailTaken, LinkInvalid
from strive.accounts.hashing import Hashing
from strive.accounts.letters import Letters
from strive.accounts.link import LinkKind
from strive.accounts.links import Links
from strive.accounts.password import checked_password
from strive.accounts.sessions import NewSession
from strive.accounts.signing_in import SigningIn
from strive.accounts.store.credentials import CredentialStore
from strive.accounts.user import UserStatus, checked_name, normalized_email
from strive.accounts.users import Users
from strive.accounts.visit import Visit
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database, Session
from strive.platform.outbox import Outbox

SiteName = Callable[[], Awaitable[str]]
"""Tells how the publication is called now."""


class Registering:
    """Takes new members."""

    def __init__(  # noqa: PLR0913, PLR0917 - what registering is made of
        self,
        database: Database,
        users: Users,
        signing_in: SigningIn,
        hashing: Hashing,
        links: Links,
        letters: Letters,
        audit: Audit,
        outbox: Outbox,
        clock: Clock,
        site: SiteName,
    ) -> None:
        self._credentials = CredentialStore(database)
        self._users = users
        self._signing_in = signing_in
        self._hashing = hashing
        self._links = links
        self._letters = letters
        self._audit = audit
        self._outbox = outbox
        self._clock = clock
        self._site = site

    async def ask(self, email: str, name: str, password: str, *, locale: str = "en") -> None:
        """Have a link sent that makes the account; the same happens where there is one already.

        Whoever has an account with this address is told so by mail, and nobody else.

        Raises:
            Invalid: Address, name or password is not accepted.
        """
        address, tidy = normalized_email(email), checked_name(name)
        checked_password(password, about=[await self._site(), tidy, address])
        hashed, wish = await self._hashing.hash(password), new_id()

        async def work(session: Session) -> None:
            await self._links.prepare(
                LinkKind.REGISTER,
                wish,
                address,
                name=tidy,
                password=hashed,
                locale=locale,
                session=session,
            )
            await self._letters.asked(session, LinkKind.REGISTER, wish, address)

        await self._outbox.transact(work)

    async def confirm(self, secret: str, visit: Visit) -> NewSession:
        """Make the account, and sign its owner in; raises `LinkInvalid`."""
        link = await self._links.take(LinkKind.REGISTER, secret)
        try:
            user = await self._users.create(
                link.email, link.name, status=UserStatus.ACTIVE, locale=link.locale
            )
        except EmailTaken as error:
            raise LinkInvalid("There is an account with this address already.") from error
        await self._credentials.put_password(user.id, link.password, self._clock.now())
        for action in (Action.REGISTERED, Action.VERIFIED):
            await self._audit.record(action, target=f"user:{user.id}", scope=visit.scope)
        return await self._signing_in.begin(user, visit, method="registration")
