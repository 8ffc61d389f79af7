"""Erasing a person from everything: asked for once, done by a worker, ended with a receipt.

From the moment it is asked for nobody can use the account. The worker then goes through the stores
twice, for what was on its way meanwhile, and takes the account itself last: a worker that dies
half-way leaves whom the erasure is about, and the next one finds the rest. What is not done after
two minutes, because a store is away for long, is gone on with every minute for as long as it takes.
Nothing leads back.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ClassVar, Final

import structlog
from msgspec.structs import replace
from starlette.types import Scope as AsgiScope

from strive.accounts.audit import NOWHERE, Audit
from strive.accounts.entry import Action
from strive.accounts.erasure import Asked, Erasure, alias_of
from strive.accounts.errors import ErasureNotFound, LastAdministrator
from strive.accounts.principal import Principal, require
from strive.accounts.privacy.finding import People
from strive.accounts.recent import require_recent
from strive.accounts.role import Role, Scope
from strive.accounts.sessions import Sessions
from strive.accounts.store.erasures import ErasureStore
from strive.accounts.store.standing import StandingStore
from strive.accounts.user import User, UserStatus
from strive.kit.clock import Clock
from strive.platform.database import Database, Session
from strive.platform.errors import Forbidden, Unavailable
from strive.platform.mail import Mail
from strive.platform.outbox import Delivery, Event, GiveUp, Outbox, RetryLater
from strive.platform.privacy import Person, Reach

ACCOUNT: Final = "users"
RECEIPT_BYTES: Final = 16
LISTED_MAX: Final = 100
RESUMED_AFTER: Final = timedelta(minutes=2)
_AGAIN_S: Final = 5.0

log = structlog.get_logger(__name__)


class ErasureAsked(Event, frozen=True, kw_only=True):
    """Somebody is to be erased; the event tells of nobody."""

    topic: ClassVar[str] = "privacy.erasure-asked"
    receipt: str

    @property
    def key(self) -> str:
        """Each is asked for once."""
        return self.receipt


class Erasures:
    """Erases people, and has the receipts.

    `reaches` are those of every store with personal data, `base_url` is the site's whole address.
    """

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        *,
        sessions: Sessions,
        audit: Audit,
        mail: Mail,
        reaches: Sequence[Reach],
        base_url: str,
    ) -> None:
        self._store = ErasureStore(database)
        self._users = StandingStore(database)
        self._people = People(database)
        self._outbox = outbox
        self._clock = clock
        self._sessions = sessions
        self._audit = audit
        self._mail = mail
        self.reaches = reaches
        self._others = [reach for reach in reaches if reach.store != ACCOUNT]
        [self._account] = [reach for reach in reaches if reach.store == ACCOUNT]
        self._base_url = base_url.rstrip("/")

    def connect(self) -> None:
        """Have a worker do what was asked for."""
        self._outbox.on(ErasureAsked.topic, "erase", self._deliver)

    async def ask_own(self, principal: Principal, scope: AsgiScope = NOWHERE) -> Erasure:
        """Have somebody erased who asks for it themselves.

        Raises:
            ReauthenticationNeeded: Signing in is too long ago.
            LastAdministrator: Nobody would administer the publication.
        """
        require_recent(principal, self._clock.now())
        person = await self._people.by_id(principal.user_id)
        return await self._ask(person, Asked.OWN, None, scope)

    async def ask_for(
        self, person: Person, by: Principal | None, scope: AsgiScope = NOWHERE
    ) -> Erasure:
        """Have somebody erased who asked the publication; without `by` a command asks.

        Raises:
            Forbidden: Whoever asks may not, or it is about themselves or somebody who may more.
            ReauthenticationNeeded: Signing in is too long ago.
            LastAdministrator: Nobody would administer the publication.
        """
        if by is not None:
            require(by, Scope.PRIVACY_WRITE)
            if by.session_id:
                require_recent(by, self._clock.now())
            if person.id and person.id == by.user_id:
                raise Forbidden("Your own data is erased on the page of your account.")
        asked = Asked.STAFF if by else Asked.COMMAND
        return await self._ask(person, asked, by, scope)

    async def finish_now(self, receipt: str) -> Erasure:
        """Do here and now what a worker would; it finds nothing left to do then.

        Raises:
            ErasureNotFound: There is no such receipt.
            Unavailable: A store could not be reached: a worker goes on with it.
        """
        erasure = await self.get(receipt)
        try:
            await self._carry_out(erasure)
        except RetryLater as reason:
            raise Unavailable(f"Not all is erased yet: {reason}.") from reason
        return await self.get(receipt)

    async def resume(self) -> int:
        """Go on with what is not done after two minutes, as a periodic job; return how many end.

        The outbox gives up what fails again and again; an erasure is never given up.
        """
        before, done = self._clock.now() - RESUMED_AFTER, 0
        for erasure in await self._store.unfinished(before, LISTED_MAX):
            with suppress(RetryLater):
                await self._carry_out(erasure)
                done += 1
        return done

    async def get(self, receipt: str) -> Erasure:
        """Return an erasure by its receipt; raises `ErasureNotFound`."""
        erasure = await self._store.by_id(receipt)
        if erasure is None:
            raise ErasureNotFound("There is no such receipt.")
        return erasure

    async def newest(
        self, after: tuple[datetime, str] | None = None, limit: int = 50
    ) -> list[Erasure]:
        """Return erasures, newest first; `after` is `asked_at` and id of the last one seen."""
        return await self._store.newest(after, min(limit, LISTED_MAX))

    async def _ask(
        self, person: Person, asked: Asked, by: Principal | None, scope: AsgiScope
    ) -> Erasure:
        receipt, by_id = secrets.token_hex(RECEIPT_BYTES), by.user_id if by else ""

        async def work(session: Session) -> Erasure:
            whole = await self._shut(person, alias_of(receipt), by, session)
            if known := await self._store.under_way(whole.email, session):
                if known.person and known.person.id != whole.id != "":  # they registered since
                    whole = replace(whole, alias=known.person.alias)
                    await self._store.widen(known.id, whole, session)
                return known
            erasure = Erasure(
                id=receipt,
                asked=asked,
                asked_by=by_id,
                asked_at=self._clock.now(),
                person=whole,
            )
            await self._store.add(erasure, session)
            await self._outbox.add(session, ErasureAsked(receipt=receipt))
            await self._audit.record(
                Action.ERASED,
                by=by,
                target=f"erasure:{receipt}",
                scope=scope if by else NOWHERE,  # of an erased person not even from where
                details={"asked": asked.value},
                session=session,
            )
            return erasure

        erasure = await self._outbox.transact(work)
        if person.id:
            ended = await self._sessions.end_all(person.id)
            await self._store.note(erasure.id, {"sessions": ended}, [])
        return erasure

    async def _shut(
        self, person: Person, alias: str, by: Principal | None, session: Session
    ) -> Person:
        """Let nobody use the account any more; return all that is known of whose it is."""
        user = await self._users.by_id(person.id, session) if person.id else None
        if user is None:
            return replace(person, alias=alias)
        if by is not None and not user.role.rights <= by.scopes:
            raise Forbidden("This person may more than you do.")
        await self._require_administrator(user, session)
        await self._users.change(user.id, {"status": UserStatus.DISABLED.value}, session)
        is_shared = user.author_id and await self._users.others_write_as(user, session)
        return replace(
            person,
            email=user.email,
            name=user.name,
            author_id="" if is_shared else user.author_id,  # a byline of several is nobody's name
            avatar_url=user.avatar_url,
            alias=alias,
        )

    async def _require_administrator(self, user: User, session: Session) -> None:
        if user.role is not Role.ADMINISTRATOR or user.status is not UserStatus.ACTIVE:
            return
        if not await self._users.has_other_administrator(user.id, session):
            raise LastAdministrator("This is the last administrator: make somebody else one first.")

    async def _deliver(self, delivery: Delivery) -> None:
        erasure = await self._store.by_id(str(delivery.payload["receipt"]))
        if erasure is not None:
            await self._carry_out(erasure)

    async def _carry_out(self, erasure: Erasure) -> None:
        receipt = erasure.id
        if erasure.person is None:
            return
        if left := await self._erase(receipt, erasure.person):
            raise RetryLater(f"cannot reach {', '.join(left)}", after_s=_AGAIN_S)
        if not erasure.told and await self._tell(receipt, erasure.person):
            await self._store.note_told(receipt)
        if left := await self._erase(receipt, erasure.person, last=True):
            raise RetryLater(f"cannot reach {', '.join(left)}", after_s=_AGAIN_S)
        if not await self._store.finish(receipt, erasure.person.id, self._clock.now()):
            if (await self.get(receipt)).is_done:  # another was faster
                return
            raise RetryLater("it is about an account too by now", after_s=_AGAIN_S)
        log.info("privacy.erased", receipt=receipt)

    async def _erase(self, receipt: str, person: Person, *, last: bool = False) -> list[str]:
        """Take a person out of the stores; return those that could not be reached."""
        counts: dict[str, int] = {}
        failed: list[str] = []
        for reach in self._others:
            await self._try(reach, person, counts, failed)
        if last and not failed:
            await self._try(self._account, person, counts, failed)
        await self._store.note(receipt, counts, failed)
        return failed

    async def _try(
        self, reach: Reach, person: Person, counts: dict[str, int], failed: list[str]
    ) -> None:
        try:
            counts[reach.store] = await reach.erase(person)
        except Exception as error:  # noqa: BLE001 - whatever keeps one store keeps no other
            log.error("privacy.not_erased", store=reach.store, error=type(error).__name__)  # noqa: TRY400 - a traceback would name the person
            failed.append(reach.store)

    async def _tell(self, receipt: str, person: Person) -> bool:
        """Send the receipt; False where that fails, for an erasure waits for no mail server."""
        link = f"{self._base_url}/privacy/receipts/{receipt}"
        name = person.name or person.email
        try:
            await self._mail.now("erased", person.email, name=name, link=link)
        except (RetryLater, GiveUp):
            return False
        return True
