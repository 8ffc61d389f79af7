"""Second factors: an authenticator app, and recovery codes when it is lost (security.md 8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, NoReturn

from strive.accounts import recovery, totp
from strive.accounts.entry import Action
from strive.accounts.factors_held import FactorNotFound, HeldFactors, require_one_left
from strive.accounts.factors_noting import FactorNotes
from strive.accounts.factors_sealing import Digests, Sealed
from strive.accounts.factors_trying import Tries
from strive.accounts.means import Means
from strive.accounts.principal import Principal
from strive.accounts.recent import require_recent
from strive.accounts.sessions import NewSession
from strive.accounts.store.factors import FactorStore, Kept
from strive.accounts.visit import Visit
from strive.platform.database import Database, Session
from strive.platform.errors import Conflict, Invalid

ENROL_WITHIN: Final = timedelta(minutes=30)
SHOWN_WITHIN: Final = timedelta(minutes=10)
_ADDED: Final = (
    "an authenticator app was set up as your second factor, and other devices were signed out."
)
_REMOVED: Final = "your authenticator app was removed."
_RECOVERY_USED: Final = "a recovery code was used to sign in. {left} are left."
_RECOVERY_NEW: Final = "you have new recovery codes; the ones before work no more."
_APP: Final = "authenticator"


class CodeWrong(Invalid):
    """Not a code that is good now; which of the reasons holds is not told."""

    code = "code_wrong"


class Offer(NamedTuple):
    """A secret to put into an app, and the same sealed, to come back with the first code."""

    secret: str
    sealed: str


class Enrolled(NamedTuple):
    """The session with its second factor, and the recovery codes, which are shown this once."""

    new: NewSession
    codes: list[str]


class Factors:
    """Authenticator apps and recovery codes of all users."""

    def __init__(
        self, means: Means, database: Database, held: HeldFactors, secret_key: str
    ) -> None:
        self._means = means
        self._store = FactorStore(database)
        self._tries = Tries(database, means.sessions, means.clock)
        self._held = held
        self._notes = FactorNotes(means)
        self._kept = Sealed(secret_key, "totp")
        self._offered = Sealed(secret_key, "totp-offer")
        self._digests = Digests(secret_key, "recovery")
        self._shown_once = Sealed(secret_key, "recovery-shown")

    async def require_may_enrol(self, principal: Principal) -> None:
        """Let only those pass who may set an app up; raises as `enrol`."""
        require_recent(principal, self._means.clock.now())
        await self._held.require_shown(principal)

    def offer(self, principal: Principal) -> Offer:
        """Return a new secret for an app; nothing is kept until it is confirmed by a code."""
        secret = totp.new_secret()
        text = f"{int(self._means.clock.now().timestamp())}.{secret}"
        return Offer(secret, self._offered.seal(text, principal.user_id))

    def offered(self, principal: Principal, sealed: str) -> Offer | None:
        """Return an offer that came back; None for one that is too old, or of somebody else."""
        text = self._offered.open(sealed, principal.user_id)
        if text is None:
            return None
        at, _, secret = text.partition(".")
        age = self._means.clock.now() - datetime.fromtimestamp(int(at), UTC)
        return Offer(secret, sealed) if age < ENROL_WITHIN else None

    async def enrol(self, principal: Principal, offer: Offer, code: str, visit: Visit) -> Enrolled:
        """Keep a factor that a code shows to work; other sessions of its owner end.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            Forbidden: They have a factor, and have not shown it.
            CodeWrong: The app shows other codes.
        """
        await self.require_may_enrol(principal)
        now, codes = self._means.clock.now(), recovery.new_codes()
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
            await self._means.credentials.change_factors(principal.user_id, session)
            await self._store.put(kept, session)
            await self._notes.change(
                session, principal, Action.FACTOR_ADDED, _ADDED, visit, kind=_APP
            )

        await self._means.outbox.transact(work)
        sessions = self._means.sessions
        await sessions.end_all(principal.user_id, but=principal.session_id)
        return Enrolled(await sessions.renewed(principal, has_second_factor=True), codes)

    async def show(self, principal: Principal, code: str, visit: Visit) -> NewSession:
        """Complete a session by a code of the app, or a recovery code; it gets a new secret.

        Raises:
            CodeWrong: It is none that is good now, or was used.
            TooManyRequests: There were too many wrong ones.
            SessionOver: There were too many in this session, which is ended.
            FactorNotFound: They have neither app nor recovery codes.
        """
        await self._tries.begin(principal)
        kept = await self._store.of(principal.user_id)
        if kept is None:
            raise FactorNotFound("You have neither an authenticator app nor recovery codes.")
        if plain := recovery.plain(code):
            await self._use_recovery(principal, kept, plain, visit)
        else:
            await self._use_code(principal, kept, code, visit)
        await self._tries.succeeded(principal)
        return await self._means.sessions.renewed(principal, has_second_factor=True)

    async def remove(self, principal: Principal, visit: Visit) -> None:
        """Remove the app, and the recovery codes with it unless a passkey is to be shown.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            Forbidden: They have not shown it.
            FactorNeeded: They are staff, and have no other.
            FactorNotFound: They have none.
        """
        await self.require_may_enrol(principal)

        async def work(session: Session) -> None:
            await self._means.credentials.change_factors(principal.user_id, session)
            if not await self._store.drop_app(principal.user_id, session):
                raise FactorNotFound("You have no authenticator app.")
            left = await self._held.of(principal.user_id, session)
            require_one_left(principal, left)
            if not left.is_to_be_shown(principal.role):
                await self._store.delete(principal.user_id, session)
            await self._notes.change(
                session, principal, Action.FACTOR_REMOVED, _REMOVED, visit, kind=_APP
            )

        await self._means.outbox.transact(work)

    async def new_recovery(self, principal: Principal, visit: Visit) -> list[str]:
        """Return a new set of recovery codes, which is told this once.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            Forbidden: They have not shown the factor that they have.
            FactorNotFound: There is nothing that a code could be shown in place of.
        """
        require_recent(principal, self._means.clock.now())
        held = await self._held.require_shown(principal)
        if not held.is_to_be_shown(principal.role):
            raise FactorNotFound("You have no second factor.")
        codes = recovery.new_codes()
        digests = self._digests_of(principal.user_id, codes)

        async def work(session: Session) -> None:
            await self._means.credentials.change_factors(principal.user_id, session)
            await self._store.put_recovery(principal.user_id, digests, session)
            await self._notes.change(
                session, principal, Action.FACTOR_ADDED, _RECOVERY_NEW, visit, kind="recovery"
            )

        await self._means.outbox.transact(work)
        return codes

    def wrapped(self, principal: Principal, codes: list[str]) -> str:
        """Return codes sealed for a session, to be shown by its next page; nothing keeps them."""
        until = self._means.clock.now() + SHOWN_WITHIN
        return self._shown_once.seal(f"{int(until.timestamp())} {' '.join(codes)}", _of(principal))

    def unwrapped(self, principal: Principal, sealed: str) -> list[str]:
        """Return codes that were sealed some minutes ago for this session, else none."""
        text = self._shown_once.open(sealed, _of(principal)) or "0"
        until, *codes = text.split(" ")
        return codes if self._means.clock.now() < datetime.fromtimestamp(int(until), UTC) else []

    async def _use_code(self, principal: Principal, kept: Kept, code: str, visit: Visit) -> None:
        if not kept.has_app:
            await self._refused(principal, visit)
        secret = self._kept.open(kept.secret, principal.user_id)
        if secret is None:
            raise Conflict(
                "Your second factor cannot be read: the site's secret key has changed. "
                "Please write to the publication."
            )
        step = totp.step_of(secret, code, self._means.clock.now())
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
        await self._notes.change(None, principal, Action.RECOVERY_USED, what, visit, left=left)

    async def _refused(self, principal: Principal, visit: Visit) -> NoReturn:
        await self._means.audit.record(
            Action.SIGN_IN_FAILED,
            by=principal,
            target=f"user:{principal.user_id}",
            scope=visit.scope,
            details={"method": "second factor", "device": visit.device},
        )
        raise CodeWrong("This code is wrong, or was used already.")

    def _digests_of(self, user_id: str, codes: list[str]) -> tuple[str, ...]:
        return tuple(self._digests.of(recovery.plain(code), user_id) for code in codes)


def _of(principal: Principal) -> str:
    return f"{principal.user_id}:{principal.session_id}"
