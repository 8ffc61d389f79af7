"""API tokens: how a program shows who it is."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from strive.accounts.errors import TokenInvalid, TokenNotFound, TooManyTokens
from strive.accounts.principal import Principal, Scope
from strive.accounts.store.tokens import TokenStore
from strive.accounts.store.users import UserStore
from strive.accounts.token import Token
from strive.accounts.user import UserStatus
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database
from strive.platform.errors import Forbidden, Invalid

PREFIX: Final = "strive_"  # so that people and scanners for leaked secrets know what it is
SECRET_BYTES: Final = 32
NAME_CHARACTERS_MAX: Final = 100
VALID_FOR_MAX: Final = timedelta(days=3_650)
USE_NOTED_EVERY: Final = timedelta(minutes=5)
TOKENS_MAX: Final = 1_000
_INVALID: Final = "This token is not valid: it is unknown, expired or revoked."


class NewToken(NamedTuple):
    """A token with its secret, which is kept nowhere and shown this once."""

    token: Token
    secret: str


class Tokens:
    """Makes tokens, takes them back, and knows whom a secret stands for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = TokenStore(database)
        self._users = UserStore(database)
        self._clock = clock

    async def create(
        self,
        name: str,
        scopes: Iterable[Scope],
        valid_for: timedelta | None = None,
        *,
        by: Principal | None = None,
    ) -> NewToken:
        """Make a token; without `valid_for` it is good until it is revoked.

        It is that of its maker `by`: it may never do more than they may at the time, and nothing
        once they are disabled. One made by a command is nobody's.

        Raises:
            Forbidden: It is to do what its maker may not.
            Invalid: The name is empty, too long or not printable, or the time out of range.
            TokenNameTaken: There is a token of this name.
            TooManyTokens: There are as many as can be listed.
        """
        scopes = set(scopes)
        if not (
            0 < len(name) <= NAME_CHARACTERS_MAX and name.isprintable() and name.strip() == name
        ):
            raise Invalid(f"A token needs a name of 1 to {NAME_CHARACTERS_MAX} characters.")
        if valid_for is not None and not timedelta(0) < valid_for <= VALID_FOR_MAX:
            raise Invalid(f"A token is good for at most {VALID_FOR_MAX.days} days.")
        if by is not None and not scopes <= by.scopes:
            raise Forbidden("A token may do only what its maker may.")
        if await self._store.count() >= TOKENS_MAX:
            raise TooManyTokens(f"There are {TOKENS_MAX:,} tokens already: revoke some first.")
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        now = self._clock.now()
        token = Token(
            id=new_id(),
            name=name,
            digest=_digest(secret),
            scopes=tuple(sorted(scopes)),
            created_at=now,
            expires_at=now + valid_for if valid_for else None,
            made_by=by.user_id if by else "",
        )
        await self._store.add(token)
        return NewToken(token, secret)

    async def everything(self) -> list[Token]:
        """Return all tokens by name, expired ones too."""
        return await self._store.everything(TOKENS_MAX)

    async def revoke(self, name: str) -> None:
        """Take a token back at once, for good; raises `TokenNotFound`."""
        if not await self._store.delete(name):
            raise TokenNotFound(f"There is no token named {name!r}.")

    async def by_id(self, token_id: str) -> Token:
        """Return a token; raises `TokenNotFound`."""
        token = await self._store.by_id(token_id)
        if token is None:
            raise TokenNotFound("There is no such token.")
        return token

    async def authenticate(self, secret: str) -> Principal:
        """Return whom a secret stands for.

        Whatever is wrong, the work and the answer are the same. Secrets have so many random bits
        that looking them up by their plain SHA-256 gives nothing away.

        Raises:
            TokenInvalid: The token is unknown, revoked or expired, or its maker disabled.
        """
        token = await self._store.by_digest(_digest(secret))
        now = self._clock.now()
        if token is None or not token.is_good(now):
            raise TokenInvalid(_INVALID)
        rights = await self._rights_of(token)
        if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
            await self._store.note_use(replace(token, last_used_at=now))
        return Principal(name=token.name, scopes=rights)

    async def _rights_of(self, token: Token) -> frozenset[Scope]:
        """Return what a token may: no more than its maker may now. Raises `TokenInvalid`."""
        if not token.made_by:
            return frozenset(token.scopes)
        maker = await self._users.by_id(token.made_by)
        if maker is None or maker.status is not UserStatus.ACTIVE:
            raise TokenInvalid(_INVALID)
        return maker.role.rights.intersection(token.scopes)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
