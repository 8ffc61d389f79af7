"""Sessions: begun at sign-in, checked with every request, ended for good."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from strive.accounts.at_hand import AtHand, SessionsAtHand
from strive.accounts.errors import SessionNotFound
from strive.accounts.events import SessionsEnded
from strive.accounts.principal import Principal
from strive.accounts.session import AGE_MAX, SECRET_BYTES, Session
from strive.accounts.store.sessions import SessionStore
from strive.accounts.store.users import UserStore
from strive.accounts.user import User, UserStatus
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database
from strive.platform.database import Session as Transaction
from strive.platform.outbox import Delivery, Outbox
from strive.platform.valkey import Valkey, ValkeyUnavailable

CHECKED_EVERY: Final = timedelta(minutes=5)  # in MongoDB; also how exact `last_seen_at` is
DEVICE_CHARACTERS_MAX: Final = 200
_SECRET_CHARACTERS: Final = 43  # of SECRET_BYTES in base64


class NewSession(NamedTuple):
    """A session with its secret, which is kept nowhere and put into a cookie this once."""

    session: Session
    secret: str


class Sessions:
    """The sessions of all users: in MongoDB, and at hand in Valkey, which may lose them."""

    def __init__(
        self, database: Database, valkey: Valkey, outbox: Outbox, clock: Clock, *, site: str
    ) -> None:
        self._store = SessionStore(database)
        self._users = UserStore(database)
        self._at_hand = SessionsAtHand(valkey, site)
        self._outbox = outbox
        self._clock = clock

    def connect(self) -> None:
        """Have ended sessions taken from Valkey at once, and once more by a worker."""
        self._outbox.on(SessionsEnded.topic, "forget", self._forget, prompt=True)

    async def start(  # noqa: PLR0913 - what a session is
        self,
        user: User,
        *,
        device: str,
        address: str,
        is_remembered: bool = False,
        has_second_factor: bool = False,
        needs_second_factor: bool = False,
    ) -> NewSession:
        """Begin a session; always a new one, so that nobody can prepare it for somebody else.

        Of a user who has too many, those used longest ago end.

        Args:
            user: Who has shown their credentials.
            device: What they use, in words.
            address: Where they are, as far as it names no person.
            is_remembered: Whether it outlives a day without use.
            has_second_factor: Whether a second factor was shown.
            needs_second_factor: Whether the user has one that is to be shown.
        """
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._clock.now()
        session = Session(
            id=new_id(),
            digest=_digest(secret),
            user_id=user.id,
            device=device[:DEVICE_CHARACTERS_MAX],
            address=address,
            created_at=now,
            authenticated_at=now,
            last_seen_at=now,
            expires_at=now + AGE_MAX,
            is_remembered=is_remembered,
            has_second_factor=has_second_factor,
            needs_second_factor=needs_second_factor,
        )
        await self._store.add(session)
        await self._end_too_many(user.id)
        return NewSession(session, secret)

    async def authenticate(self, secret: str) -> Principal | None:
        """Return whom a secret stands for, None if for nobody; one round trip as a rule."""
        if len(secret) != _SECRET_CHARACTERS or not secret.isascii():
            return None
        digest, now = _digest(secret), self._clock.now()
        known = await self._at_hand.get(digest)
        if known is not None and now < known.expires_at:
            age = now - known.checked_at
            if timedelta(0) <= age < CHECKED_EVERY:
                return known.principal
        return await self._looked_up(digest)

    async def renewed(self, principal: Principal, *, has_second_factor: bool) -> NewSession:
        """Give a session a new secret, for its standing has changed; the old one is good no more.

        Raises `SessionNotFound`.
        """
        old = await self._of(principal)
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._clock.now()
        new = replace(
            old,
            digest=_digest(secret),
            authenticated_at=now,
            last_seen_at=now,
            has_second_factor=has_second_factor,
        )

        async def work(transaction: Transaction) -> None:
            await self._store.replace_secret(new, transaction)
            await self._outbox.add(transaction, _ended([old.digest]))

        await self._outbox.transact(work)
        return NewSession(new, secret)

    async def of_user(self, user_id: str) -> list[Session]:
        """Return the sessions of a user that are good now, the last used first."""
        now = self._clock.now()
        return [session for session in await self._store.of_user(user_id) if session.is_good(now)]

    async def end(self, user_id: str, session_id: str) -> None:
        """End a session of a user, everywhere at once; raises `SessionNotFound`."""

        async def work(transaction: Transaction) -> None:
            digest = await self._store.delete(user_id, session_id, transaction)
            if digest is None:
                raise SessionNotFound("There is no such session.")
            await self._outbox.add(transaction, _ended([digest]))

        await self._outbox.transact(work)

    async def end_all(self, user_id: str, *, but: str = "") -> int:
        """End all sessions of a user but one, everywhere at once; return how many."""

        async def work(transaction: Transaction) -> int:
            return await self.end_all_in(transaction, user_id, but=but)

        return await self._outbox.transact(work)

    async def end_all_in(self, transaction: Transaction, user_id: str, *, but: str = "") -> int:
        """End them in the transaction (`Outbox.transact`) of what makes them end."""
        digests = await self._store.delete_all(user_id, but=but, transaction=transaction)
        if digests:
            await self._outbox.add(transaction, _ended(digests))
        return len(digests)

    async def refresh(self, user_id: str) -> None:
        """Have all sessions of a user looked up anew: what they may has changed."""

        async def work(transaction: Transaction) -> None:
            if digests := await self._store.digests_of(user_id, transaction):
                await self._outbox.add(transaction, _ended(digests))

        await self._outbox.transact(work)

    async def _looked_up(self, digest: str) -> Principal | None:
        found, now = await self._found(digest), self._clock.now()
        if found is None:
            return None
        session, user = found
        if now - session.last_seen_at >= CHECKED_EVERY:
            await self._store.note_seen(session.id, now)
            await self._users.note_active(user.id, now)
        principal = principal_of_user(user, session)
        known = AtHand(principal, session.expires_at, now)
        lasts = min(session.idle_max, session.expires_at - now)
        if await self._at_hand.put(digest, known, lasts):
            # what ended or changed it meanwhile may have forgotten it before it was put there
            again = await self._found(digest)
            if again is None or principal_of_user(again[1], again[0]) != principal:
                with suppress(*ValkeyUnavailable):
                    await self._at_hand.forget([digest])
                return None if again is None else principal_of_user(again[1], again[0])
        return principal

    async def _found(self, digest: str) -> tuple[Session, User] | None:
        """Return a session that is good, and whose it is, as MongoDB has them."""
        session = await self._store.by_digest(digest)
        if session is None or not session.is_good(self._clock.now()):
            return None
        user = await self._users.by_id(session.user_id)
        if user is None or user.status is UserStatus.DISABLED:
            return None
        return session, user

    async def _of(self, principal: Principal) -> Session:
        session = await self._store.by_id(principal.user_id, principal.session_id)
        if session is None:
            raise SessionNotFound("This session is over. Please sign in again.")
        return session

    async def _end_too_many(self, user_id: str) -> None:
        """End those used longest ago: nobody has more than can be listed and ended."""
        ended = await self._store.too_many(user_id)
        if not ended:
            return

        async def work(transaction: Transaction) -> None:
            await self._store.delete_some([session_id for session_id, _ in ended], transaction)
            await self._outbox.add(transaction, _ended([digest for _, digest in ended]))

        await self._outbox.transact(work)

    async def _forget(self, delivery: Delivery) -> None:
        await self._at_hand.forget(list(delivery.payload["digests"]))


def principal_of_user(user: User, session: Session) -> Principal:
    """Return what a session of a user may: staff without a second factor have no rights yet.

    Nobody has any while a second factor they have is still to be shown.
    """
    is_complete = session.is_complete and (session.has_second_factor or not user.role.is_staff)
    return Principal(
        name=user.name,
        scopes=user.role.rights if is_complete else frozenset(),
        user_id=user.id,
        role=user.role,
        email=user.email,
        session_id=session.id,
        authenticated_at=session.authenticated_at,
        has_second_factor=session.has_second_factor,
        needs_second_factor=not session.is_complete,
        avatar_url=user.avatar_url,
    )


def _ended(digests: Collection[str]) -> SessionsEnded:
    return SessionsEnded(id=new_id(), digests=tuple(digests))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
