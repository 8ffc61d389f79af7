"""Showing who one is by API: a passkey, the second factor, the password once more."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api import factor_shapes as shapes
from strive.accounts.api.answering import answer, signed_in, without_query
from strive.accounts.api.factors import answer_of
from strive.accounts.authentication import principal_of
from strive.accounts.brief_cookie import BriefCookie
from strive.accounts.opening import Accounts
from strive.accounts.principal import Principal, require_user
from strive.accounts.throttling import Try, spend_for_account
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.errors import Forbidden, Unauthenticated
from strive.platform.ratelimit import spending_of
from strive.platform.web.json_bodies import json_of

_COOKIE_LASTS: Final = timedelta(minutes=10)
_BYTES: Final = 32
_CHARACTERS: Final = 43  # of as many bytes in base64


@dataclass(frozen=True, slots=True)
class Showing:
    """The doors at which something is shown."""

    accounts: Accounts
    clock: Clock

    async def ask_passkey(self, request: Request) -> Response:
        """What a browser is to show a passkey for: yours if you are signed in, else any.

        Answer within five minutes, from the same browser: it gets a cookie for that.
        """
        without_query(request)
        principal, cookie = _whoever(request), self._cookie()
        browser = cookie.read(request)
        if len(browser) != _CHARACTERS or not browser.isascii():
            browser = secrets.token_urlsafe(_BYTES)
        asked = await self.accounts.by_passkey.ask(principal, browser)
        response = answer(shapes.PublicKeyShape(public_key=asked), self.clock)
        if principal is None:
            cookie.put(response, browser)
        return response

    async def show_passkey(self, request: Request) -> Response:
        """Sign in by a passkey; it is enough by itself, for staff too. Or show that it is you.

        Whoever is signed in, be it half, stays in the same session, with a new cookie.
        """
        without_query(request)
        given, cookie = await json_of(request, shapes.PasskeyInput), self._cookie()
        new = await self.accounts.by_passkey.show(
            answer_of(given.credential),
            _whoever(request),
            cookie.read(request),
            visit_of(request),
            is_remembered=given.remember,
        )
        await spending_of(request).refund()
        response = await signed_in(self.accounts, new, self.clock)
        if cookie.read(request):
            cookie.take_back(response)
        return response

    async def show_code(self, request: Request) -> Response:
        """Complete a session by a code of the app, or a recovery code; it gets a new cookie."""
        without_query(request)
        principal = _whoever(request)
        if principal is None:
            if principal_of(request) is not None:
                raise Forbidden("This is for people who are signed in, not for programs.")
            raise Unauthenticated("Please sign in.")
        given = await json_of(request, shapes.CodeInput)
        await spend_for_account(request, principal.user_id, Try.CODE)
        new = await self.accounts.factors.show(principal, given.code, visit_of(request))
        await spending_of(request).refund()
        return await signed_in(self.accounts, new, self.clock)

    async def show_password(self, request: Request) -> Response:
        """Show once more that it is you, by the password; the session gets a new cookie.

        What changes how you sign in needs that within the last ten minutes.
        """
        without_query(request)
        principal = require_user(principal_of(request))
        given = await json_of(request, shapes.PasswordInput)
        await spend_for_account(request, principal.email)
        signing_in = self.accounts.entering.signing_in
        new = await signing_in.again(principal, given.password, visit_of(request))
        await spending_of(request).refund()
        return await signed_in(self.accounts, new, self.clock)

    def _cookie(self) -> BriefCookie:
        return BriefCookie(self.accounts.cookie.https, "passkey", _COOKIE_LASTS)


def _whoever(request: Request) -> Principal | None:
    """Return who is in, be it half, but no program."""
    principal = principal_of(request)
    return principal if principal is not None and principal.user_id else None
