"""Pages to register, and to choose a new password when the old one is forgotten."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.errors import LinkInvalid, SignInRefused
from strive.accounts.pages.frame import done
from strive.accounts.pages.guard import SIGN_IN
from strive.accounts.pages.mailed import (
    TOKEN_CHARACTERS_MAX,
    Asking,
    MailedPages,
    token_of,
)
from strive.accounts.password import PasswordInvalid, checked_password
from strive.accounts.registering import NotAsRegistered
from strive.accounts.throttling import Try, spend_for_account
from strive.accounts.user import checked_name, normalized_email
from strive.accounts.visit import visit_of
from strive.platform.errors import Invalid
from strive.platform.ratelimit import spending_of
from strive.platform.web.forms import Form, form_of

_REGISTER = "/account/register"
_FORGOT = "/account/forgot"
_FORGETTING = Asking(
    path=_FORGOT,
    title="Forgot your password?",
    lead="You get a letter with a link to choose a new one.",
    sent="If there is an account with this address, a link to choose a new password is on "
    "its way. It works once, for ten minutes.",
)


class _ForPassword(NamedTuple):
    """A page that asks for a password where a link leads; `again` is where to ask for another."""

    template: str
    title: str
    again: str


_VERIFYING = _ForPassword("verify.html", "Confirm your address", _REGISTER)
_CHOOSING = _ForPassword("reset.html", "Choose a new password", _FORGOT)


class JoiningPages(MailedPages):
    """For those who are not in yet, or not any more."""

    async def ask(self, request: Request) -> Response:
        """Show the form to register."""
        return await self.show(
            request, "register.html", "Register", typed={"name": "", "email": ""}
        )

    async def register(self, request: Request) -> Response:
        """Have a link sent that makes the account."""
        form = await form_of(request)
        name, email = form.text("name"), form.text("email").strip()
        await spend_for_account(request, email, Try.REGISTRATION)
        if errors := await self._mistakes(form):
            typed = {"name": name[:100], "email": email[:254]}
            return await self.show(request, "register.html", "Register", errors=errors, typed=typed)
        await self.accounts.entering.registering.ask(email, name, form.text("password"))
        lead = "A letter is on its way. Its link makes your account, within a day."
        return await self.say_sent(request, email, lead, again=_REGISTER)

    async def verify(self, request: Request) -> Response:
        """Show the form that the link of a registration leads to."""
        return await self._verify(request, token_of(request))

    async def confirm(self, request: Request) -> Response:
        """Make the account, and let its owner in."""
        form = await form_of(request)
        token = form.text("token")[:TOKEN_CHARACTERS_MAX]
        registering = self.accounts.entering.registering
        try:
            new = await registering.confirm(token, form.text("password"), visit_of(request))
        except NotAsRegistered as error:
            return await self._verify(request, token, {"password": error.message})
        except LinkInvalid:
            return await self._verify(request, "")
        await spending_of(request).refund()
        return await self.let_in(new, "")

    async def forgot(self, request: Request) -> Response:
        """Ask for the address to send a link to."""
        return await self.ask_address(request, _FORGETTING)

    async def send_reset(self, request: Request) -> Response:
        """Have a link sent to choose a new password with."""
        email = (await form_of(request)).text("email").strip()
        await spend_for_account(request, email, Try.LINK)
        try:
            await self.accounts.entering.own.ask_reset(email, visit_of(request))
        except Invalid as error:
            return await self.ask_address(request, _FORGETTING, email, {"email": error.message})
        return await self.say_sent(request, email, _FORGETTING.sent, again=_FORGOT)

    async def choose(self, request: Request) -> Response:
        """Show the form that the link leads to."""
        return await self._choose(request, token_of(request))

    async def reset(self, request: Request) -> Response:
        """Change the password, and have its owner sign in with it."""
        form = await form_of(request)
        token = form.text("token")[:TOKEN_CHARACTERS_MAX]
        own = self.accounts.entering.own
        try:
            await own.reset_password(token, form.text("password"), visit_of(request))
        except PasswordInvalid as error:
            return await self._choose(request, token, {"password": error.message})
        except (LinkInvalid, SignInRefused):
            return await self._choose(request, "")
        return done(SIGN_IN, "reset")

    async def _verify(
        self, request: Request, token: str, errors: dict[str, str] | None = None
    ) -> Response:
        whose = self.accounts.entering.registering.whose
        return await self._ask_password(request, _VERIFYING, token, whose, errors)

    async def _choose(
        self, request: Request, token: str, errors: dict[str, str] | None = None
    ) -> Response:
        whose = self.accounts.entering.own.whose_reset
        return await self._ask_password(request, _CHOOSING, token, whose, errors)

    async def _ask_password(
        self,
        request: Request,
        page: _ForPassword,
        token: str,
        whose: Callable[[str], Awaitable[str]],
        errors: dict[str, str] | None,
    ) -> Response:
        """Show the form that a link leads to, or why the link does not work."""
        try:
            email = await whose(token)
        except LinkInvalid as error:
            return await self.show(
                request,
                "confirm.html",
                page.title,
                status=400,
                error=error.message,
                again=page.again,
            )
        return await self.show(
            request, page.template, page.title, token=token, email=email, errors=errors
        )

    async def _mistakes(self, form: Form) -> dict[str, str]:
        """Return what is wrong with a registration, by field."""
        errors: dict[str, str] = {}
        name, email, password = (form.text(field) for field in ("name", "email", "password"))
        about = [(await self.frame.brand()).title, name, email]
        try:
            checked_name(name)
        except Invalid as error:
            errors["name"] = error.message
        try:
            normalized_email(email)
        except Invalid as error:
            errors["email"] = error.message
        try:
            checked_password(password, about=about)
        except PasswordInvalid as error:
            errors["password"] = error.message
        return errors
