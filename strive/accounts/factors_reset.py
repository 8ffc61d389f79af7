"""A way back for those who lost all their factors: somebody else takes them away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from starlette.types import Scope as AsgiScope

from strive.accounts.audit import NOWHERE
from strive.accounts.entry import Action
from strive.accounts.factors_held import FactorNotFound
from strive.accounts.means import Means
from strive.accounts.principal import Principal
from strive.accounts.recent import require_recent
from strive.accounts.standing import require_changing
from strive.accounts.store.factors import FactorStore
from strive.accounts.store.passkeys import PasskeyStore
from strive.accounts.user import User
from strive.platform.database import Database, Session
from strive.platform.errors import Forbidden

_REMOVED: Final = (
    "your authenticator app, recovery codes and passkeys were removed {by}, and you were signed "
    "out everywhere. When you sign in next you can set up new ones."
)


class FactorReset:
    """Takes somebody's factors away; staff set up a new one when they sign in next.

    Whoever asks for it has to be sure who asks them: from then on password or mail lead in.
    """

    def __init__(self, means: Means, database: Database) -> None:
        self._means = means
        self._factors = FactorStore(database)
        self._passkeys = PasskeyStore(database)

    async def reset(self, user_id: str, by: Principal | None, scope: AsgiScope = NOWHERE) -> User:
        """Remove authenticator app, recovery codes and passkeys, and end all sessions.

        Without a principal it is the operator of the machine, by a command.

        Raises:
            UserNotFound: There is no such user.
            Forbidden: Whoever asks may not, or asks for themselves.
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            FactorNotFound: There is nothing to remove.
        """
        user = await self._means.users.by_id(user_id)
        if by is not None:
            _require_may_reset(by, user, self._means.clock.now())

        async def work(session: Session) -> None:
            await self._means.credentials.change_factors(user_id, session)
            had = await self._factors.delete(user_id, session)
            passkeys = await self._passkeys.delete_all(user_id, session)
            if not had and not passkeys:
                raise FactorNotFound("They have no second factor.")
            await self._means.audit.record(
                Action.FACTOR_REMOVED,
                by=by,
                target=f"user:{user_id}",
                scope=scope,
                details={"kind": "all", "passkeys": passkeys},
                session=session,
            )
            who = "by an administrator" if by else "by the operator of the site"
            await self._means.letters.tell(session, "factor", user, what=_REMOVED.format(by=who))

        await self._means.outbox.transact(work)
        await self._means.sessions.end_all(user_id)
        return user


def _require_may_reset(by: Principal, user: User, now: datetime) -> None:
    if by.user_id == user.id:
        raise Forbidden("Your own factors are at /account/factors.")
    require_changing(by, user)
    require_recent(by, now)
