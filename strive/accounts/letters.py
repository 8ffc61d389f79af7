"""Links on their way to whoever asked for them.

A request for a link only writes down that it was asked for, whether there is an account or not: so
it takes as long and answers the same (security.md 6). A worker looks who that is, makes the secret
in the moment it sends it, and never writes it down.

To one address go so many, whoever asks for them; whoever asks for more is told the same. Letters
that let their reader in are counted by themselves, for as long as their links work: so whoever has
others asked for in somebody's name keeps no way in from them, and one that is held is held because
there are links in their mail that work.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

import structlog

from strive.accounts.link import LIFETIMES, PAGES, LinkKind
from strive.accounts.links import Links
from strive.accounts.store.letters import LetterStore
from strive.accounts.store.users import UserStore
from strive.accounts.throttling import account_key
from strive.accounts.user import User, UserStatus, normalized_email
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database, Session
from strive.platform.mail import Mail
from strive.platform.outbox import Delivery, Event, GiveUp, Outbox, RetryLater

TOPIC: Final = "accounts.link-asked"
LETTERS_MAX: Final = 6
"""How many go to one address in any hour that let nobody in who has an account."""
LETTING_IN_MAX: Final = 3
"""How many do within the time their links work."""
_SPAN: Final = timedelta(hours=1)
_LETTING_IN: Final = frozenset({LinkKind.MAGIC, LinkKind.RESET})
log = structlog.get_logger(__name__)


class LinkAsked(Event, frozen=True, kw_only=True):
    """Somebody asked for a link to be sent to an address."""

    topic: ClassVar[str] = TOPIC
    is_personal: ClassVar[bool] = True
    id: str
    kind: str
    email: str
    at: datetime

    @property
    def key(self) -> str:
        """Each wish is one link."""
        return self.id


class Letters:
    """Sends links. `base_url` is the site's whole address."""

    def __init__(  # noqa: PLR0913 - what letters are made of
        self,
        database: Database,
        links: Links,
        mail: Mail,
        outbox: Outbox,
        clock: Clock,
        *,
        base_url: str,
    ) -> None:
        self._users = UserStore(database)
        self._sent = LetterStore(database)
        self._links = links
        self._mail = mail
        self._outbox = outbox
        self._clock = clock
        self._base_url = base_url.rstrip("/")

    def connect(self) -> None:
        """Have a worker send what was asked for."""
        self._outbox.on(TOPIC, "send", self._deliver)

    async def ask(self, kind: LinkKind, email: str) -> None:
        """Have a link sent, if there is an account with the address; raises `Invalid` for none."""
        address = normalized_email(email)

        async def work(session: Session) -> None:
            await self.asked(session, kind, new_id(), address)

        await self._outbox.transact(work)

    async def asked(self, session: Session, kind: LinkKind, wish: str, email: str) -> None:
        """Write a wish down, in a transaction."""
        at = self._clock.now()
        await self._outbox.add(session, LinkAsked(id=wish, kind=kind, email=email, at=at))

    async def tell(self, session: Session | None, template: str, user: User, **more: str) -> None:
        """Have a notice sent to somebody; `link` in it is where to sign in."""
        link = f"{self._base_url}/account/sign-in"
        await self._mail.later(session, template, user.email, name=user.name, link=link, **more)

    async def invite(self, user: User, path: str, *, role: str) -> bool:
        """Send an invitation at once, for its secret is kept nowhere; tell whether it was taken."""
        link = f"{self._base_url}{path}"
        try:
            await self._mail.now("invitation", user.email, name=user.name, role=role, link=link)
        except (RetryLater, GiveUp):
            return False
        return True

    async def _deliver(self, delivery: Delivery) -> None:
        kind, wish = LinkKind(delivery.payload["kind"]), str(delivery.payload["id"])
        at = datetime.fromisoformat(delivery.payload["at"])
        if self._clock.now() - at >= LIFETIMES[kind]:
            raise GiveUp("nobody waits for this link any more")
        user = await self._users.by_email(delivery.payload["email"])
        if kind in _LETTING_IN:
            await self._send_to_user(kind, wish, user)
        else:
            await self._send_prepared(wish, user)

    async def _send_to_user(self, kind: LinkKind, wish: str, user: User | None) -> None:
        if user is None or user.status is UserStatus.DISABLED:
            return
        if not await self._may_write(kind, wish, user.email):
            return
        link = await self._links.prepare(kind, wish, user.email, user_id=user.id)
        secret = await self._links.secret_of(link)
        await self._mail.now(kind.value, user.email, name=user.name, link=self._url(kind, secret))

    async def _send_prepared(self, wish: str, owner: User | None) -> None:
        """Send the link of a registration or a new address; `owner` has the address already."""
        link = await self._links.of_wish(wish)
        if link is None or not await self._may_write(link.kind, wish, link.email):
            return
        if owner is not None and owner.id != link.user_id:
            await self._links.drop(wish)
            if link.kind is LinkKind.REGISTER:
                where = f"{self._base_url}/account/sign-in"
                await self._mail.now("already", owner.email, name=owner.name, link=where)
            return
        address = self._url(link.kind, await self._links.secret_of(link))
        template = "verify" if link.kind is LinkKind.REGISTER else link.kind.value
        await self._mail.now(template, link.email, name=link.name, link=address)

    async def _may_write(self, kind: LinkKind, wish: str, email: str) -> bool:
        """Count a letter; tell whether it may go."""
        now, lets_in = self._clock.now(), kind in _LETTING_IN
        span, most = (LIFETIMES[kind], LETTING_IN_MAX) if lets_in else (_SPAN, LETTERS_MAX)
        key = account_key(email)
        may = await self._sent.count(key, wish, now, now - span, most, lets_in=lets_in)
        if not may:
            log.warning("letters.held", most=most)
        return may

    def _url(self, kind: LinkKind, secret: str) -> str:
        return f"{self._base_url}{PAGES[kind]}?token={secret}"
