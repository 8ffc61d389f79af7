"""Who may see a private page; whoever is not signed in is sent to do so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from strive.accounts.authentication import principal_of
from strive.accounts.principal import Principal, require
from strive.accounts.role import Scope
from strive.platform.cache import plan
from strive.platform.errors import Forbidden, Unauthenticated

Handler = Callable[[Request], Awaitable[Response]]
Guarded = Callable[[Request, Principal], Awaitable[Response]]

SIGN_IN: Final = "/account/sign-in"
SECOND_FACTOR: Final = "/account/second-factor"
_SAFE: Final = {"GET", "HEAD"}


def signed_in(handler: Guarded) -> Handler:
    """Let a handler serve people who are signed in, and be told who it is.

    Whoever has a second factor that is still to be shown is sent to show it.
    """

    async def checked(request: Request, principal: Principal) -> Response:
        if principal.needs_second_factor:
            if request.method in _SAFE:
                return _sent_to(request, SECOND_FACTOR)
            raise Forbidden("Please show your second factor first.")
        return await handler(request, principal)

    return half_signed_in(wraps(handler)(checked))


def half_signed_in(handler: Guarded) -> Handler:
    """Let a handler serve people who are signed in, even with a second factor still to be shown."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        principal = principal_of(request)
        if principal is None or not principal.user_id:
            if request.method in _SAFE:
                return _sent_to(request, SIGN_IN)
            raise Unauthenticated("Please sign in.")
        return await handler(request, principal)

    return guarded


def staff(scope: Scope | None = None) -> Callable[[Guarded], Handler]:
    """Let a handler serve staff with a right (None: any staff) and a second factor."""

    def decorated(handler: Guarded) -> Handler:
        async def checked(request: Request, principal: Principal) -> Response:
            if principal.role is None or not principal.role.is_staff:
                raise Forbidden("The studio is for those who make this publication.")
            if not principal.has_second_factor:
                if request.method in _SAFE:
                    return _sent_to(request, SECOND_FACTOR)
                raise Forbidden("This needs a second factor.")
            if scope is not None:
                require(principal, scope)
            return await handler(request, principal)

        return signed_in(wraps(handler)(checked))

    return decorated


def own_path(text: str, otherwise: str = "/") -> str:
    """Return a path on this site to go on to, whatever was asked for (security.md 30)."""
    is_path = text.startswith("/") and not text.startswith(("//", "/\\"))
    is_plain = text.isascii() and text.isprintable() and "\\" not in text
    return text if is_path and is_plain else otherwise


def _sent_to(request: Request, path: str) -> Response:
    path_asked, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    asked = f"{path_asked}?{query}" if query else path_asked
    address = f"{path}?next={quote(asked, safe='/')}"
    return RedirectResponse(address, 303, headers={"cache-control": plan.PRIVATE})
