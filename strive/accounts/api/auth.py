"""Registering, signing in and out by API. What is asked for by mail is answered alike (202)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api import shapes
from strive.accounts.api.answering import answer, signed_in, without_query
from strive.accounts.authentication import principal_of
from strive.accounts.entry import Action
from strive.accounts.errors import SessionNotFound
from strive.accounts.opening import Accounts
from strive.accounts.principal import Principal
from strive.accounts.throttling import Try, spend_for_account
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.errors import Invalid
from strive.platform.ratelimit import spending_of
from strive.platform.web.json_bodies import json_of

_LETTER: Final = "If this can be done, a letter with a link is on its way."


@dataclass(frozen=True, slots=True)
class Auth:
    """The doors of the site, for programs that act for one person."""

    accounts: Accounts
    clock: Clock

    async def register(self, request: Request) -> Response:
        """Have a link sent that makes an account.

        The answer is the same where there is an account with the address.
        """
        without_query(request)
        given = await json_of(request, shapes.RegistrationInput)
        await spend_for_account(request, given.email, Try.REGISTRATION)
        await self.accounts.entering.registering.ask(
            given.email, given.name, given.password, locale=given.locale
        )
        return self._asked()

    async def verify(self, request: Request) -> Response:
        """Make the account of a registration by the link that was mailed, and sign in.

        The password is that of the registration: only who chose it confirms it.
        """
        without_query(request)
        given = await json_of(request, shapes.VerifyInput)
        registering = self.accounts.entering.registering
        new = await registering.confirm(given.token, given.password, visit_of(request))
        await spending_of(request).refund()
        return await signed_in(self.accounts, new, self.clock)

    async def login(self, request: Request) -> Response:
        """Sign in by password; the session comes as a cookie."""
        without_query(request)
        given = await json_of(request, shapes.LoginInput)
        await spend_for_account(request, given.email)
        new = await self.accounts.entering.signing_in.with_password(
            given.email, given.password, visit_of(request), is_remembered=given.remember
        )
        await spending_of(request).refund()
        return await signed_in(self.accounts, new, self.clock)

    async def magic(self, request: Request) -> Response:
        """Have a link to sign in sent to an address (202), or sign in by the token in one."""
        without_query(request)
        given = await json_of(request, shapes.MagicInput)
        signing_in = self.accounts.entering.signing_in
        if given.token is not UNSET and given.email is UNSET:
            new = await signing_in.with_link(
                given.token, visit_of(request), is_remembered=given.remember
            )
            await spending_of(request).refund()
            return await signed_in(self.accounts, new, self.clock)
        if given.email is UNSET or given.token is not UNSET:
            raise Invalid("Send either an email or a token.")
        await spend_for_account(request, given.email, Try.LINK)
        await signing_in.ask_for_link(given.email)
        return self._asked()

    async def forgot(self, request: Request) -> Response:
        """Have a link sent to choose a new password with.

        The answer is the same where there is no account with the address.
        """
        without_query(request)
        given = await json_of(request, shapes.AddressInput)
        await spend_for_account(request, given.email, Try.LINK)
        await self.accounts.entering.own.ask_reset(given.email, visit_of(request))
        return self._asked()

    async def reset(self, request: Request) -> Response:
        """Choose a new password by the link that was mailed; all sessions end."""
        without_query(request)
        given = await json_of(request, shapes.ResetInput)
        own = self.accounts.entering.own
        await own.reset_password(given.token, given.password, visit_of(request))
        return answer(
            shapes.NextStep(message="Your password is changed. Please sign in."), self.clock
        )

    async def logout(self, request: Request) -> Response:
        """Sign out: the session ends on the server, and the cookie is taken back."""
        without_query(request)
        ended = await sign_out(self.accounts, principal_of(request), request)
        response = answer(shapes.Ended(ended=ended), self.clock)
        self.accounts.cookie.take_back(response)
        return response

    def _asked(self) -> Response:
        return answer(shapes.NextStep(message=_LETTER), self.clock, status=202)


async def sign_out(accounts: Accounts, principal: Principal | None, request: Request) -> int:
    """End the session of a request, if it has one; return how many that are."""
    if principal is None or not principal.session_id:
        return 0
    with suppress(SessionNotFound):  # pressed twice
        await accounts.sessions.end(principal.user_id, principal.session_id)
    target = f"user:{principal.user_id}"
    await accounts.audit.record(Action.SIGNED_OUT, by=principal, target=target, scope=request.scope)
    return 1
