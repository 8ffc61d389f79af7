"""What is noted of a change to somebody's factors, and what they are told of it."""

from __future__ import annotations

from typing import Any

from strive.accounts.entry import Action
from strive.accounts.means import Means
from strive.accounts.principal import Principal
from strive.accounts.visit import Visit
from strive.platform.database import Session


class FactorNotes:
    """Writes changes down, and to whom they concern."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def change(  # noqa: PLR0913 - what is noted
        self,
        session: Session | None,
        principal: Principal,
        action: Action,
        what: str,
        visit: Visit,
        *,
        letter: str = "factor",
        **details: Any,
    ) -> None:
        """Note what somebody did with their own factors, and have a letter sent that says so."""
        await self._means.audit.record(
            action,
            by=principal,
            target=f"user:{principal.user_id}",
            scope=visit.scope,
            details=details,
            session=session,
        )
        user = await self._means.users.by_id(principal.user_id)
        await self._means.letters.tell(session, letter, user, what=what)
