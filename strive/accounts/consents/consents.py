"""Giving and withdrawing: each is an entry of its own, and none is ever changed."""

from __future__ import annotations

from asyncio import gather
from typing import Final

from strive.accounts.audit import Audit
from strive.accounts.consents.entry import Choice, Entry, Source, Wording, of_user
from strive.accounts.consents.purpose import DO_NOT_SELL, Kind, Purpose, Purposes
from strive.accounts.consents.signal import is_sent
from strive.accounts.entry import Action
from strive.accounts.errors import SignalHolds, WordingChanged
from strive.accounts.principal import Principal
from strive.accounts.store.consents import ConsentStore
from strive.accounts.visit import Visit
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database, DuplicateKeyError, Session

HISTORY_MAX: Final = 200


class Consents:
    """What people agreed to or objected to."""

    def __init__(self, database: Database, audit: Audit, clock: Clock, purposes: Purposes) -> None:
        self.purposes = purposes
        self._database = database
        self._store = ConsentStore(database)
        self._audit = audit
        self._clock = clock

    async def give(
        self, principal: Principal, name: str, visit: Visit, source: Source, *, version: str
    ) -> Choice:
        """Record that somebody makes a statement, in the words of a version.

        What holds already is not recorded again.

        Raises:
            PurposeNotFound: There is no such purpose.
            WordingChanged: The words they saw are no longer those of the purpose.
        """
        purpose = self.purposes.find(name)
        if version != purpose.version:
            raise WordingChanged("The text has changed meanwhile. Please read it again.")
        await self._store.keep(self._wording(purpose))
        return await self._record(principal, purpose, visit, source, is_given=True)

    async def withdraw(
        self, principal: Principal, name: str, visit: Visit, source: Source
    ) -> Choice:
        """Record that somebody takes a statement back; nothing is recorded if none holds.

        Raises:
            PurposeNotFound: There is no such purpose.
            SignalHolds: Their browser says the opposite with this very request.
        """
        purpose = self.purposes.find(name)
        if purpose == DO_NOT_SELL and is_sent(visit.scope):
            raise SignalHolds(
                "Your browser sends Global Privacy Control, which says the same and counts. "
                "Turn it off there first."
            )
        return await self._record(principal, purpose, visit, source, is_given=False)

    async def current(self, user_id: str) -> list[Choice]:
        """Return how somebody stands to every purpose."""
        return await gather(*(self._choice(user_id, purpose) for purpose in self.purposes))

    async def allows(self, user_id: str, name: str) -> bool:
        """Tell whether a person lets something be done: they agreed, or did not object.

        Raises `PurposeNotFound`.
        """
        purpose = self.purposes.find(name)
        is_given = (await self._choice(user_id, purpose)).is_given
        return is_given if purpose.kind is Kind.CONSENT else not is_given

    async def history(self, user_id: str) -> list[tuple[Entry, Wording]]:
        """Return the newest 200 entries about somebody with the words they saw, newest first."""
        entries = await self._store.newest(of_user(user_id), HISTORY_MAX)
        wordings = await self._store.wordings({entry.version for entry in entries})
        return [(entry, wordings[entry.version]) for entry in entries]

    async def _choice(self, user_id: str, purpose: Purpose) -> Choice:
        entry = await self._store.last(of_user(user_id), purpose.name)
        wordings = await self._store.wordings({entry.version}) if entry else {}
        return Choice(purpose, entry, wordings.get(entry.version) if entry else None)

    async def _record(
        self,
        principal: Principal,
        purpose: Purpose,
        visit: Visit,
        source: Source,
        *,
        is_given: bool,
    ) -> Choice:
        async def work(session: Session) -> None:
            last = await self._store.last(of_user(principal.user_id), purpose.name, session)
            if _is_said(last, purpose, source, is_given=is_given):
                return
            # a withdrawal is of what was said, in the words of then
            version = last.version if last and not is_given else purpose.version
            entry = Entry(
                id=new_id(),
                person=of_user(principal.user_id),
                purpose=purpose.name,
                number=last.number + 1 if last else 1,
                is_given=is_given,
                version=version,
                at=self._clock.now(),
                source=source,
                device=visit.device,
                address=visit.address,
            )
            await self._store.add(entry, session)
            await self._audit.record(
                Action.CONSENTED if is_given else Action.CONSENT_WITHDRAWN,
                by=principal,
                target=f"user:{principal.user_id}",
                scope=visit.scope,
                details={"purpose": purpose.name, "version": version, "source": source.value},
                session=session,
            )

        try:
            await self._database.transact(work)
        except DuplicateKeyError:  # somebody was faster: look at what they said
            await self._database.transact(work)
        return await self._choice(principal.user_id, purpose)

    def _wording(self, purpose: Purpose) -> Wording:
        return Wording(
            version=purpose.version,
            purpose=purpose.name,
            kind=purpose.kind,
            title=purpose.title,
            text=purpose.text,
            shown_since=self._clock.now(),
        )


def _is_said(last: Entry | None, purpose: Purpose, source: Source, *, is_given: bool) -> bool:
    """Tell whether an entry would say what the last one says, or take back what was not said."""
    if last is None or not last.is_given:
        return not is_given
    if not is_given:
        return False
    return source is Source.SIGNAL or last.version == purpose.version
