"""One's own account and sessions by API."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api import shapes
from strive.accounts.api.answering import answer, me_of, without_query
from strive.accounts.authentication import principal_of
from strive.accounts.entry import Action
from strive.accounts.opening import Accounts
from strive.accounts.principal import Principal, require_user
from strive.accounts.session import Session
from strive.kit.clock import Clock
from strive.platform.web.json_bodies import json_of


@dataclass(frozen=True, slots=True)
class Me:
    """What everybody who is signed in may do with what is theirs."""

    accounts: Accounts
    clock: Clock

    async def get(self, request: Request) -> Response:
        """Who you are."""
        principal = _asked(request)
        user = await self.accounts.users.by_id(principal.user_id)
        return answer(me_of(user, principal), self.clock)

    async def change(self, request: Request) -> Response:
        """Change your name or language. For address and password there are pages and links."""
        principal = _asked(request)
        given = await json_of(request, shapes.MeChanges)
        changes = {
            name: value
            for name, value in (("name", given.name), ("locale", given.locale))
            if value is not UNSET
        }
        user = await self.accounts.entering.own.change(principal, changes, request.scope)
        return answer(me_of(user, principal), self.clock)

    async def list_sessions(self, request: Request) -> Response:
        """Where you are signed in, the last used first."""
        principal = _asked(request)
        found = await self.accounts.sessions.of_user(principal.user_id)
        return answer([session_shape(one, principal) for one in found], self.clock)

    async def end_session(self, request: Request) -> Response:
        """Sign out somewhere, at once."""
        principal = _asked(request)
        await end_session(self.accounts, principal, request.path_params["id"], request)
        return answer(shapes.Ended(ended=1), self.clock)

    async def end_others(self, request: Request) -> Response:
        """Sign out everywhere but here, at once."""
        principal = _asked(request)
        ended = await end_sessions(self.accounts, principal, request, but=principal.session_id)
        return answer(shapes.Ended(ended=ended), self.clock)


async def end_session(
    accounts: Accounts, principal: Principal, session_id: str, request: Request
) -> None:
    """End a session of somebody; raises `SessionNotFound` for one of another."""
    await accounts.sessions.end(principal.user_id, session_id)
    await _note_ended(accounts, principal, request, 1)


async def end_sessions(
    accounts: Accounts, principal: Principal, request: Request, *, but: str = ""
) -> int:
    """End all sessions of somebody but one; return how many."""
    ended = await accounts.sessions.end_all(principal.user_id, but=but)
    await _note_ended(accounts, principal, request, ended)
    return ended


async def _note_ended(
    accounts: Accounts, principal: Principal, request: Request, ended: int
) -> None:
    await accounts.audit.record(
        Action.SESSIONS_ENDED,
        by=principal,
        target=f"user:{principal.user_id}",
        scope=request.scope,
        details={"sessions": ended},
    )


def _asked(request: Request) -> Principal:
    without_query(request)
    return require_user(principal_of(request))


def session_shape(session: Session, principal: Principal) -> shapes.SessionShape:
    """Return a session as it is shown to somebody."""
    return shapes.SessionShape(
        id=session.id,
        device=session.device,
        address=session.address,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        is_current=session.id == principal.session_id,
    )
