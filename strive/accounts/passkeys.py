"""One's own passkeys: made, named, removed."""

from __future__ import annotations

import secrets
from typing import Any, Final, NamedTuple

from webauthn.helpers import bytes_to_base64url

from strive.accounts import ceremony
from strive.accounts.ceremony import Answer, AnswerInvalid, Owner, Place
from strive.accounts.challenges import Challenges, Purpose
from strive.accounts.entry import Action
from strive.accounts.factors_held import HeldFactors, require_one_left
from strive.accounts.factors_noting import FactorNotes
from strive.accounts.means import Means
from strive.accounts.passkey import MAX, Passkey, PasskeyNotFound, TooManyPasskeys
from strive.accounts.principal import Principal, require_user
from strive.accounts.recent import require_recent
from strive.accounts.sessions import NewSession
from strive.accounts.store.passkeys import PasskeyStore
from strive.accounts.user import checked_name
from strive.accounts.visit import Visit
from strive.kit.ids import new_id
from strive.platform.database import Database, Session
from strive.platform.errors import Invalid

_HANDLE_BYTES: Final = 32
_ADDED: Final = "a passkey was added to your account, “{name}”. Whoever has it can sign in with it."
_REMOVED: Final = "a passkey was removed from your account, “{name}”, and other devices signed out."


class PasskeyInvalid(Invalid):
    """What was made is no passkey that this site asked for."""

    code = "passkey_invalid"


class Added(NamedTuple):
    """A new passkey, and the session in which it is shown."""

    passkey: Passkey
    new: NewSession


class Passkeys:
    """What people do with their passkeys; `place` is the site as authenticators know it."""

    def __init__(
        self,
        means: Means,
        database: Database,
        held: HeldFactors,
        challenges: Challenges,
        place: Place,
    ) -> None:
        self._means = means
        self._store = PasskeyStore(database)
        self._held = held
        self._challenges = challenges
        self._notes = FactorNotes(means)
        self.place = place

    async def of(self, user_id: str) -> list[Passkey]:
        """Return the passkeys of somebody, the oldest first."""
        return await self._store.of_user(user_id)

    async def handle_of(self, user_id: str) -> str:
        """Return what authenticators know somebody by, "" for somebody who never made a passkey."""
        return await self._means.credentials.handle_of(user_id)

    async def ask_to_make(self, principal: Principal) -> dict[str, Any]:
        """Return what a browser is to make, as `navigator.credentials.create` takes it in JSON.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            Forbidden: They have a second factor, and have not shown it.
            TooManyPasskeys: They have as many as one may have.
        """
        present = await self._require_may_add(principal)
        user = await self._means.users.by_id(principal.user_id)
        handle = await self._means.credentials.keep_handle(
            user.id, bytes_to_base64url(secrets.token_bytes(_HANDLE_BYTES))
        )
        challenge = await self._challenges.ask(Purpose.ADD, session_of(principal))
        owner = Owner(handle, user.email, user.name)
        return ceremony.to_make(self.place, await self._means.site(), owner, challenge, present)

    async def add(self, principal: Principal, answer: Answer, name: str, visit: Visit) -> Added:
        """Keep a passkey; it counts as shown. "" for a name has it called like the device.

        Raises as `ask_to_make`, and:
            ChallengeOver: Nothing was asked of this session, or too long ago.
            PasskeyInvalid: It is not what was asked for.
            PasskeyTaken: It is known already.
        """
        await self._require_may_add(principal)
        called = checked_name(name or visit.device)
        try:
            challenge = ceremony.challenge_in(answer)
            await self._challenges.take(Purpose.ADD, session_of(principal), challenge)
            made = ceremony.made(answer, challenge, self.place)
        except AnswerInvalid as error:
            raise PasskeyInvalid("This passkey cannot be used here. Please try again.") from error
        passkey = Passkey(
            id=new_id(),
            user_id=principal.user_id,
            handle=await self.handle_of(principal.user_id),
            name=called,
            added_at=self._means.clock.now(),
            **made._asdict(),
        )

        async def work(session: Session) -> None:
            await self._means.credentials.change_factors(principal.user_id, session)
            _require_room(await self._store.of_user(principal.user_id, session))
            await self._store.add(passkey, session)
            await self._note(session, principal, Action.FACTOR_ADDED, _ADDED, passkey, visit)

        await self._means.outbox.transact(work)
        if not principal.has_second_factor and (principal.role is None or principal.role.is_staff):
            await self._means.sessions.end_all(principal.user_id, but=principal.session_id)
        new = await self._means.sessions.renewed(principal, has_second_factor=True)
        return Added(passkey, new)

    async def rename(
        self, principal: Principal, passkey_id: str, name: str, visit: Visit
    ) -> Passkey:
        """Call a passkey something else; return it. Raises `Invalid`, `PasskeyNotFound`."""
        user, called = require_user(principal), checked_name(name)
        changed = await self._store.rename(user.user_id, passkey_id, called)
        if changed is None:
            raise PasskeyNotFound("You have no such passkey.")
        await self._means.audit.record(
            Action.RENAMED,
            by=principal,
            target=f"user:{user.user_id}",
            scope=visit.scope,
            details={"fields": "name of a passkey"},
        )
        return changed

    async def remove(self, principal: Principal, passkey_id: str, visit: Visit) -> None:
        """Have a passkey let nobody in any more; other sessions of its owner end.

        Raises:
            ReauthenticationNeeded: It is too long ago that they showed who they are.
            Forbidden: They have a second factor, and have not shown it.
            PasskeyNotFound: They have no such passkey.
            FactorNeeded: They are staff, and it is their last factor.
        """
        require_recent(principal, self._means.clock.now())
        await self._held.require_shown(principal)

        async def work(session: Session) -> None:
            await self._means.credentials.change_factors(principal.user_id, session)
            passkey = await self._store.delete(principal.user_id, passkey_id, session)
            if passkey is None:
                raise PasskeyNotFound("You have no such passkey.")
            require_one_left(principal, await self._held.of(principal.user_id, session))
            await self._note(session, principal, Action.FACTOR_REMOVED, _REMOVED, passkey, visit)

        await self._means.outbox.transact(work)
        await self._means.sessions.end_all(principal.user_id, but=principal.session_id)

    async def _require_may_add(self, principal: Principal) -> list[Passkey]:
        require_recent(principal, self._means.clock.now())
        present = list((await self._held.require_shown(principal)).passkeys)
        _require_room(present)
        return present

    async def _note(  # noqa: PLR0913, PLR0917 - what is noted
        self,
        session: Session,
        principal: Principal,
        action: Action,
        what: str,
        passkey: Passkey,
        visit: Visit,
    ) -> None:
        said = what.format(name=passkey.name)
        about = {"kind": "passkey", "passkey": passkey.id}  # its name would outlast its owner
        await self._notes.change(session, principal, action, said, visit, letter="passkey", **about)


def session_of(principal: Principal) -> str:
    """Return what only the browser of a session has, for a challenge to be bound to."""
    return f"session:{principal.session_id}"


def _require_room(present: list[Passkey]) -> None:
    if len(present) >= MAX:
        raise TooManyPasskeys(
            f"You have {MAX} passkeys, as many as one may have: remove one first."
        )
