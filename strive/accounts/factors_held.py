"""What somebody has to show besides a password or a link, and whether they have to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from strive.accounts.passkey import Passkey
from strive.accounts.principal import Principal
from strive.accounts.role import Role
from strive.accounts.store.factors import FactorStore, Kept
from strive.accounts.store.passkeys import PasskeyStore
from strive.accounts.user import User
from strive.platform.database import Database, Session
from strive.platform.errors import Conflict, Forbidden, NotFound


class FactorNeeded(Conflict):
    """Staff keep a second factor."""

    code = "factor_needed"


class FactorNotFound(NotFound):
    """There is no second factor."""

    code = "factor_not_found"


class Held(NamedTuple):
    """The factors of somebody."""

    kept: Kept | None
    passkeys: Sequence[Passkey]

    @property
    def has_app(self) -> bool:
        """Whether there is an authenticator app."""
        return self.kept is not None and self.kept.has_app

    @property
    def recovery_left(self) -> int:
        """How many recovery codes are left."""
        return len(self.kept.recovery) if self.kept else 0

    def is_to_be_shown(self, role: Role | None) -> bool:
        """Tell whether one of them belongs to each sign-in.

        A passkey is enough by itself. To members it is another way in and no condition; staff come
        in with a second factor only, so of them it is asked when they begin with a password.
        """
        is_staff = role is None or role.is_staff
        return self.has_app or (is_staff and bool(self.passkeys))

    def in_words(self) -> list[str]:
        """Return what there is, for a list."""
        words = ["authenticator app"] if self.has_app else []
        if self.passkeys:
            words.append(
                "a passkey" if len(self.passkeys) == 1 else f"{len(self.passkeys)} passkeys"
            )
        if self.recovery_left:
            codes = "code" if self.recovery_left == 1 else "codes"
            words.append(f"{self.recovery_left} recovery {codes}")
        return words


class HeldFactors:
    """Looks up what people have."""

    def __init__(self, database: Database) -> None:
        self._factors = FactorStore(database)
        self._passkeys = PasskeyStore(database)

    async def of(self, user_id: str, session: Session | None = None) -> Held:
        """Return what somebody has."""
        kept = await self._factors.of(user_id, session)
        return Held(kept, await self._passkeys.of_user(user_id, session))

    async def is_to_be_shown(self, user: User) -> bool:
        """Tell whether a user has something that belongs to each sign-in."""
        return (await self.of(user.id)).is_to_be_shown(user.role)

    async def require_shown(self, principal: Principal) -> Held:
        """Return what somebody has; raises `Forbidden` unless they have shown what they have to."""
        held = await self.of(principal.user_id)
        if not principal.has_second_factor and held.is_to_be_shown(principal.role):
            raise Forbidden("Please show the second factor that you have first.")
        return held


def require_one_left(principal: Principal, left: Held) -> None:
    """Let staff remove a factor only where another is left; raises `FactorNeeded`."""
    is_staff = principal.role is None or principal.role.is_staff
    if is_staff and not left.has_app and not left.passkeys:
        raise FactorNeeded("Staff keep a second factor. Set up another before you remove this one.")
