"""Answers to one person alone, and the cookie that comes with them."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api.shapes import MeShape
from strive.accounts.opening import Accounts
from strive.accounts.principal import Principal
from strive.accounts.sessions import NewSession, principal_of_user
from strive.accounts.user import User
from strive.kit.clock import Clock
from strive.platform.web import private
from strive.platform.web.parameters import NoParameters, Parameters

_NOTHING = Parameters(NoParameters)


def answer(data: Any, clock: Clock, status: int = 200, **meta: Any) -> Response:
    """Answer so that no cache keeps it."""
    return private.answer(data, now=clock.now(), status=status, **meta)


def without_query(request: Request) -> None:
    """Refuse a query; raises `ParameterInvalid`."""
    _NOTHING.read(request.scope)


async def signed_in(accounts: Accounts, new: NewSession, clock: Clock) -> Response:
    """Answer with who came in, and have their client keep the session."""
    user = await accounts.users.by_id(new.session.user_id)
    response = answer(me_of(user, principal_of_user(user, new.session)), clock)
    accounts.cookie.put(response, new.secret, new.session.cookie_lasts)
    return response


def me_of(user: User, principal: Principal) -> MeShape:
    """Return somebody as they see themselves."""
    return MeShape(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        avatar_url=user.avatar_url,
        locale=user.locale,
        created_at=user.created_at,
        has_second_factor=principal.has_second_factor,
        needs_second_factor=principal.needs_second_factor,
    )
