"""Coming in by a passkey: whoever shows one that checked who they are has shown two factors."""

from __future__ import annotations

from typing import Any, Final, NoReturn

import structlog

from strive.accounts import ceremony
from strive.accounts.ceremony import Answer, AnswerInvalid, Place
from strive.accounts.challenges import Challenges, Purpose
from strive.accounts.entry import Action
from strive.accounts.errors import SignInRefused, UserNotFound
from strive.accounts.means import Means
from strive.accounts.passkey import Passkey, PasskeyNotFound
from strive.accounts.passkeys import session_of
from strive.accounts.principal import Principal
from strive.accounts.sessions import NewSession
from strive.accounts.signing_in import SigningIn
from strive.accounts.store.passkeys import PasskeyStore
from strive.accounts.user import User, UserStatus
from strive.accounts.visit import Visit
from strive.platform.database import Database

_COPIED: Final = (
    "a passkey of yours, “{name}”, was refused: it has counted its uses, and by that count there "
    "is a copy of it. Please remove it, and make a new one."
)

log = structlog.get_logger(__name__)


class PasskeyRefused(SignInRefused):
    """No passkey that lets anybody in here; which of the reasons holds is not told."""

    code = "passkey_refused"


class ByPasskey:
    """Lets people in who show a passkey, and completes sessions of those who are half in."""

    def __init__(
        self,
        means: Means,
        database: Database,
        signing_in: SigningIn,
        challenges: Challenges,
        place: Place,
    ) -> None:
        self._means = means
        self._store = PasskeyStore(database)
        self._signing_in = signing_in
        self._challenges = challenges
        self._place = place

    async def ask(self, principal: Principal | None, browser: str) -> dict[str, Any]:
        """Return what a browser is to show, as `navigator.credentials.get` takes it in JSON.

        That is a passkey of whoever is in, be it half; else any of this site.

        Args:
            principal: Who is in, if anybody.
            browser: A secret of the browser, for when nobody is.

        Raises:
            PasskeyNotFound: Who is in has none.
        """
        if principal is None:
            challenge = await self._challenges.ask(Purpose.SHOW, browser)
            return ceremony.to_show(self._place, challenge)
        present = await self._store.of_user(principal.user_id)
        if not present:
            raise PasskeyNotFound("You have no passkey yet.")
        challenge = await self._challenges.ask(Purpose.SHOW, session_of(principal))
        return ceremony.to_show(self._place, challenge, present)

    async def show(
        self,
        answer: Answer,
        principal: Principal | None,
        browser: str,
        visit: Visit,
        *,
        is_remembered: bool = False,
    ) -> NewSession:
        """Begin a session, or give the one there is a new secret; either has a second factor.

        Raises:
            ChallengeOver: This browser was asked nothing, or too long ago.
            PasskeyRefused: The passkey lets nobody in, or not them.
        """
        try:
            challenge = ceremony.challenge_in(answer)
        except AnswerInvalid as error:
            await self._refuse(None, str(error), visit)
        asked_of = session_of(principal) if principal else browser
        await self._challenges.take(Purpose.SHOW, asked_of, challenge)
        passkey = await self._store.by_credential(answer.id)
        if passkey is None:
            await self._refuse(None, "unknown", visit)
        user = await self._checked(answer, challenge, passkey, principal, visit)
        if principal is not None:
            return await self._means.sessions.renewed(principal, has_second_factor=True)
        await self._signing_in.back_off.clear(user.email)
        return await self._signing_in.begin(
            user, visit, method="passkey", is_remembered=is_remembered, has_second_factor=True
        )

    async def _checked(
        self,
        answer: Answer,
        challenge: bytes,
        passkey: Passkey,
        principal: Principal | None,
        visit: Visit,
    ) -> User:
        """Return whose passkey it is, when all is well with it; raises `PasskeyRefused`."""
        try:
            used = ceremony.shown(answer, challenge, self._place, passkey)
        except AnswerInvalid as error:
            await self._refuse(passkey, str(error), visit)
        handle = answer.response.get("userHandle")
        if handle != passkey.handle and (principal is None or handle is not None):
            await self._refuse(passkey, "handle", visit)
        if principal is not None and passkey.user_id != principal.user_id:
            await self._refuse(passkey, "somebody else's", visit)
        try:
            user = await self._means.users.by_id(passkey.user_id)
        except UserNotFound:
            await self._refuse(passkey, "nobody's", visit)
        if user.status is not UserStatus.ACTIVE:
            await self._refuse(passkey, user.status.value, visit)
        at = self._means.clock.now()
        if not await self._store.use(passkey, used.sign_count, at, is_backed_up=used.is_backed_up):
            await self._means.letters.tell(
                None, "passkey", user, what=_COPIED.format(name=passkey.name)
            )
            await self._refuse(passkey, "count", visit)
        return user

    async def _refuse(self, passkey: Passkey | None, why: str, visit: Visit) -> NoReturn:
        log.warning("passkey.refused", why=why[:200], passkey=passkey.id if passkey else "")
        details = {"method": "passkey", "device": visit.device}
        if passkey:
            details |= {"passkey": passkey.id}
        if why == "count":
            details |= {"why": "the count went back: there may be a copy"}
        await self._means.audit.record(
            Action.SIGN_IN_FAILED,
            target=f"user:{passkey.user_id}" if passkey else "",
            scope=visit.scope,
            details=details,
        )
        raise PasskeyRefused("This passkey does not let anybody in here.")
