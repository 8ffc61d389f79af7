"""Second factors: an authenticator app, and recovery codes when it is lost (security.md 8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from strive.accounts import recovery, totp
from strive.accounts.audit import Audit
from strive.accounts.entry import Action
from strive.accounts.factors_sealing import Digests, Sealed
from strive.accounts.factors_trying import Tries
from strive.accounts.letters import Letters
from strive.accounts.principal import Principal
from strive.accounts.recent import require_recent
from strive.accounts.sessions import NewSession, Sessions
from strive.accounts.store.factors import FactorStore, Kept
from strive.accounts.users import Users
from strive.accounts.visit import Visit
from strive.kit.clock import Clock
from strive.platform.database import Database, Session
from strive.platform.errors import Conflict, Forbidden, Invalid, NotFound
from strive.platform.outbox import Outbox

ENROL_WITHIN: Final = timedelta(minutes=30)
_ADDED: Final = (
    "an authenticator app was set up as your second factor, and other devices were signed out."
)
_REMOVED: Final = "your second factor was removed."
_RECOVERY_USED: Final = "a recovery code was used to sign in. {left} are left."
_RECOVERY_NEW: Final = "you have new recovery codes; the ones before work no more."


class CodeWrong(Invalid):
    """Not a code that is good now; which of the reasons holds is not told."""

    code = "code_wrong"


class FactorNeeded(Conflict):
    """Staff keep a second factor."""

    code = "factor_needed"


class FactorNotFound(NotFound):
    """There is no second factor."""

    code = "factor_not_found"


class Offer(NamedTuple):
    """A secret to put into an app, and the same sealed, to come back with the first code."""

    secret: str
    sealed: str


class Enrolled(NamedTuple):
    """The session with its second factor, and the recovery codes, which are shown this once."""

    new: NewSession
    codes: list[str]


class Factors:
    """The second factors of all users."""

    def __init__(  # noqa: PLR0913, PLR0917 - what they stand on
        self,
        database: Database,
        users: Users,
        sessions: Sessions,
        letters: Letters,
        audit: Audit,
        outbox: Outbox,
        clock: Clock,
        secret_key: str,
    ) -> None:
        self._store = FactorStore(database)
        self._tries = Tries(database, sessions, clock)
        self._users = users
        self._sessions = sessions
        self._letters = letters
        self._audit = audit
        self._outbox = outbox
        self._clock = clock
        self._kept = Sealed(secret_key, "totp")
        self._offered = Sealed(secret_key, "totp-offer")
        self._digests = Digests(secret_key, "recovery")

    async def of(self, user_id: str) -> Kept | None:
        """Return what somebody has, None for nothing."""
        return await self._store.of(user_id)

    async def has(self, user_id: str) -> bool:
        """Tell whether somebody has a second factor."""
        return await self._store.of(user_id) is not None

    def offer(self, principal: Principal) -> Offer:
        """Return a new secret for an app; nothing is kept until it is confirmed by a code."""
        secret = totp.new_secret()
        text = f"{int(self._clock.now().timestamp())}.{secret}"
        return Offer(secret, self._offered.seal(text, principal.user_id))

    def offered(self, principal: Principal, sealed: str) -> Offer | None:
        """Return an offer that came back; None for one that is too old, or of somebody else."""
        text = self._offered.open(sealed, principal.user_id)
        if text is None:
            return None
        at, _, secret = text.partition(".")
        age = self._clock.now() - datetime.fromtimestamp(int(at), UTC)
        return Offer(secret, sealed) if age < ENROL_WITHIN else None

    async def may_enrol(self, principal: Principal) -> bool:
        """Tell whether somebody may set a factor up: the first, or with the one they have shown."""
        return principal.has_second_factor or not await self.has(principal.user_id)

    async def enrol(self, principal: Principal, offer: Offer, code: str, visit: Visit) -> Enrolled:
        """Keep a factor that a code shows to work; other sessions of its owner end.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            Forbidden: They have a factor, and have not shown it.
            CodeWrong: The app shows other codes.
        """
        require_recent(principal, self._clock.now())
        if not await self.may_enrol(principal):
            raise Forbidden("Please show the second factor that you have first.")
        now, codes = self._clock.now(), recovery.new_codes()
        step = totp.step_of(offer.secret, code, now)
        if step is None:
            raise CodeWrong("This is not the code that the app shows now.")
        kept = Kept(
            user_id=principal.user_id,
            secret=self._kept.seal(offer.secret, principal.user_id),
            last_step=step,
            added_at=now,
            recovery=self._digests_of(principal.user_id, codes),
        )

        async def work(session: Session) -> None:
            await self._store.put(kept, session)
            await self._tell(session, principal, Action.FACTOR_ADDED, _ADDED, visit)

        await self._outbox.transact(work)
        await self._sessions.end_all(principal.user_id, but=principal.session_id)
        return Enrolled(await self._sessions.renewed(principal, has_second_factor=True), codes)

    async def show(self, principal: Principal, code: str, visit: Visit) -> NewSession:
        """Complete a session by a code of the app, or a recovery code; it gets a new secret.

        Raises:
            CodeWrong: It is none that is good now, or was used.
            TooManyRequests: There were too many wrong ones.
            SessionOver: There were too many in this session, which is ended.
        """
        await self._tries.begin(principal)
        kept = await self._store.of(principal.user_id)
        if kept is None:
            raise FactorNotFound("You have no second factor yet.")
        if plain := recovery.plain(code):
            await self._use_recovery(principal, kept, plain, visit)
        else:
            await self._use_code(principal, kept, code, visit)
        await self._tries.succeeded(principal)
        return await self._sessions.renewed(principal, has_second_factor=True)

    async def remove(self, principal: Principal, visit: Visit) -> None:
        """Remove the factor, and the recovery codes with it.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            FactorNeeded: They are staff, who keep one.
            FactorNotFound: They have none.
        """
        await self._require_shown(principal)
        if principal.role is None or principal.role.is_staff:
            raise FactorNeeded("Staff keep a second factor. You can set up another in its place.")

        async def work(session: Session) -> None:
            if not await self._store.delete(principal.user_id, session):
                raise FactorNotFound("You have no second factor.")
            await self._tell(session, principal, Action.FACTOR_REMOVED, _REMOVED, visit)

        await self._outbox.transact(work)

    async def new_recovery(self, principal: Principal, visit: Visit) -> list[str]:
        """Return a new set of recovery codes, shown this once; raises as `remove`."""
        await self._require_shown(principal)
        codes = recovery.new_codes()
        digests = self._digests_of(principal.user_id, codes)

        async def work(session: Session) -> None:
            if not await self._store.put_recovery(principal.user_id, digests, session):
                raise FactorNotFound("You have no second factor.")
            details = {"kind": "recovery"}
            await self._tell(session, principal, Action.FACTOR_ADDED, _RECOVERY_NEW, visit, details)

        await self._outbox.transact(work)
        return codes

    async def _use_code(self, principal: Principal, kept: Kept, code: str, visit: Visit) -> None:
        secret = self._kept.open(kept.secret, principal.user_id)
        if secret is None:
            raise Conflict(
                "Your second factor cannot be read: the site's secret key has changed. "
                "Please write to the publication."
            )
        step = totp.step_of(secret, code, self._clock.now())
        if step is None or not await self._store.use_step(kept, step):
            await self._refused(principal, visit)

    async def _use_recovery(
        self, principal: Principal, kept: Kept, plain: str, visit: Visit
    ) -> None:
        digest = self._digests.of(plain, principal.user_id)
        if not await self._store.use_recovery(principal.user_id, digest):
            await self._refused(principal, visit)
        left = len(kept.recovery) - 1
        what = _RECOVERY_USED.format(left=left)
        await self._tell(None, principal, Action.RECOVERY_USED, what, visit, {"left": left})

    async def _refused(self, principal: Principal, visit: Visit) -> None:
        await self._audit.record(
            Action.SIGN_IN_FAILED,
            by=principal,
            target=f"user:{principal.user_id}",
            scope=visit.scope,
            details={"method": "second factor", "device": visit.device},
        )
        raise CodeWrong("This code is wrong, or was used already.")

    async def _tell(  # noqa: PLR0913, PLR0917 - what is told, to whom
        self,
        session: Session | None,
        principal: Principal,
        action: Action,
        what: str,
        visit: Visit,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Write a change down, and to its owner."""
        await self._audit.record(
            action,
            by=principal,
            target=f"user:{principal.user_id}",
            scope=visit.scope,
            details=details or {"kind": "authenticator"},
            session=session,
        )
        user = await self._users.by_id(principal.user_id)
        await self._letters.tell(session, "factor", user, what=what)

    async def _require_shown(self, principal: Principal) -> None:
        require_recent(principal, self._clock.now())
        if not await self.has(principal.user_id):
            raise FactorNotFound("You have no second factor.")
        if not principal.has_second_factor:
            raise Forbidden("Please show your second factor first.")

    def _digests_of(self, user_id: str, codes: list[str]) -> tuple[str, ...]:
        return tuple(self._digests.of(recovery.plain(code), user_id) for code in codes)
