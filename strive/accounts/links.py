"""Links in mail: random, good once and not for long, kept by their digest alone."""

from __future__ import annotations

import hashlib
import secrets

from msgspec.structs import replace

from strive.accounts.errors import LinkInvalid
from strive.accounts.link import LIFETIMES, SECRET_BYTES, Link, LinkKind
from strive.accounts.store.links import LinkStore
from strive.kit.clock import Clock
from strive.platform.database import Database, Session


class Links:
    """The links of all users."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = LinkStore(database)
        self._clock = clock

    async def prepare(  # noqa: PLR0913 - what a link is of
        self,
        kind: LinkKind,
        wish: str,
        email: str,
        *,
        user_id: str = "",
        name: str = "",
        password: str = "",
        locale: str = "en",
        session: Session | None = None,
    ) -> Link:
        """Keep what a link is to do, under the id of the wish; nobody knows its secret yet."""
        now = self._clock.now()
        link = Link(
            id=wish,
            kind=kind,
            digest=_digest(secrets.token_urlsafe(SECRET_BYTES)),
            email=email,
            user_id=user_id,
            name=name,
            password=password,
            locale=locale,
            created_at=now,
            expires_at=now + LIFETIMES[kind],
        )
        await self._store.put(link, session)
        return link

    async def secret_of(self, link: Link) -> str:
        """Give a link a new secret, to be mailed at once; the one before is good no more."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        await self._store.put(replace(link, digest=_digest(secret)))
        return secret

    async def of_wish(self, wish: str) -> Link | None:
        """Return the link that a wish has, if it is good still."""
        link = await self._store.by_id(wish)
        return link if link and self._clock.now() < link.expires_at else None

    async def look(self, kind: LinkKind, secret: str) -> Link:
        """Return what a link would do, without using it; raises `LinkInvalid`."""
        return self._good(await self._store.find(kind, _digest(secret)))

    async def take(self, kind: LinkKind, secret: str) -> Link:
        """Use a link; raises `LinkInvalid` when it was used, is too old, or none."""
        return self._good(await self._store.take(kind, _digest(secret)))

    async def drop(self, wish: str) -> None:
        """Forget what a link was to do."""
        await self._store.delete(wish)

    async def drop_of(self, user_id: str, session: Session | None = None) -> None:
        """Have no link of a user work any more."""
        await self._store.delete_of(user_id, session)

    def _good(self, link: Link | None) -> Link:
        if link is None or self._clock.now() >= link.expires_at:
            raise LinkInvalid("This link was used already, or is too old. Please ask for another.")
        return link


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
